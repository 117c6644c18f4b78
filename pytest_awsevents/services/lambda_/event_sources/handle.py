"""What `aws_lambda.event_source` gives: a mapping made in one line, and what came of its records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_awsevents.assertions.expecting import HasArn, given_arn
from pytest_awsevents.core.errors import InvalidOption, did_you_mean
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.lambda_.event_sources.mapping import EventSourceMapping
from pytest_awsevents.services.lambda_.event_sources.mappings import find_mapping
from pytest_awsevents.services.lambda_.event_sources.outcomes import RecordOutcome
from pytest_awsevents.services.lambda_.event_sources.settings import MEMBERS


@dataclass(frozen=True, slots=True)
class EventSource:
    """An event source mapping: what Lambda took from a queue or stream for a function, and what came of it.

    `source` and `function` are ARNs; `uuid` is what GetEventSourceMapping and UpdateEventSourceMapping want.
    """

    uuid: str
    source: str
    function: str
    _mapping: EventSourceMapping = field(repr=False, compare=False)

    @property
    def arn(self) -> str:
        """The mapping's own ARN, which has the tags."""
        return self._mapping.arn

    @property
    def outcomes(self) -> tuple[RecordOutcome, ...]:
        """What came of every record, in order: processed, failed (it comes again), filtered out, given up."""
        return tuple(self._mapping.outcomes)

    @property
    def enabled(self) -> bool:
        """Whether Lambda takes from the source: not before `Enabled=True`, nor after an update to `Enabled=False`."""
        return self._mapping.enabled

    def processed(self) -> list[str]:
        """The bodies or data that the function has processed."""
        return [outcome.text for outcome in self.outcomes if outcome.status == "processed"]

    def waiting(self) -> list[str]:
        """The bodies or data that were taken, and wait for their batch or for a retry."""
        return self._mapping.poller.waiting()


def make_event_source(
    scope: Scope,
    source: str | HasArn,
    function_arn: str,
    *,
    batch_size: int | None,
    window: int | None,
    filters: Iterable[Mapping[str, Any] | str],
    report_failures: bool,
    retries: int | None,
    on_failure: str | HasArn | None,
    settings: Mapping[str, Any],
) -> EventSource:
    """Makes it by CreateEventSourceMapping; streams are read from their beginning where nothing else is said."""
    for member in settings:
        if member not in MEMBERS:
            raise InvalidOption(
                f"CreateEventSourceMapping has no member {member!r} that is faked{did_you_mean(member, MEMBERS)}"
            )
    arn = given_arn(source, "event source")
    patterns = [one if isinstance(one, str) else json.dumps(one) for one in filters]
    given = {
        "FunctionName": function_arn,
        "EventSourceArn": arn,
        "BatchSize": batch_size,
        "MaximumBatchingWindowInSeconds": window,
        "FilterCriteria": {"Filters": [{"Pattern": pattern} for pattern in patterns]} if patterns else None,
        "FunctionResponseTypes": ["ReportBatchItemFailures"] if report_failures else None,
        "MaximumRetryAttempts": retries,
        "DestinationConfig": None
        if on_failure is None
        else {"OnFailure": {"Destination": given_arn(on_failure, "destination")}},
        "StartingPosition": "TRIM_HORIZON" if arn.split(":")[2:3] == ["kinesis"] else None,
        **settings,
    }
    params = {name: value for name, value in given.items() if value is not None}
    return handle_of(find_mapping(scope, scope.call("lambda", "CreateEventSourceMapping", params)["UUID"]))


def handle_of(mapping: EventSourceMapping) -> EventSource:
    return EventSource(mapping.uuid, str(mapping.source), mapping.function.arn, mapping)
