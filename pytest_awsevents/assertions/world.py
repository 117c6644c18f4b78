"""The assertions of `aws_fake`: about all services together."""

from __future__ import annotations

from pytest_awsevents.assertions.called import assert_called
from pytest_awsevents.assertions.combining import BaseMatcher
from pytest_awsevents.assertions.expecting import Count
from pytest_awsevents.assertions.matchers import CallMatcher
from pytest_awsevents.assertions.sequence import assert_nothing_happened, assert_sequence
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import ApiCall, Record


class WorldAssertions:
    """What `aws_fake` asserts."""

    recorded: Recorded

    def assert_called(self, operation: str, /, *, count: Count = None, **params: object) -> ApiCall:
        """Asserts that `service:Operation` was called with these params among others; returns the first such call.

        `count`: exactly so many, one of a range, or (None) at least one.
        """
        __tracebackhide__ = True
        return assert_called(self.recorded, CallMatcher(operation, params), count=count)

    def assert_sequence(self, *matchers: BaseMatcher, contiguous: bool = False) -> tuple[Record, ...]:
        """Asserts that these events and API calls came in this order; returns their records.

        `contiguous`: with no others between; others are events, or API calls, or both, as the matchers are.
        """
        __tracebackhide__ = True
        return assert_sequence(self.recorded, matchers, contiguous=contiguous)

    def assert_nothing_happened(self, since: int | None = None) -> None:
        """Asserts that nothing was recorded at all, or nothing after a `recorded.mark()`."""
        __tracebackhide__ = True
        assert_nothing_happened(self.recorded, since)
