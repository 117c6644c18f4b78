"""Insight selectors, and the insights that a test has generated: what is unusual is not worked out here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.cloudtrail.finding_trails import get_home_trail, get_trail_of
from pytest_awsevents.services.cloudtrail.ingesting import calls_since, parse_event_time
from pytest_awsevents.services.cloudtrail.looking_up import as_entry, insights_of
from pytest_awsevents.services.cloudtrail.records.making import is_logged
from pytest_awsevents.services.cloudtrail.records.sources import event_name, event_source
from pytest_awsevents.services.cloudtrail.selectors import LogRecord
from pytest_awsevents.services.cloudtrail.state import (
    EventDataStore,
    Trail,
    get_active_store,
    invalid,
)

operation = OperationTable()
_DATA_PAGES = PageMembers("Events", limit="MaxResults", maximum=50, invalid=invalid("The token is not valid."))
_DEFAULT_PERIOD = 300
_DIMENSIONS = {"EventId": "eventID", "EventName": "eventName", "EventSource": "eventSource"}


@operation
def put_insight_selectors(scope: Scope, params: Params) -> dict[str, Any]:
    _check_one(params)
    selectors = [dict(one) for one in params["InsightSelectors"]]
    types = [one.get("InsightType") for one in selectors]
    if None in types or len(set(types)) < len(types):
        raise AwsError("InvalidInsightSelectorsException", "Every insight selector needs a type of its own.")
    of_trail = "TrailName" in params
    owner = get_home_trail(scope, params["TrailName"]) if of_trail else _store_for_insights(scope, params)
    owner.insights = selectors or None
    return {**_described(owner), "InsightSelectors": selectors}


@operation
def get_insight_selectors(scope: Scope, params: Params) -> dict[str, Any]:
    _check_one(params)
    of_trail = "TrailName" in params
    owner = get_trail_of(scope, params["TrailName"]) if of_trail else _store(scope, params["EventDataStore"])
    if owner.insights is None:
        raise AwsError("InsightNotEnabledException", f"Insights are not enabled on {owner.arn}.")
    return _described(owner)


@operation
def list_insights_data(scope: Scope, params: Params) -> dict[str, Any]:
    found = _within(insights_of(scope), params)
    wanted = {_DIMENSIONS[key]: value for key, value in params.get("Dimensions", {}).items() if key in _DIMENSIONS}
    found = [one for one in found if all(one.get(key) == value for key, value in wanted.items())]
    return page([as_entry(record) for record in found], params, _DATA_PAGES)


@operation
def list_insights_metric_data(scope: Scope, params: Params) -> dict[str, Any]:
    """Calls (or errors) per period, counted from the log."""
    errors = params["InsightType"] == "ApiErrorRateInsight"
    if errors and "ErrorCode" not in params:
        raise invalid("ErrorCode is required for ApiErrorRateInsight.")
    trail = _trail_of(scope, params["TrailName"]) if "TrailName" in params else None
    period = params.get("Period", _DEFAULT_PERIOD)
    end = params.get("EndTime", scope.now)
    start = params.get("StartTime", end - timedelta(days=1))
    if start > end:
        raise invalid("StartTime must not be after EndTime.")
    counts: dict[int, int] = {}
    for call in calls_since(scope, 0):
        if (
            is_logged(call)
            and (call.account, call.region) == (scope.account, scope.region)
            and start <= call.at <= end
            and (event_source(call), event_name(call)) == (params["EventSource"], params["EventName"])
            and (not errors or (call.error is not None and call.error.code == params["ErrorCode"]))
        ):
            slot = int(call.at.timestamp()) // period * period
            counts[slot] = counts.get(slot, 0) + 1
    slots: Sequence[int] = sorted(counts)
    if params.get("DataType") == "FillWithZeros":
        first, last = int(start.timestamp()) // period * period, int(end.timestamp())
        most = params.get("MaxResults", 21_600)
        slots = range(first, min(last + 1, first + most * period), period)
    return {
        "TrailARN": None if trail is None else trail.arn,
        **{name: params.get(name) for name in ("EventSource", "EventName", "InsightType", "ErrorCode")},
        "Timestamps": [datetime.fromtimestamp(slot, UTC) for slot in slots],
        "Values": [float(counts.get(slot, 0)) for slot in slots],
    }


def _trail_of(scope: Scope, name: str) -> Trail:
    """A trail that is not there has no valid name: the API reference lists no other error for it."""
    try:
        return get_trail_of(scope, name)
    except AwsError as error:
        raise AwsError("InvalidTrailNameException", error.message) from None


def _within(records: Sequence[LogRecord], params: Params) -> list[LogRecord]:
    start, end = params.get("StartTime"), params.get("EndTime")
    if start is not None and end is not None and start > end:
        raise invalid("StartTime must not be after EndTime.")
    return [
        record
        for record in records
        if (start is None or parse_event_time(record) >= start) and (end is None or parse_event_time(record) <= end)
    ]


def _check_one(params: Params) -> None:
    if ("TrailName" in params) == ("EventDataStore" in params):
        raise AwsError("InvalidParameterCombinationException", "Specify either TrailName or EventDataStore.")


def _store_for_insights(scope: Scope, params: Params) -> EventDataStore:
    if "InsightsDestination" not in params:
        raise invalid("InsightsDestination is required for an event data store.")
    store = _store(scope, params["EventDataStore"])
    destination = _store(scope, params["InsightsDestination"])
    if destination.category != "Insight":
        raise invalid(f"The event data store {destination.arn} does not hold Insight events.")
    store.insights_destination = destination.arn
    return store


def _store(scope: Scope, reference: str) -> EventDataStore:
    """A store where the operation has no errors of its own for one that is not there."""
    try:
        return get_active_store(scope, reference)
    except AwsError as error:
        raise invalid(error.message) from None


def _described(owner: Trail | EventDataStore) -> dict[str, Any]:
    if isinstance(owner, Trail):
        return {"TrailARN": owner.arn, "InsightSelectors": owner.insights}
    return {
        "EventDataStoreArn": owner.arn,
        "InsightsDestination": owner.insights_destination,
        "InsightSelectors": owner.insights,
    }
