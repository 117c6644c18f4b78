"""Global endpoints: one address for the same bus in two regions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.records import Event
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.eventbridge.refusals import (
    already_exists,
    check_limit,
    invalid,
    invalid_parameter,
    not_found,
)
from pytest_awsevents.services.eventbridge.resources import Endpoint
from pytest_awsevents.services.eventbridge.routing import put_on_bus

operation = OperationTable()
_PAGES = PageMembers("Endpoints", limit="MaxResults")
_LIMIT = 100
_SETTINGS = ("Description", "RoutingConfig", "ReplicationConfig", "EventBuses", "RoleArn")
_DEFAULTS = {"ReplicationConfig": {"State": "ENABLED"}}


def _no_endpoints(scope: Scope) -> dict[str, Endpoint]:
    return {}


_ENDPOINTS = StateKey("events endpoints", _no_endpoints)


@operation
def create_endpoint(scope: Scope, params: Params) -> dict[str, Any]:
    name = params["Name"]
    settings = {**_DEFAULTS, **_given(params)}
    _check(scope.region, settings)
    endpoints = _endpoints(scope)
    if any(endpoint.name == name for endpoint in _at_home(scope, scope.region)):
        raise already_exists(f"Endpoint {name} already exists.")
    check_limit(len(_at_home(scope, scope.region)) + 1, _LIMIT)
    endpoint = Endpoint(
        name,
        scope.arn("events", f"endpoint/{name}"),
        id=f"{scope.ids.hex(10)}.{scope.ids.hex(3)}",
        home_region=scope.region,
        created=scope.now,
        modified=scope.now,
        settings=settings,
    )
    endpoints[endpoint.id] = endpoint
    return _change_state(scope, endpoint, "CREATING")


@operation
def update_endpoint(scope: Scope, params: Params) -> dict[str, Any]:
    endpoint = _get(scope, params["Name"], scope.region)
    settings = {**endpoint.settings, **_given(params)}
    _check(endpoint.home_region, settings)
    endpoint.settings, endpoint.modified = settings, scope.now
    return {**_change_state(scope, endpoint, "UPDATING"), "EndpointId": endpoint.id, "EndpointUrl": _url(endpoint)}


@operation
def delete_endpoint(scope: Scope, params: Params) -> None:
    endpoint = _get(scope, params["Name"], scope.region)
    del _endpoints(scope)[endpoint.id]


@operation
def describe_endpoint(scope: Scope, params: Params) -> dict[str, Any]:
    return _described(_get(scope, params["Name"], params.get("HomeRegion", scope.region)))


@operation
def list_endpoints(scope: Scope, params: Params) -> dict[str, Any]:
    found = [
        _described(endpoint)
        for endpoint in _at_home(scope, params.get("HomeRegion", scope.region))
        if endpoint.name.startswith(params.get("NamePrefix", ""))
    ]
    return page(found, params, _PAGES)


def put_through_endpoint(scope: Scope, id: str) -> Callable[[Scope, str, Mapping[str, Any]], Event]:
    """How events are put through an endpoint: into the region in charge and, replicated, into the other one.

    A replica names the endpoint among its resources (user guide, global endpoints).
    """
    endpoint = _endpoints(scope).get(id)
    if endpoint is None:
        raise invalid_parameter("EndpointId", f"Endpoint {id} does not exist.")
    regions = [endpoint.home_region, endpoint.secondary_region]
    if endpoint.failed_over:
        regions.reverse()
    replicated = endpoint.settings["ReplicationConfig"].get("State") != "DISABLED"

    def put(at_bus: Scope, bus: str, envelope: Mapping[str, Any]) -> Event:
        first, second = (at_bus.at(region=region) for region in regions)
        here = {**envelope, "region": first.region}
        event = put_on_bus(first, bus, here)
        if replicated:
            put_on_bus(second, bus, {**here, "resources": [*here["resources"], endpoint.arn]})
        return event

    return put


def fail_over(scope: Scope, name: str, *, to_secondary: bool = True) -> None:
    """What an unhealthy health check does on AWS: events go to the secondary region, until it is healthy again."""
    _get(scope, name, scope.region).failed_over = to_secondary


def _check(home_region: str, settings: Params) -> None:
    """AWS's errors, all of them before the health check is looked up (reported)."""
    arns = [parse_arn(bus["EventBusArn"]) for bus in settings["EventBuses"]]
    names = {arn.resource_id for arn in arns if arn is not None}
    if len(names) > 1:
        raise invalid_parameter("EventBuses", "Event bus names must match in the primary and secondary regions.")
    regions = {arn.region for arn in arns if arn is not None}
    if regions != {home_region, settings["RoutingConfig"]["FailoverConfig"]["Secondary"]["Route"]}:
        raise invalid("An event bus must be provided in both the primary and secondary regions")
    if settings["ReplicationConfig"].get("State") != "DISABLED" and "RoleArn" not in settings:
        raise invalid("When replication is enabled, role cannot be empty")


def _change_state(scope: Scope, endpoint: Endpoint, state: str) -> dict[str, Any]:
    """Shows the state in this answer and ACTIVE from the next call on."""
    endpoint.state = state
    scope.world.agenda.add(scope.now, lambda: _finish(endpoint), f"end of {state} of endpoint {endpoint.name}")
    members = {name: endpoint.settings.get(name) for name in _SETTINGS if name != "Description"}
    return {"Name": endpoint.name, "Arn": endpoint.arn, **members, "State": state}


def _finish(endpoint: Endpoint) -> None:
    endpoint.state = "ACTIVE"


def _endpoints(scope: Scope) -> dict[str, Endpoint]:
    """All endpoints of an account by id: PutEvents reaches them from any region."""
    return scope.at(region="global").state(_ENDPOINTS)


def _at_home(scope: Scope, region: str) -> list[Endpoint]:
    return [endpoint for endpoint in _endpoints(scope).values() if endpoint.home_region == region]


def _get(scope: Scope, name: str, home_region: str) -> Endpoint:
    for endpoint in _at_home(scope, home_region):
        if endpoint.name == name:
            return endpoint
    raise not_found(f"Endpoint {name} does not exist.")


def _given(params: Params) -> Params:
    return {name: params[name] for name in _SETTINGS if name in params}


def _url(endpoint: Endpoint) -> str:
    return f"https://{endpoint.id}.endpoint.events.amazonaws.com"


def _described(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "Name": endpoint.name,
        "Arn": endpoint.arn,
        **endpoint.settings,
        "EndpointId": endpoint.id,
        "EndpointUrl": _url(endpoint),
        "State": endpoint.state,
        "CreationTime": endpoint.created,
        "LastModifiedTime": endpoint.modified,
    }
