"""Partner event sources as the customer sees them."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.eventbridge.refusals import invalid, not_found
from pytest_awsevents.services.eventbridge.resources import EventSource
from pytest_awsevents.services.eventbridge.source_expiry import keep, let_expire
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE

operation = OperationTable()
_PAGES = PageMembers("EventSources")


@operation
def activate_event_source(scope: Scope, params: Params) -> None:
    source = _get(scope, params["Name"])
    if source.state != "PENDING" or source.name not in scope.state(EVENTBRIDGE).buses:
        raise _wrong_state(source)
    _activate(source)


@operation
def deactivate_event_source(scope: Scope, params: Params) -> None:
    source = _get(scope, params["Name"])
    if source.state != "ACTIVE":
        raise _wrong_state(source)
    _deactivate(scope, source)


@operation
def describe_event_source(scope: Scope, params: Params) -> dict[str, Any]:
    return _described(_get(scope, params["Name"]))


@operation
def list_event_sources(scope: Scope, params: Params) -> dict[str, Any]:
    prefix = params.get("NamePrefix", "")
    sources = scope.state(EVENTBRIDGE).event_sources.values()
    return page([_described(source) for source in sources if source.name.startswith(prefix)], params, _PAGES)


def attach_bus(scope: Scope, source_name: str, bus_name: str) -> None:
    """Makes a source active as its bus is created; AWS's error where they do not belong together."""
    if source_name != bus_name:
        raise invalid("Event bus name must match event source name")
    _activate(_get(scope, source_name))


def detach_bus(scope: Scope, bus_name: str) -> None:
    """Puts a source back to pending as its bus is deleted; one the partner has deleted is gone then (documented)."""
    sources = scope.state(EVENTBRIDGE).event_sources
    source = sources.get(bus_name)
    if source is None:
        return
    if source.state == "DELETED":
        del sources[bus_name]
    elif source.state == "ACTIVE":
        _deactivate(scope, source)


def _activate(source: EventSource) -> None:
    source.state = "ACTIVE"
    keep(source)


def _deactivate(scope: Scope, source: EventSource) -> None:
    source.state = "PENDING"
    let_expire(scope, source)


def _get(scope: Scope, name: str) -> EventSource:
    source = scope.state(EVENTBRIDGE).event_sources.get(name)
    if source is None:
        raise not_found(f"Event source {name} does not exist.")
    return source


def _wrong_state(source: EventSource) -> AwsError:
    return AwsError("InvalidStateException", f"Event source {source.name} is not in a valid state for this operation.")


def _described(source: EventSource) -> dict[str, Any]:
    return {
        "Arn": source.arn,
        "CreatedBy": source.partner,
        "CreationTime": source.created,
        "ExpirationTime": source.expiry.due if source.expiry is not None else None,
        "Name": source.name,
        "State": source.state,
    }
