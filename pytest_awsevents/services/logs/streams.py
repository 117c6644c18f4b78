"""Log streams."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, milliseconds, page
from pytest_awsevents.services.logs.errors import exists, invalid
from pytest_awsevents.services.logs.state import LogGroup, LogStream, find_group, named_group, pages

operation = OperationTable()


@operation
def create_log_stream(scope: Scope, params: Params) -> None:
    group = find_group(scope, params["logGroupName"])
    name = params["logStreamName"]
    if name in group.streams:
        raise exists("log stream")
    group.streams[name] = LogStream(name, milliseconds(scope.now))


@operation
def delete_log_stream(scope: Scope, params: Params) -> None:
    group = find_group(scope, params["logGroupName"])
    group.check_deletion()
    del group.streams[group.stream(params["logStreamName"]).name]


@operation
def describe_log_streams(scope: Scope, params: Params) -> dict[str, Any]:
    group = named_group(scope, params)
    prefix = params.get("logStreamNamePrefix", "")
    by_time = params.get("orderBy") == "LastEventTime"
    if by_time and prefix:
        raise invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
    streams = sorted(
        (stream for stream in group.streams.values() if stream.name.startswith(prefix)),
        key=lambda stream: (stream.events[-1].timestamp if by_time and stream.events else 0, stream.name),
        reverse=params.get("descending", False),
    )
    return page([_described(group, stream) for stream in streams], params, pages("logStreams"))


def _described(group: LogGroup, stream: LogStream) -> dict[str, Any]:
    """A stream as AWS shows it; its size is 0 whatever it holds (documented)."""
    events = stream.events
    return {
        "logStreamName": stream.name,
        "creationTime": stream.created,
        "firstEventTimestamp": events[0].timestamp if events else None,
        "lastEventTimestamp": events[-1].timestamp if events else None,
        "lastIngestionTime": stream.ingested,
        "uploadSequenceToken": stream.token,
        "arn": f"{group.arn}:log-stream:{stream.name}",
        "storedBytes": 0,
    }
