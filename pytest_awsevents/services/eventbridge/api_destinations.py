"""API destinations."""

from __future__ import annotations

from functools import partial
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.destinations import HttpDestination
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.eventbridge.authorization import check_https
from pytest_awsevents.services.eventbridge.connections import authorize_connection, get_connection
from pytest_awsevents.services.eventbridge.refusals import already_exists, check_limit, invalid, not_found
from pytest_awsevents.services.eventbridge.resources import ApiDestination
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE

operation = OperationTable()
_PAGES = PageMembers("ApiDestinations")
_LIMIT = 3000
_SETTINGS = ("ConnectionArn", "Description", "HttpMethod", "InvocationEndpoint", "InvocationRateLimitPerSecond")
_DEFAULTS = {"InvocationRateLimitPerSecond": 300}


@operation
def create_api_destination(scope: Scope, params: Params) -> dict[str, Any]:
    name = params["Name"]
    destinations = scope.state(EVENTBRIDGE).api_destinations
    if name in destinations:
        raise already_exists(f"An api-destination '{name}' already exists.")
    _check(scope, params)
    check_limit(len(destinations) + 1, _LIMIT)
    destination = ApiDestination(
        name,
        scope.arn("events", f"api-destination/{name}/{scope.ids.uuid()}"),
        created=scope.now,
        modified=scope.now,
        settings={**_DEFAULTS, **_given(params)},
    )
    destinations[name] = destination
    return _answer(scope, destination)


@operation
def update_api_destination(scope: Scope, params: Params) -> dict[str, Any]:
    destination = _get(scope, params["Name"])
    _check(scope, params)
    destination.settings = {**destination.settings, **_given(params)}
    destination.modified = scope.now
    return _answer(scope, destination)


@operation
def delete_api_destination(scope: Scope, params: Params) -> None:
    destination = _get(scope, params["Name"])
    del scope.state(EVENTBRIDGE).api_destinations[destination.name]


@operation
def describe_api_destination(scope: Scope, params: Params) -> dict[str, Any]:
    destination = _get(scope, params["Name"])
    return {**_listed(scope, destination), "Description": destination.settings.get("Description")}


@operation
def list_api_destinations(scope: Scope, params: Params) -> dict[str, Any]:
    found = [
        _listed(scope, destination)
        for destination in scope.state(EVENTBRIDGE).api_destinations.values()
        if destination.name.startswith(params.get("NamePrefix", ""))
        and params.get("ConnectionArn") in (None, destination.settings["ConnectionArn"])
    ]
    return page(found, params, _PAGES)


def find_destination(scope: Scope, arn: str) -> HttpDestination | None:
    """A destination with its connection, as deliveries need it; None where one of them is missing."""
    state = scope.state(EVENTBRIDGE)
    destination = next((one for one in state.api_destinations.values() if one.arn == arn), None)
    if destination is None:
        return None
    settings = destination.settings
    connection = next((one for one in state.connections.values() if one.arn == settings["ConnectionArn"]), None)
    if connection is None or connection.state == "DEAUTHORIZED":
        return None
    return HttpDestination(
        arn=arn,
        method=settings["HttpMethod"],
        endpoint=settings["InvocationEndpoint"],
        rate=settings["InvocationRateLimitPerSecond"],
        connection=connection.arn,
        authorization_type=connection.authorization_type,
        parameters=connection.parameters,
        authorize=partial(authorize_connection, scope, connection.name),
    )


def _check(scope: Scope, params: Params) -> None:
    if "InvocationEndpoint" in params:
        check_https("InvocationEndpoint", params["InvocationEndpoint"])
    if "ConnectionArn" in params:
        text = params["ConnectionArn"]
        arn = parse_arn(text)
        if arn is None or (arn.region, arn.account) != (scope.region, scope.account):
            raise invalid(f"Invalid ARN: '{text}'")
        name = arn.resource_id.partition("/")[0]
        if get_connection(scope, name).arn != text:
            raise not_found(f"Failed to describe the connection(s). Connection '{name}' does not exist.")


def _get(scope: Scope, name: str) -> ApiDestination:
    destination = scope.state(EVENTBRIDGE).api_destinations.get(name)
    if destination is None:
        raise not_found(f"Failed to describe the api-destination(s). An api-destination '{name}' does not exist.")
    return destination


def _given(params: Params) -> Params:
    return {name: params[name] for name in _SETTINGS if name in params}


def _answer(scope: Scope, destination: ApiDestination) -> dict[str, Any]:
    return {
        "ApiDestinationArn": destination.arn,
        "ApiDestinationState": "ACTIVE" if _is_authorized(scope, destination) else "INACTIVE",
        "CreationTime": destination.created,
        "LastModifiedTime": destination.modified,
    }


def _listed(scope: Scope, destination: ApiDestination) -> dict[str, Any]:
    settings = {name: value for name, value in destination.settings.items() if name != "Description"}
    return {"Name": destination.name, **_answer(scope, destination), **settings}


def _is_authorized(scope: Scope, destination: ApiDestination) -> bool:
    """Active while its connection is authorized (recorded)."""
    arn = destination.settings["ConnectionArn"]
    connections = scope.state(EVENTBRIDGE).connections.values()
    return any(connection.arn == arn and connection.state == "AUTHORIZED" for connection in connections)
