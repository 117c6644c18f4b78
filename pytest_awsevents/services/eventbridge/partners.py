"""Partner event sources as the partner sees them, and the events it puts."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.eventbridge.entries import (
    Rejection,
    check_total_size,
    make_envelope,
    parse_detail,
    record_rejected,
    results_of,
)
from pytest_awsevents.services.eventbridge.refusals import already_exists, not_found
from pytest_awsevents.services.eventbridge.resources import EventSource
from pytest_awsevents.services.eventbridge.routing import put_on_bus
from pytest_awsevents.services.eventbridge.source_expiry import let_expire, remove_source
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE

operation = OperationTable()
_SOURCE_PAGES = PageMembers("PartnerEventSources")
_ACCOUNT_PAGES = PageMembers("PartnerEventSourceAccounts")


@operation
def create_partner_event_source(scope: Scope, params: Params) -> dict[str, Any]:
    name, customer = params["Name"], params["Account"]
    at_customer = scope.at(account=customer).state(EVENTBRIDGE).event_sources
    if name in at_customer:
        raise already_exists(f"Event source {name} already exists.")
    arn = f"arn:{scope.partition}:events:{scope.region}::event-source/{name}"
    source = EventSource(name, arn, partner=scope.account, customer=customer, created=scope.now)
    let_expire(scope, source)
    scope.state(EVENTBRIDGE).partner_sources.setdefault(name, {})[customer] = source
    at_customer[name] = source
    return {"EventSourceArn": arn}


@operation
def delete_partner_event_source(scope: Scope, params: Params) -> None:
    source = scope.state(EVENTBRIDGE).partner_sources.get(params["Name"], {}).get(params["Account"])
    if source is not None:  # the model has no error for one that is not there
        remove_source(scope, source)


@operation
def describe_partner_event_source(scope: Scope, params: Params) -> dict[str, Any]:
    sources = _by_customer(scope, params["Name"])
    return {"Arn": next(iter(sources.values())).arn, "Name": params["Name"]}


@operation
def list_partner_event_sources(scope: Scope, params: Params) -> dict[str, Any]:
    listed = [
        {"Arn": next(iter(sources.values())).arn, "Name": name}
        for name, sources in scope.state(EVENTBRIDGE).partner_sources.items()
        if name.startswith(params["NamePrefix"])
    ]
    return page(listed, params, _SOURCE_PAGES)


@operation
def list_partner_event_source_accounts(scope: Scope, params: Params) -> dict[str, Any]:
    listed = [
        {
            "Account": source.customer,
            "CreationTime": source.created,
            "ExpirationTime": source.expiry.due if source.expiry is not None else None,
            "State": source.state,
        }
        for source in _by_customer(scope, params["EventSourceName"]).values()
    ]
    return page(listed, params, _ACCOUNT_PAGES)


@operation
def put_partner_events(scope: Scope, params: Params) -> dict[str, Any]:
    check_total_size(scope, params["Entries"])
    return results_of([_put(scope, entry) for entry in params["Entries"]])


def _put(scope: Scope, entry: Params) -> dict[str, Any]:
    """Puts an event on the bus of every customer whose source is active; elsewhere it vanishes."""
    detail = parse_detail(entry)
    if isinstance(detail, Rejection):
        record_rejected(scope, entry, entry.get("Source", ""), detail)
        return detail.as_result()
    id = scope.ids.uuid()
    for source in scope.state(EVENTBRIDGE).partner_sources.get(entry["Source"], {}).values():
        if source.state == "ACTIVE":
            at_customer = scope.at(account=source.customer)
            put_on_bus(at_customer, source.name, make_envelope(at_customer, entry, detail, id=id))
    return {"EventId": id}


def _by_customer(scope: Scope, name: str) -> dict[str, EventSource]:
    sources = scope.state(EVENTBRIDGE).partner_sources.get(name)
    if not sources:
        raise not_found(f"Event source {name} does not exist.")
    return sources
