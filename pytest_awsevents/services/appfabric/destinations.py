"""Ingestion destinations: in which form the logs of an ingestion are delivered, and where."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.delivering import drop
from pytest_awsevents.services.appfabric.errors import invalid, quota_exceeded
from pytest_awsevents.services.appfabric.finding import find_destination, find_ingestion
from pytest_awsevents.services.appfabric.ingestions import bundle_for_creation
from pytest_awsevents.services.appfabric.paging import one_page
from pytest_awsevents.services.appfabric.reading import try_destination
from pytest_awsevents.services.appfabric.state import (
    APPFABRIC,
    AppBundle,
    AppIngestion,
    Destination,
    Members,
    moment,
)
from pytest_awsevents.services.appfabric.tags import checked_tags
from pytest_awsevents.services.appfabric.tokens import made_before, remember
from pytest_awsevents.services.base import OperationTable

operation = OperationTable()
_MOST = 5


@operation
def create_ingestion_destination(scope: Scope, params: Params) -> dict[str, Any]:
    """It has no status at first; AppFabric looks at it after that (acceptance tests of a Terraform provider)."""
    bundle, ingestion = _ingestion_for_creation(scope, params)
    before = made_before(scope, "IngestionDestination", params, ingestion.destinations)
    if before is not None:
        return {"ingestionDestination": _described(ingestion, before)}
    processing = params["processingConfiguration"]["auditLog"]
    _check_form(scope, processing, params["destinationConfiguration"])
    tags = checked_tags({}, params.get("tags"))
    if len(ingestion.destinations) >= _MOST:
        message = f"You have exceeded the maximum number of destinations per ingestion: {_MOST}."
        raise quota_exceeded("IngestionDestination", ingestion.id, "L-9D26F8B5", message)
    assert scope.cause is not None, "operations run because of an API call"
    now, id = moment(scope), scope.ids.uuid()
    made = Destination(
        id=id,
        arn=f"{ingestion.arn}/ingestiondestination/{id}",
        schema=processing["schema"],
        format=processing["format"],
        configuration=params["destinationConfiguration"],
        origin=scope.cause,
        created=now,
        updated=now,
        tags=tags,
    )
    ingestion.destinations[id] = made
    remember(scope, "IngestionDestination", params, made.arn)
    try_destination(scope, bundle, ingestion, made)
    return {"ingestionDestination": _described(ingestion, made)}


@operation
def get_ingestion_destination(scope: Scope, params: Params) -> dict[str, Any]:
    _, ingestion, destination = find_destination(scope, params)
    return {"ingestionDestination": _described(ingestion, destination)}


@operation
def list_ingestion_destinations(scope: Scope, params: Params) -> dict[str, Any]:
    _, ingestion = find_ingestion(scope, params)
    found = [{"arn": one.arn} for one in ingestion.destinations.values()]
    return one_page(scope, "ingestionDestinations", found, params)


@operation
def update_ingestion_destination(scope: Scope, params: Params) -> dict[str, Any]:
    """Schema and format stay; what waits goes to the new place."""
    bundle, ingestion, destination = find_destination(scope, params)
    form = {"schema": destination.schema, "format": destination.format}
    _check_form(scope, form, params["destinationConfiguration"])
    destination.configuration = params["destinationConfiguration"]
    destination.updated = moment(scope)
    destination.status = destination.reason = None
    try_destination(scope, bundle, ingestion, destination)
    return {"ingestionDestination": _described(ingestion, destination)}


@operation
def delete_ingestion_destination(scope: Scope, params: Params) -> None:
    """An enabled ingestion that has lost its destinations fails and is disabled in the end (administration guide)."""
    _, ingestion, destination = find_destination(scope, params)
    del ingestion.destinations[destination.id]
    drop(scope, destination, "the ingestion destination was deleted")
    if ingestion.state == "enabled" and not ingestion.destinations:
        due = scope.now + scope.state(APPFABRIC).habits.batch_every
        why = f"end of ingestion {ingestion.id}, which has no destination"
        scope.world.agenda.add(due, lambda: _disable(scope, ingestion), why)


def _disable(scope: Scope, ingestion: AppIngestion) -> None:
    if not ingestion.destinations and ingestion.state == "enabled":
        ingestion.state, ingestion.updated = "disabled", moment(scope)


def _ingestion_for_creation(scope: Scope, params: Params) -> tuple[AppBundle, AppIngestion]:
    """ResourceNotFoundException is not modelled here: ValidationException, by convention."""
    bundle_for_creation(scope, params)
    try:
        return find_ingestion(scope, params)
    except AwsError as error:
        raise invalid(error.message, "ingestionIdentifier") from None


def _check_form(scope: Scope, form: Members, configuration: Members) -> None:
    """Firehose gets JSON only (administration guide); whether S3 gets raw Parquet is told in two ways."""
    destination = configuration["auditLog"]["destination"]
    if form["format"] != "parquet":
        return
    if "firehoseStream" in destination:
        raise invalid("The format of a Firehose destination is json.", "processingConfiguration")
    if form["schema"] == "raw" and not scope.state(APPFABRIC).habits.raw_parquet:
        raise invalid("The format of the schema raw is json.", "processingConfiguration")


def _described(ingestion: AppIngestion, destination: Destination) -> dict[str, Any]:
    return {
        "arn": destination.arn,
        "ingestionArn": ingestion.arn,
        "processingConfiguration": {"auditLog": {"schema": destination.schema, "format": destination.format}},
        "destinationConfiguration": destination.configuration,
        "status": destination.status,
        "statusReason": destination.reason,
        "createdAt": destination.created,
        "updatedAt": destination.updated,
    }
