"""Ingestions: what is read of a tenant, enabled or disabled."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.errors import conflict, invalid, quota_exceeded
from pytest_awsevents.services.appfabric.finding import find_bundle, find_ingestion
from pytest_awsevents.services.appfabric.paging import one_page
from pytest_awsevents.services.appfabric.reading import forget_all, read_tenant
from pytest_awsevents.services.appfabric.state import APPFABRIC, AppBundle, AppIngestion, moment
from pytest_awsevents.services.appfabric.tags import checked_tags
from pytest_awsevents.services.appfabric.tokens import made_before, remember
from pytest_awsevents.services.base import OperationTable

operation = OperationTable()
_MOST = 50


@operation
def create_ingestion(scope: Scope, params: Params) -> dict[str, Any]:
    """No error for a missing app bundle is modelled here: ValidationException, by convention."""
    bundle = bundle_for_creation(scope, params)
    before = made_before(scope, "Ingestion", params, bundle.ingestions)
    if before is not None:
        return {"ingestion": _described(bundle, before)}
    tags = checked_tags({}, params.get("tags"))
    if len(bundle.ingestions) >= _MOST:
        message = f"You have exceeded the maximum number of ingestions: {_MOST}."
        raise quota_exceeded("Ingestion", bundle.id, "L-71C9E0A4", message)
    now, id = moment(scope), scope.ids.uuid()
    made = AppIngestion(
        id=id,
        arn=f"{bundle.arn}/ingestion/{id}",
        app=params["app"],
        tenant_id=params["tenantId"],
        type=params["ingestionType"],
        created=now,
        updated=now,
        tags=tags,
    )
    bundle.ingestions[id] = made
    remember(scope, "Ingestion", params, made.arn)
    return {"ingestion": _described(bundle, made)}


@operation
def get_ingestion(scope: Scope, params: Params) -> dict[str, Any]:
    bundle, ingestion = find_ingestion(scope, params)
    return {"ingestion": _described(bundle, ingestion)}


@operation
def list_ingestions(scope: Scope, params: Params) -> dict[str, Any]:
    found = [
        {"arn": one.arn, "app": one.app, "tenantId": one.tenant_id, "state": one.state}
        for one in find_bundle(scope, params).ingestions.values()
    ]
    return one_page(scope, "ingestions", found, params)


@operation
def delete_ingestion(scope: Scope, params: Params) -> None:
    """Its destinations have to be gone before (API reference; the code is by convention).

    The reference wants it stopped besides, but live AWS deletes enabled ones as well (acceptance tests of a Terraform
    provider): `strict_deletion` follows the reference.
    """
    bundle, ingestion = find_ingestion(scope, params)
    if ingestion.destinations:
        raise invalid(f"Ingestion {ingestion.id} still has ingestion destinations; delete them first.")
    if ingestion.state == "enabled" and scope.state(APPFABRIC).habits.strict_deletion:
        raise invalid(f"Ingestion {ingestion.id} is enabled; stop it first.")
    del bundle.ingestions[ingestion.id]
    forget_all(scope, ingestion, "the ingestion was deleted")


@operation
def start_ingestion(scope: Scope, params: Params) -> None:
    """ConflictException, where it is enabled already, is by convention: the only modelled error that fits."""
    _, ingestion = find_ingestion(scope, params)
    if ingestion.state == "enabled":
        raise conflict("Ingestion", ingestion.id, "is enabled already")
    ingestion.state, ingestion.updated = "enabled", moment(scope)
    read_tenant(scope, ingestion.app, ingestion.tenant_id)


@operation
def stop_ingestion(scope: Scope, params: Params) -> None:
    _, ingestion = find_ingestion(scope, params)
    if ingestion.state == "disabled":
        raise conflict("Ingestion", ingestion.id, "is disabled already")
    ingestion.state, ingestion.updated = "disabled", moment(scope)


def bundle_for_creation(scope: Scope, params: Params) -> AppBundle:
    """The app bundle of an operation that does not model ResourceNotFoundException."""
    try:
        return find_bundle(scope, params)
    except AwsError as error:
        raise invalid(error.message, "appBundleIdentifier") from None


def _described(bundle: AppBundle, ingestion: AppIngestion) -> dict[str, Any]:
    return {
        "arn": ingestion.arn,
        "appBundleArn": bundle.arn,
        "app": ingestion.app,
        "tenantId": ingestion.tenant_id,
        "createdAt": ingestion.created,
        "updatedAt": ingestion.updated,
        "state": ingestion.state,
        "ingestionType": ingestion.type,
    }
