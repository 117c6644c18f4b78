"""PutEventConfiguration and GetEventConfiguration: event size, context keys, aggregation."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.cloudtrail.finding_trails import get_home_trail, get_trail_of
from pytest_awsevents.services.cloudtrail.state import EventDataStore, Trail, get_active_store, get_store, invalid

operation = OperationTable()
_STORED = ("MaxEventSize", "ContextKeySelectors", "AggregationConfigurations")
_CATEGORIES = frozenset({"Management", "Data"})


@operation
def put_event_configuration(scope: Scope, params: Params) -> dict[str, Any]:
    _check_one(params)
    if not any(name in params for name in _STORED):
        raise invalid("You must specify something to configure.")
    if "TrailName" in params:
        owner: Trail | EventDataStore = get_home_trail(scope, params["TrailName"])
    else:
        owner = get_active_store(scope, params["EventDataStore"])
        if owner.category not in _CATEGORIES:
            raise AwsError("InvalidEventDataStoreCategoryException", f"{owner.arn} holds {owner.category} events.")
    large = params.get("MaxEventSize", owner.configuration.get("MaxEventSize", "Standard")) == "Large"
    if params.get("ContextKeySelectors") and not large:
        raise AwsError("InvalidParameterCombinationException", "Context keys need the event size Large.")
    owner.configuration.update({name: params[name] for name in _STORED if name in params})
    return _described(owner)


@operation
def get_event_configuration(scope: Scope, params: Params) -> dict[str, Any]:
    _check_one(params)
    if "TrailName" in params:
        return _described(get_trail_of(scope, params["TrailName"]))
    return _described(get_store(scope, params["EventDataStore"]))


def _check_one(params: Params) -> None:
    if ("TrailName" in params) == ("EventDataStore" in params):
        raise AwsError("InvalidParameterCombinationException", "Specify either TrailName or EventDataStore.")


def _described(owner: Trail | EventDataStore) -> dict[str, Any]:
    member = "TrailARN" if isinstance(owner, Trail) else "EventDataStoreArn"
    return {
        member: owner.arn,
        "MaxEventSize": "Standard",
        "ContextKeySelectors": [],
        "AggregationConfigurations": [],
        **owner.configuration,
    }
