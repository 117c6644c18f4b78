"""FilterLogEvents."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, page
from pytest_awsevents.services.logs.errors import invalid
from pytest_awsevents.services.logs.filter_pattern import parse_filter_pattern
from pytest_awsevents.services.logs.state import LogEvent, LogGroup, named_group, pages

operation = OperationTable()
_MAX_EVENTS = 10_000


@operation
def filter_log_events(scope: Scope, params: Params) -> dict[str, Any]:
    group = named_group(scope, params)
    pattern = parse_filter_pattern(params.get("filterPattern", ""))
    start, end = params.get("startTime", 0), params.get("endTime")
    found = [
        event
        for event in _events(group, params)
        if event.timestamp >= start and (end is None or event.timestamp <= end) and pattern.accepts(event.message)
    ]
    return {
        **page([_described(event) for event in found], params, pages("events", _MAX_EVENTS)),
        "searchedLogStreams": [],
    }


def _events(group: LogGroup, params: Params) -> list[LogEvent]:
    """The events of the streams that are searched, by time; the newest first where `startFromHead` is false."""
    names, prefix = params.get("logStreamNames"), params.get("logStreamNamePrefix")
    if names is not None and prefix is not None:
        raise invalid("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.")
    if names is not None:
        streams = [group.stream(name) for name in names]
    else:
        streams = [stream for stream in group.streams.values() if stream.name.startswith(prefix or "")]
    events = sorted(
        (event for stream in streams for event in stream.events), key=lambda one: (one.timestamp, int(one.id))
    )
    return events if params.get("startFromHead", True) else events[::-1]


def _described(event: LogEvent) -> dict[str, Any]:
    return {
        "logStreamName": event.stream,
        "timestamp": event.timestamp,
        "message": event.message,
        "ingestionTime": event.ingested,
        "eventId": event.id,
    }
