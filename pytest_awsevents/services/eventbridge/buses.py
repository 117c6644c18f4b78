"""Event buses."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page, tag_map
from pytest_awsevents.services.eventbridge.state import DEFAULT_BUS, EVENTBRIDGE, Bus, get_bus, new_bus

operation = OperationTable()
_PAGES = PageMembers("EventBuses")


@operation
def create_event_bus(scope: Scope, params: Params) -> dict[str, Any]:
    name = params["Name"]
    buses = scope.state(EVENTBRIDGE).buses
    if name in buses:
        raise AwsError("ResourceAlreadyExistsException", f"Event bus {name} already exists.")
    if "/" in name:
        raise AwsError("ValidationException", "Event bus name must not contain '/'.")
    bus = new_bus(scope, name)
    bus.description = params.get("Description")
    bus.tags = tag_map(params.get("Tags"))
    buses[name] = bus
    return {"EventBusArn": bus.arn, "Description": bus.description}


@operation
def delete_event_bus(scope: Scope, params: Params) -> None:
    name = params["Name"]
    if name == DEFAULT_BUS:
        raise AwsError("ValidationException", "Cannot delete event bus default.")
    buses = scope.state(EVENTBRIDGE).buses
    if name in buses and buses[name].rules:
        raise AwsError("ValidationException", "EventBus can't be deleted since it has rules.")
    buses.pop(name, None)  # deleting what is not there succeeds (recorded)


@operation
def describe_event_bus(scope: Scope, params: Params) -> dict[str, Any]:
    return _described(get_bus(scope, params.get("Name")))


@operation
def list_event_buses(scope: Scope, params: Params) -> dict[str, Any]:
    prefix = params.get("NamePrefix", "")
    buses = scope.state(EVENTBRIDGE).buses.values()
    return page([_described(bus) for bus in buses if bus.name.startswith(prefix)], params, _PAGES)


def _described(bus: Bus) -> dict[str, Any]:
    return {
        "Name": bus.name,
        "Arn": bus.arn,
        "Description": bus.description,
        "CreationTime": bus.created,
        "LastModifiedTime": bus.modified,
    }
