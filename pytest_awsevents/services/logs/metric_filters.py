"""Metric filters: stored and tried out; no metrics come of them."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, milliseconds, page
from pytest_awsevents.services.logs.errors import invalid, missing, too_many
from pytest_awsevents.services.logs.filter_pattern import parse_filter_pattern
from pytest_awsevents.services.logs.state import find_group, logs_in, pages

operation = OperationTable()
_MAX_FILTERS = 100
_NOT_FAKED = ("applyOnTransformedLogs", "fieldSelectionCriteria", "emitSystemFieldDimensions", "emitSystemFields")


@operation
def put_metric_filter(scope: Scope, params: Params) -> None:
    refuse_transformation(params)
    parse_filter_pattern(params["filterPattern"])
    filters = find_group(scope, params["logGroupName"]).metric_filters
    name = params["filterName"]
    if name not in filters and len(filters) >= _MAX_FILTERS:
        raise too_many()
    members = ("filterName", "filterPattern", "metricTransformations", "logGroupName")
    created = filters[name]["creationTime"] if name in filters else milliseconds(scope.now)
    filters[name] = {**{member: params[member] for member in members}, "creationTime": created}


@operation
def delete_metric_filter(scope: Scope, params: Params) -> None:
    filters = find_group(scope, params["logGroupName"]).metric_filters
    if filters.pop(params["filterName"], None) is None:
        raise missing("metric filter")


@operation
def describe_metric_filters(scope: Scope, params: Params) -> dict[str, Any]:
    if ("metricName" in params) != ("metricNamespace" in params):
        raise invalid("metricName and metricNamespace must be given together.")
    named = params.get("logGroupName")
    groups = logs_in(scope).groups.values() if named is None else [find_group(scope, named)]
    metric = {name: params[name] for name in ("metricName", "metricNamespace") if name in params}
    found = [
        one
        for group in groups
        for name, one in sorted(group.metric_filters.items())
        if name.startswith(params.get("filterNamePrefix", ""))
        and any(metric.items() <= change.items() for change in one["metricTransformations"])
    ]
    return page(found, params, pages("metricFilters"))


@operation
def test_metric_filter(scope: Scope, params: Params) -> dict[str, Any]:
    pattern = parse_filter_pattern(params["filterPattern"])
    matched = [(number, text, pattern.match(text)) for number, text in enumerate(params["logEventMessages"], start=1)]
    return {
        "matches": [
            {"eventNumber": number, "eventMessage": text, "extractedValues": dict(values)}
            for number, text, values in matched
            if values is not None
        ]
    }


def refuse_transformation(params: Params) -> None:
    """What filters could do with transformed logs and system fields."""
    for member in _NOT_FAKED:
        if params.get(member):
            raise UnsupportedOperation(f"logs: {member} of filters is not faked")
