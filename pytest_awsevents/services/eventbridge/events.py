"""PutEvents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.policies import Request, allows
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.eventbridge.endpoints import put_through_endpoint
from pytest_awsevents.services.eventbridge.entries import (
    Rejection,
    check_total_size,
    make_envelope,
    parse_detail,
    record_rejected,
    results_of,
)
from pytest_awsevents.services.eventbridge.entry_faults import ENTRY_FAULTS
from pytest_awsevents.services.eventbridge.refusals import access_denied
from pytest_awsevents.services.eventbridge.routing import put_on_bus
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE, bus_name

operation = OperationTable()
_LONGEST_DETAIL_TYPE = 128


@operation
def put_events(scope: Scope, params: Params) -> dict[str, Any]:
    entries = params["Entries"]
    check_total_size(scope, entries)
    if "EndpointId" in params:
        put_on = put_through_endpoint(scope, params["EndpointId"])
        return results_of([_put(scope, entry, put_on) for entry in entries])
    return results_of([_put(_at_bus(scope, entry), entry, put_on_bus) for entry in entries])


def _at_bus(scope: Scope, entry: Params) -> Scope:
    """Where the bus of an entry is: its ARN may name another account or region."""
    arn = parse_arn(entry.get("EventBusName", ""))
    return scope if arn is None else scope.at(account=arn.account, region=arn.region)


def _put(scope: Scope, entry: Params, put_on: Callable[[Scope, str, Mapping[str, Any]], object]) -> dict[str, Any]:
    bus = bus_name(entry.get("EventBusName"))
    detail = parse_detail(entry)
    if not isinstance(detail, Rejection):
        detail = _refused(scope, bus, entry) or detail
    if isinstance(detail, Rejection):
        record_rejected(scope, entry, bus, detail)
        return detail.as_result()
    id = scope.ids.uuid()
    if len(entry["DetailType"]) > _LONGEST_DETAIL_TYPE:  # accepted and silently dropped (reported)
        too_long = Rejection("Dropped", f"DetailType is longer than {_LONGEST_DETAIL_TYPE} characters; AWS drops it")
        record_rejected(scope, entry, bus, too_long, id=id)
    else:
        put_on(scope, bus, make_envelope(scope, entry, detail, id=id))
    return {"EventId": id}


def _refused(scope: Scope, bus_name: str, entry: Params) -> Rejection | None:
    """Why the caller may not put this event: the test says so, the source is AWS's own, or no policy allows it."""
    fault = scope.shared(ENTRY_FAULTS).take(entry)
    if fault is not None:
        return Rejection(fault.code, fault.message)
    if entry["Source"].startswith("aws."):
        return Rejection("NotAuthorizedForSourceException", "Not authorized for the source.")
    bus = scope.state(EVENTBRIDGE).buses.get(bus_name)
    if bus is None or (not bus.statements and scope.caller.account == scope.account):
        return None
    context = {"events:source": entry["Source"], "events:detail-type": entry["DetailType"]}
    request = Request(scope.caller, "events:PutEvents", (bus.arn,), context)
    if allows(bus.statements, request, owner=scope.account):
        return None
    denied = access_denied(request.caller, request.action, bus.arn)
    return Rejection(denied.code, denied.message)
