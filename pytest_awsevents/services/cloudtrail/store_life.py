"""Start and stop of ingestion, the end of event data stores and their restoration, federation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.cloudtrail.ingesting import stop_reading
from pytest_awsevents.services.cloudtrail.selectors import categories
from pytest_awsevents.services.cloudtrail.state import (
    EventDataStore,
    get_active_store,
    get_store,
    invalid,
    next_state,
    place,
)
from pytest_awsevents.services.cloudtrail.stores import begin, check_room, described

operation = OperationTable()
_PENDING = timedelta(days=7)
_STARTABLE = frozenset({"Management", "Data", "NetworkActivity", "ConfigurationItem"})


@operation
def start_event_data_store_ingestion(scope: Scope, params: Params) -> None:
    store = _startable(scope, params, "STOPPED_INGESTION")
    store.status = "STARTING_INGESTION"
    store.transition = next_state(
        scope, f"start of ingestion of event data store {store.name}", lambda: begin(scope, store)
    )


@operation
def stop_event_data_store_ingestion(scope: Scope, params: Params) -> None:
    store = _startable(scope, params, "ENABLED")
    stop_reading(scope, store)
    store.status = "STOPPING_INGESTION"
    store.transition = next_state(scope, f"stop of ingestion of event data store {store.name}", lambda: _stopped(store))


@operation
def delete_event_data_store(scope: Scope, params: Params) -> None:
    store = get_active_store(scope, params["EventDataStore"])
    _check_deletable(scope, store)
    stop_reading(scope, store)
    if store.transition is not None:
        store.transition.cancel()
    store.status = "PENDING_DELETION"
    store.transition = scope.world.agenda.add(
        scope.now + _PENDING, lambda: _forget(scope, store), f"deletion of event data store {store.name}"
    )


@operation
def restore_event_data_store(scope: Scope, params: Params) -> dict[str, Any]:
    store = get_store(scope, params["EventDataStore"])
    if not store.pending_deletion:
        raise _wrong_status(store)
    check_room(scope)
    if store.transition is not None:
        store.transition.cancel()
    begin(scope, store)
    store.updated = scope.now
    return described(store)


@operation
def enable_federation(scope: Scope, params: Params) -> dict[str, Any]:
    store, role = get_active_store(scope, params["EventDataStore"]), params["FederationRoleArn"]
    if ":role/" not in role:
        raise invalid(f"The role ARN {role} is not valid.")
    if store.federation_role is not None:
        raise AwsError("EventDataStoreFederationEnabledException", f"Federation of {store.arn} is enabled already.")
    store.federation_role = role
    return {"EventDataStoreArn": store.arn, "FederationStatus": "ENABLED", "FederationRoleArn": role}


@operation
def disable_federation(scope: Scope, params: Params) -> dict[str, Any]:
    store = get_active_store(scope, params["EventDataStore"])
    store.federation_role = None
    return {"EventDataStoreArn": store.arn, "FederationStatus": "DISABLED"}


def _startable(scope: Scope, params: Params, status: str) -> EventDataStore:
    store = get_store(scope, params["EventDataStore"])
    if not categories(store.selectors) <= _STARTABLE:
        raise AwsError(
            "InvalidEventDataStoreCategoryException",
            f"Ingestion of {store.category} events cannot be started or stopped.",
        )
    if store.status != status:
        raise _wrong_status(store)
    return store


def _wrong_status(store: EventDataStore) -> AwsError:
    return AwsError(
        "InvalidEventDataStoreStatusException", f"The event data store {store.arn} has the status {store.status}."
    )


def _stopped(store: EventDataStore) -> None:
    store.status, store.transition = "STOPPED_INGESTION", None


def _check_deletable(scope: Scope, store: EventDataStore) -> None:
    here = place(scope)
    if store.protected:
        raise AwsError("EventDataStoreTerminationProtectedException", f"{store.arn} is protected from termination.")
    if store.federation_role is not None:
        raise AwsError("EventDataStoreFederationEnabledException", f"Federation of {store.arn} is enabled.")
    locations = (one["Location"] for channel in here.channels.values() for one in channel.destinations)
    if store.arn in locations:
        raise AwsError("ChannelExistsForEDSException", f"A channel has {store.arn} as a destination.")
    if any(
        store.arn in one.destinations and one.status in ("INITIALIZING", "IN_PROGRESS") for one in here.imports.values()
    ):
        raise AwsError("EventDataStoreHasOngoingImportException", f"{store.arn} has an import under way.")


def _forget(scope: Scope, store: EventDataStore) -> None:
    del place(scope).stores[store.id]
