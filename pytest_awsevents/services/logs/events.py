"""PutLogEvents and GetLogEvents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.base import OperationTable, milliseconds
from pytest_awsevents.services.logs.errors import invalid
from pytest_awsevents.services.logs.forwarding import forward
from pytest_awsevents.services.logs.state import LogEvent, LogGroup, find_group, logs_in, named_group

operation = OperationTable()
_HOUR = 3600 * 1000
_DAY = 24 * _HOUR
_OLDEST = 14 * _DAY
_NEWEST = 2 * _HOUR
_MAX_BATCH = 1_048_576
_BYTES_AROUND = 26
_MAX_EVENTS = 10_000
_TOKEN = re.compile(r"([fb])/([0-9]{56})")


@operation
def put_log_events(scope: Scope, params: Params) -> dict[str, Any]:
    group = find_group(scope, params["logGroupName"])
    stream = group.stream(params["logStreamName"])
    given = params["logEvents"]
    _check(given)
    now = milliseconds(scope.now)
    rejected = _rejected(group, given, now)
    first = max(rejected.get("tooOldLogEventEndIndex", 0), rejected.get("expiredLogEventEndIndex", 0))
    taken = given[first : rejected.get("tooNewLogEventStartIndex")]
    state = logs_in(scope)
    events = [state.event(stream.name, one["timestamp"], one["message"], now) for one in taken]
    for event in events:
        stream.add(event)
    stream.token = str(49 * 10**54 + state.number)
    forward(scope, group, events)
    return {"nextSequenceToken": stream.token, "rejectedLogEventsInfo": rejected or None}


@operation
def get_log_events(scope: Scope, params: Params) -> dict[str, Any]:
    """A page of a stream: the newest events unless `startFromHead` or a token say otherwise."""
    stream = named_group(scope, params).stream(params["logStreamName"])
    start, end = params.get("startTime"), params.get("endTime")
    events = [
        event
        for event in stream.events
        if (start is None or event.timestamp >= start) and (end is None or event.timestamp < end)
    ]
    first, last = _window(events, params)
    return {
        "events": [
            {"timestamp": one.timestamp, "message": one.message, "ingestionTime": one.ingested}
            for one in events[first:last]
        ],
        "nextForwardToken": f"f/{last:056}",
        "nextBackwardToken": f"b/{first:056}",
    }


def _window(events: Sequence[LogEvent], params: Params) -> tuple[int, int]:
    limit = params.get("limit", _MAX_EVENTS)
    token = params.get("nextToken")
    if token is None:
        forward, place = (True, 0) if params.get("startFromHead") else (False, len(events))
    else:
        read = _TOKEN.fullmatch(token)
        if read is None or int(read[2]) > len(events):
            raise invalid("The specified nextToken is invalid.")
        forward, place = read[1] == "f", int(read[2])
    return (place, min(place + limit, len(events))) if forward else (max(place - limit, 0), place)


def _check(events: Sequence[Params]) -> None:
    times = [event["timestamp"] for event in events]
    if times != sorted(times):
        raise invalid("Log events in a single PutLogEvents request must be in chronological order.")
    if times[-1] - times[0] > _DAY:
        raise invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
    size = sum(len(utf8(event["message"])) + _BYTES_AROUND for event in events)
    if size > _MAX_BATCH:
        raise invalid(f"Upload too large: {size} bytes exceeds limit of {_MAX_BATCH}")


def _rejected(group: LogGroup, events: Sequence[Params], now: int) -> dict[str, int]:
    """Which events are too old, too new or expired, as indexes of the first that is not, or that is."""
    times = [event["timestamp"] for event in events]
    too_old = sum(time < now - _OLDEST for time in times)
    expired = 0 if group.retention is None else sum(time < now - group.retention * _DAY for time in times)
    too_new = sum(time <= now + _NEWEST for time in times)
    rejected = {}
    if too_new < len(times):
        rejected["tooNewLogEventStartIndex"] = too_new
    if too_old:
        rejected["tooOldLogEventEndIndex"] = too_old
    if expired:
        rejected["expiredLogEventEndIndex"] = expired
    return rejected
