"""Event data stores: create, get, list, update."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page, tag_list
from pytest_awsevents.services.cloudtrail.ingesting import read_log, start_reading
from pytest_awsevents.services.cloudtrail.keys import check_key
from pytest_awsevents.services.cloudtrail.organizations import check_organization
from pytest_awsevents.services.cloudtrail.selector_rules import check_selectors, invalid_selectors
from pytest_awsevents.services.cloudtrail.selectors import Selector, categories
from pytest_awsevents.services.cloudtrail.state import (
    EventDataStore,
    get_active_store,
    get_store,
    invalid,
    next_state,
    place,
)
from pytest_awsevents.services.cloudtrail.tags import checked_tags

operation = OperationTable()
EXTENDABLE, FIXED = "EXTENDABLE_RETENTION_PRICING", "FIXED_RETENTION_PRICING"
_DEFAULT_DAYS = {EXTENDABLE: 366, FIXED: 2557}
_MAX_DAYS = {EXTENDABLE: 3653, FIXED: 2557}
_LIMIT = 10
_OUTSIDE_AWS = "ActivityAuditLog"
_PAGES = PageMembers(
    "EventDataStores",
    limit="MaxResults",
    maximum=1000,
    invalid=AwsError("InvalidNextTokenException", "The token is not valid."),
)


def _default_selectors() -> list[Selector]:
    return [
        {"Name": "Default management events", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
    ]


@operation
def create_event_data_store(scope: Scope, params: Params) -> dict[str, Any]:
    name, billing = params["Name"], params.get("BillingMode", EXTENDABLE)
    selectors = params.get("AdvancedEventSelectors", _default_selectors())
    check_selectors(selectors)
    retention = params.get("RetentionPeriod", _DEFAULT_DAYS[billing])
    _check_retention(retention, billing)
    tags = checked_tags({}, params.get("TagsList", ()))
    if params.get("OrganizationEnabled"):
        check_organization(scope)
    _check_name(scope, name, None)
    check_room(scope)
    check_key(scope, params.get("KmsKeyId"))
    store = EventDataStore(
        name=name,
        arn=scope.arn("cloudtrail", f"eventdatastore/{scope.ids.uuid()}"),
        account=scope.account,
        region=scope.region,
        created=scope.now,
        updated=scope.now,
        selectors=list(selectors),
        multi_region=params.get("MultiRegionEnabled", True),
        organization=params.get("OrganizationEnabled", False),
        retention=retention,
        protected=params.get("TerminationProtectionEnabled", True),
        billing=billing,
        kms_key=params.get("KmsKeyId"),
        status="CREATED",
        tags=tags,
    )
    place(scope).stores[store.id] = store
    settle = begin if params.get("StartIngestion", True) else _remain_stopped
    store.transition = next_state(scope, f"creation of event data store {name}", lambda: settle(scope, store))
    return {**described(store), "TagsList": tag_list(tags)}


@operation
def get_event_data_store(scope: Scope, params: Params) -> dict[str, Any]:
    store = get_store(scope, params["EventDataStore"])
    return {**described(store), **federated(store), "PartitionKeys": _PARTITION_KEYS}


_PARTITION_KEYS = [{"Name": "calendarday", "Type": "string"}]


@operation
def list_event_data_stores(scope: Scope, params: Params) -> dict[str, Any]:
    listed = [_summary(store) for store in place(scope).stores.values()]
    return page(listed, params, _PAGES)


@operation
def update_event_data_store(scope: Scope, params: Params) -> dict[str, Any]:
    store = get_active_store(scope, params["EventDataStore"])
    if set(params) == {"EventDataStore"}:
        raise invalid("You must specify at least one parameter to update.")
    billing = params.get("BillingMode", store.billing)
    if store.billing == EXTENDABLE and billing == FIXED:
        raise invalid("You cannot change the billing mode from extendable to fixed retention pricing.")
    retention = params.get("RetentionPeriod", store.retention)
    _check_retention(retention, billing)
    if "Name" in params:
        _check_name(scope, params["Name"], store)
    if "AdvancedEventSelectors" in params:
        _check_change(store, params["AdvancedEventSelectors"])
    if params.get("OrganizationEnabled", store.organization) != store.organization:
        check_organization(scope)
    if params.get("KmsKeyId", store.kms_key) != store.kms_key:
        if store.kms_key is not None:
            raise invalid("The KMS key of an event data store cannot be changed once it is set.")
        check_key(scope, params["KmsKeyId"])
    read_log(scope, store)  # what was called until now is judged by what held until now
    store.name = params.get("Name", store.name)
    store.selectors = list(params.get("AdvancedEventSelectors", store.selectors))
    store.multi_region = params.get("MultiRegionEnabled", store.multi_region)
    store.organization = params.get("OrganizationEnabled", store.organization)
    store.retention, store.billing = retention, billing
    store.protected = params.get("TerminationProtectionEnabled", store.protected)
    store.kms_key = params.get("KmsKeyId", store.kms_key)
    store.updated = scope.now
    return {**described(store), **federated(store)}


def begin(scope: Scope, store: EventDataStore) -> None:
    """The store is enabled, and ingests from here on."""
    store.status, store.transition = "ENABLED", None
    start_reading(scope, store)


def _remain_stopped(scope: Scope, store: EventDataStore) -> None:
    store.status, store.transition = "STOPPED_INGESTION", None


def described(store: EventDataStore) -> dict[str, Any]:
    """What all operations show of a store."""
    return {**_summary(store), "KmsKeyId": store.kms_key, "BillingMode": store.billing}


def federated(store: EventDataStore) -> dict[str, Any]:
    status = "DISABLED" if store.federation_role is None else "ENABLED"
    return {"FederationStatus": status, "FederationRoleArn": store.federation_role}


def check_room(scope: Scope) -> None:
    """A region takes ten stores, without those that are about to be deleted."""
    if sum(not store.pending_deletion for store in place(scope).stores.values()) >= _LIMIT:
        raise AwsError(
            "EventDataStoreMaxLimitExceededException", f"You already have {_LIMIT} event data stores in this Region."
        )


_SUMMARY: dict[str, Callable[[EventDataStore], Any]] = {
    "EventDataStoreArn": lambda store: store.arn,
    "Name": lambda store: store.name,
    "Status": lambda store: store.status,
    "AdvancedEventSelectors": lambda store: store.selectors,
    "MultiRegionEnabled": lambda store: store.multi_region,
    "OrganizationEnabled": lambda store: store.organization,
    "RetentionPeriod": lambda store: store.retention,
    "TerminationProtectionEnabled": lambda store: store.protected,
    "CreatedTimestamp": lambda store: store.created,
    "UpdatedTimestamp": lambda store: store.updated,
}


def _summary(store: EventDataStore) -> dict[str, Any]:
    return {name: read(store) for name, read in _SUMMARY.items()}


def _check_retention(days: int, billing: str) -> None:
    if days > _MAX_DAYS[billing]:
        raise invalid(f"The retention period for {billing} can be at most {_MAX_DAYS[billing]} days.")


def _check_name(scope: Scope, name: str, own: EventDataStore | None) -> None:
    """Names of stores that are about to be deleted are taken as well (recorded)."""
    if any(store.name == name and store is not own for store in place(scope).stores.values()):
        raise AwsError("EventDataStoreAlreadyExistsException", f"An event data store with the name {name} exists.")


def _check_change(store: EventDataStore, selectors: list[Selector]) -> None:
    check_selectors(selectors)
    outside = {_OUTSIDE_AWS in categories(selectors), _OUTSIDE_AWS in categories(store.selectors)}
    if len(outside) == 2:
        raise invalid_selectors(
            "An event data store for events outside of AWS cannot be changed to AWS events or back."
        )
