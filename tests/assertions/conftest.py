from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pytest_awsevents import AwsFake


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="assertions", now="2026-03-01T12:00Z") as fake:
        yield fake


@pytest.fixture
def message_of() -> Callable[[Callable[[], object]], list[str]]:
    """The lines of the AssertionError that a function raises."""

    def lines_of(failing: Callable[[], object]) -> list[str]:
        with pytest.raises(AssertionError) as caught:
            failing()
        return str(caught.value).splitlines()

    return lines_of
