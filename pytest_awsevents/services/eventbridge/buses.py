"""Event buses."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.eventbridge.dead_letters import check_dead_letters
from pytest_awsevents.services.eventbridge.event_sources import attach_bus, detach_bus
from pytest_awsevents.services.eventbridge.policy import policy_text
from pytest_awsevents.services.eventbridge.refusals import already_exists, check_limit, invalid
from pytest_awsevents.services.eventbridge.state import DEFAULT_BUS, EVENTBRIDGE, Bus, get_bus, new_bus
from pytest_awsevents.services.eventbridge.tags import checked_tags

operation = OperationTable()
_PAGES = PageMembers("EventBuses")
_LIMIT = 100
_SETTINGS = ("Description", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig")


@operation
def create_event_bus(scope: Scope, params: Params) -> dict[str, Any]:
    name, source = params["Name"], params.get("EventSourceName")
    state = scope.state(EVENTBRIDGE)
    if name in state.buses:
        raise already_exists(f"Event bus {name} already exists.")
    if source is None and "/" in name:
        raise invalid("Event bus name must not contain '/'.")
    check_limit(len(state.buses) + 1, _LIMIT)
    check_dead_letters(scope, params.get("DeadLetterConfig"))
    bus = new_bus(scope, name)
    bus.settings = _given(params)
    bus.tags = checked_tags({}, params.get("Tags", ()))
    if source is not None:
        attach_bus(scope, source, name)
    state.buses[name] = bus
    return {"EventBusArn": bus.arn, **bus.settings}


@operation
def update_event_bus(scope: Scope, params: Params) -> dict[str, Any]:
    bus = get_bus(scope, params.get("Name"))
    check_dead_letters(scope, params.get("DeadLetterConfig"))
    bus.settings = {**bus.settings, **_given(params)}
    bus.modified = scope.now
    return {"Name": bus.name, "Arn": bus.arn, **bus.settings}


@operation
def delete_event_bus(scope: Scope, params: Params) -> None:
    name = params["Name"]
    if name == DEFAULT_BUS:
        raise invalid("Cannot delete event bus default.")
    buses = scope.state(EVENTBRIDGE).buses
    if name not in buses:  # deleting what is not there succeeds (recorded)
        return
    if buses[name].rules:
        raise invalid("EventBus can't be deleted since it has rules.")
    del buses[name]
    detach_bus(scope, name)


@operation
def describe_event_bus(scope: Scope, params: Params) -> dict[str, Any]:
    bus = get_bus(scope, params.get("Name"))
    return {**bus.settings, **_listed(bus)}


@operation
def list_event_buses(scope: Scope, params: Params) -> dict[str, Any]:
    prefix = params.get("NamePrefix", "")
    buses = scope.state(EVENTBRIDGE).buses.values()
    return page([_listed(bus) for bus in buses if bus.name.startswith(prefix)], params, _PAGES)


def _given(params: Params) -> Params:
    return {name: params[name] for name in _SETTINGS if name in params}


def _listed(bus: Bus) -> dict[str, Any]:
    return {
        "Name": bus.name,
        "Arn": bus.arn,
        "Description": bus.settings.get("Description"),
        "Policy": policy_text(bus.statements),
        "CreationTime": bus.created,
        "LastModifiedTime": bus.modified,
    }
