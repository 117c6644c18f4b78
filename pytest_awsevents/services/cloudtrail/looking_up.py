"""LookupEvents: the event history of the last 90 days, which is there without any trail or store."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.cloudtrail.ingesting import calls_since, parse_event_time, with_records
from pytest_awsevents.services.cloudtrail.records.making import is_logged
from pytest_awsevents.services.cloudtrail.records.sources import is_data_event, region_of
from pytest_awsevents.services.cloudtrail.selectors import LogRecord
from pytest_awsevents.services.cloudtrail.state import cloudtrail

operation = OperationTable()
_HISTORY = timedelta(days=90)
_PAGES = PageMembers(
    "Events",
    limit="MaxResults",
    maximum=50,
    invalid=AwsError("InvalidNextTokenException", "The token is not valid."),
)


@operation
def lookup_events(scope: Scope, params: Params) -> dict[str, Any]:
    start, end = params.get("StartTime"), params.get("EndTime")
    if start is not None and end is not None and start > end:
        raise AwsError("InvalidTimeRangeException", "The start time must not be after the end time.")
    attributes = params.get("LookupAttributes", ())
    if len(attributes) > 1:
        raise AwsError("InvalidLookupAttributesException", "You can only use one lookup attribute.")
    records = insights_of(scope) if params.get("EventCategory") == "insight" else _management(scope)
    oldest = max(start or scope.now - _HISTORY, scope.now - _HISTORY).replace(microsecond=0)
    found = [
        as_entry(record)
        for record in records
        if oldest <= parse_event_time(record)
        and (end is None or parse_event_time(record) <= end)
        and all(_has(record, one["AttributeKey"], one["AttributeValue"]) for one in attributes)
    ]
    return page(found, params, _PAGES)


def as_entry(record: LogRecord) -> dict[str, Any]:
    """A record as LookupEvents and ListInsightsData show it."""
    return {
        "EventId": record["eventID"],
        "EventName": record.get("eventName"),
        "ReadOnly": _READ["ReadOnly"](record),
        "AccessKeyId": record["userIdentity"].get("accessKeyId") if "userIdentity" in record else None,
        "EventTime": parse_event_time(record),
        "EventSource": record.get("eventSource"),
        "Username": _username(record),
        "Resources": [{"ResourceType": kind, "ResourceName": name} for kind, name in _resources(record)],
        "CloudTrailEvent": json.dumps(record),
    }


def _management(scope: Scope) -> list[LogRecord]:
    """Newest first."""
    calls = [
        call
        for call in calls_since(scope, 0)
        if is_logged(call)
        and (call.account, region_of(call)) == (scope.account, scope.region)
        and not is_data_event(call)
    ]
    return [record for _, record in with_records(scope, calls)][::-1]


def insights_of(scope: Scope) -> list[LogRecord]:
    """Insight events of the account and region, newest first."""
    return [
        record
        for record in reversed(cloudtrail(scope).insights)
        if (record["recipientAccountId"], record["awsRegion"]) == (scope.account, scope.region)
    ]


def _username(record: LogRecord) -> str | None:
    identity = record.get("userIdentity", {})
    arn = str(identity.get("arn", ""))
    name: str | None = identity.get("userName") or arn.rpartition("/")[2] or identity.get("invokedBy")
    return name


def _resources(record: LogRecord) -> list[tuple[str, str]]:
    """Type and name of the resources that a record has."""
    return [
        (resource["type"], str(resource["ARN"]).removeprefix("arn:aws:s3:::"))
        for resource in record.get("resources", ())
        if "ARN" in resource
    ]


_READ: Mapping[str, Callable[[LogRecord], str | None]] = {
    "EventId": lambda record: record["eventID"],
    "EventName": lambda record: record.get("eventName"),
    "ReadOnly": lambda record: str(record["readOnly"]).lower() if "readOnly" in record else None,
    "Username": _username,
    "EventSource": lambda record: record.get("eventSource"),
    "AccessKeyId": lambda record: record.get("userIdentity", {}).get("accessKeyId"),
}


def _has(record: LogRecord, key: str, value: str) -> bool:
    if key == "ResourceType":
        return any(kind == value for kind, _ in _resources(record))
    if key == "ResourceName":
        return any(name == value for _, name in _resources(record))
    return _READ[key](record) == value
