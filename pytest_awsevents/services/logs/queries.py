"""StartQuery, GetQueryResults, StopQuery, DescribeQueries, GetLogRecord: Logs Insights."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.base import OperationTable, PageMembers, milliseconds, page
from pytest_awsevents.services.logs.errors import invalid
from pytest_awsevents.services.logs.insights.discovery import discovered
from pytest_awsevents.services.logs.insights.faults import InvalidQuery
from pytest_awsevents.services.logs.insights.parsing import parse_query
from pytest_awsevents.services.logs.insights.running import Result, run
from pytest_awsevents.services.logs.insights.syntax import Query
from pytest_awsevents.services.logs.insights.values import Timestamp, Value, text_of
from pytest_awsevents.services.logs.state import LogEvent, LogGroup, find_group, identified_group

operation = OperationTable()
_DAY = 24 * 3600 * 1000
_MOST_ROWS = 10_000
_COMPLETE = "Complete"
_NAMES = ("logGroupName", "logGroupNames", "logGroupIdentifiers")
_INVALID_TOKEN = invalid("The specified nextToken is invalid.")


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A query that was run: what it gave, and how much it looked at."""

    id: str
    text: str
    groups: Sequence[str]
    created: int
    result: Result
    scanned: int
    size: int


@dataclass(slots=True)
class _Queries:
    by_id: dict[str, StoredQuery] = field(default_factory=dict)


def _no_queries(_: Scope) -> _Queries:
    return _Queries()


_QUERIES = StateKey("logs queries", _no_queries)


@operation
def start_query(scope: Scope, params: Params) -> dict[str, Any]:
    """Runs the query: it is complete when somebody asks for its results."""
    _refuse_other_languages(params)
    query = _parsed(params["queryString"])
    groups = _groups(scope, params)
    start, end = params["startTime"] * 1000, params["endTime"] * 1000 + 999  # whole seconds, both included
    _check_times(scope, groups, start, end)
    found = [(group, event) for group in groups for event in _events(group) if start <= event.timestamp <= end]
    found.sort(key=lambda pair: (pair[1].timestamp, int(pair[1].id)))
    rows = [_fields(group, event) for group, event in found]
    stored = StoredQuery(
        id=scope.ids.uuid(),
        text=params["queryString"],
        groups=[group.name for group in groups],
        created=milliseconds(scope.now),
        result=run(query, rows, milliseconds(scope.now), params.get("limit", _MOST_ROWS)),
        scanned=len(found),
        size=sum(event.size for _, event in found),
    )
    scope.state(_QUERIES).by_id[stored.id] = stored
    return {"queryId": stored.id}


@operation
def get_query_results(scope: Scope, params: Params) -> dict[str, Any]:
    query = _find(scope, params["queryId"])
    rows = [[{"field": name, "value": text} for name, text in row] for row in query.result.rows]
    statistics = {
        "recordsMatched": query.result.matched,
        "recordsScanned": query.scanned,
        "estimatedRecordsSkipped": 0,
        "bytesScanned": query.size,
        "estimatedBytesSkipped": 0,
        "logGroupsScanned": len(query.groups),
        "resultCount": len(rows),
    }
    members = PageMembers(
        "results",
        token_in="nextToken",
        token_out="nextToken",
        limit="maxItems",
        maximum=_MOST_ROWS,
        invalid=_INVALID_TOKEN,
    )
    return {
        "queryLanguage": "CWLI",
        **page(rows, params, members),
        "statistics": {name: float(number) for name, number in statistics.items()},
        "status": _COMPLETE,
    }


@operation
def stop_query(scope: Scope, params: Params) -> dict[str, Any]:
    """Stops nothing: a query has ended before anybody could stop it."""
    _find(scope, params["queryId"])
    return {"success": False}


@operation
def describe_queries(scope: Scope, params: Params) -> dict[str, Any]:
    """The newest first (convention)."""
    found = [
        {
            "queryLanguage": "CWLI",
            "queryId": query.id,
            "queryString": query.text,
            "status": _COMPLETE,
            "createTime": query.created,
            "logGroupName": query.groups[0] if len(query.groups) == 1 else None,
            "bytesScanned": float(query.size),
        }
        for query in reversed(scope.state(_QUERIES).by_id.values())
        if params.get("logGroupName", query.groups[0]) in query.groups
        and params.get("status", _COMPLETE) == _COMPLETE
        and params.get("queryLanguage", "CWLI") == "CWLI"
    ]
    members = PageMembers(
        "queries",
        token_in="nextToken",
        token_out="nextToken",
        limit="maxResults",
        maximum=1000,
        invalid=_INVALID_TOKEN,
    )
    return page(found, params, members)


@operation
def get_log_record(scope: Scope, params: Params) -> dict[str, Any]:
    """All fields of the event that `@ptr` leads to; times are milliseconds (recorded)."""
    arn, id = _read_pointer(params["logRecordPointer"])
    group = identified_group(scope, arn)
    event = next((one for one in _events(group) if one.id == id), None)
    if event is None:
        raise AwsError("ResourceNotFoundException", "The specified log record does not exist.")
    fields = _fields(group, event)
    del fields["@ptr"]
    return {
        "logRecord": {
            name: str(int(value)) if isinstance(value, Timestamp) else text_of(value) for name, value in fields.items()
        }
    }


def _refuse_other_languages(params: Params) -> None:
    language = params.get("queryLanguage", "CWLI")
    if language != "CWLI":
        raise UnsupportedOperation(f"logs:StartQuery with queryLanguage {language} is not faked")


def _parsed(text: str) -> Query:
    try:
        return parse_query(text)
    except InvalidQuery as error:
        location = {"startCharOffset": error.start, "endCharOffset": error.end}
        members = {"queryCompileError": {"location": location, "message": error.message}}
        raise AwsError("MalformedQueryException", error.message, members=members) from None


def _groups(scope: Scope, params: Params) -> list[LogGroup]:
    given = [name for name in _NAMES if params.get(name)]
    if len(given) != 1:
        raise invalid(f"Exactly one of {', '.join(_NAMES)} must be specified.")
    if given == ["logGroupName"]:
        return [find_group(scope, params["logGroupName"])]
    find = find_group if given == ["logGroupNames"] else identified_group
    return list({group.arn: group for group in (find(scope, one) for one in params[given[0]])}.values())


def _check_times(scope: Scope, groups: Sequence[LogGroup], start: int, end: int) -> None:
    """AWS's error for a time of which no group can hold anything (reported)."""
    if start > end:
        raise invalid("Query's end date and time should not be before its start date and time")
    now = milliseconds(scope.now)
    begin = min(
        group.created if group.retention is None else max(group.created, now - group.retention * _DAY)
        for group in groups
    )
    if end < begin:
        message = (
            "end date and time is either before the log groups creation time or exceeds the log groups log retention "
            "settings"
        )
        raise AwsError("MalformedQueryException", message)


def _events(group: LogGroup) -> list[LogEvent]:
    return [event for stream in group.streams.values() for event in stream.events]


def _fields(group: LogGroup, event: LogEvent) -> dict[str, Value]:
    """All fields of an event: those that every event has win over what is found in it."""
    return {
        **discovered(event.message, group.name),
        "@timestamp": Timestamp(event.timestamp),
        "@ingestionTime": Timestamp(event.ingested),
        "@message": event.message,
        "@logStream": event.stream,
        "@log": f"{group.arn.split(':')[4]}:{group.name}",
        "@ptr": base64.b64encode(f"{group.arn}|{event.id}".encode()).decode(),
    }


def _read_pointer(pointer: str) -> tuple[str, str]:
    try:
        arn, sign, id = base64.b64decode(pointer, validate=True).decode().partition("|")
    except (ValueError, binascii.Error):
        arn = sign = id = ""
    if not sign:
        raise invalid("The specified log record pointer is invalid.")
    return arn, id


def _find(scope: Scope, id: str) -> StoredQuery:
    query = scope.state(_QUERIES).by_id.get(id)
    if query is None:
        raise AwsError("ResourceNotFoundException", f"Query with ID {id} does not exist.")
    return query
