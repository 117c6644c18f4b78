"""Finds the resources that a call names by ARN or UUID; AWS's error where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.errors import ResourceType, not_found
from pytest_awsevents.services.appfabric.state import (
    APPFABRIC,
    AppAuthorization,
    AppBundle,
    AppIngestion,
    Destination,
)


class _Named(Protocol):
    id: str
    arn: str


N = TypeVar("N", bound=_Named)


def find_bundle(scope: Scope, params: Params) -> AppBundle:
    return _find("AppBundle", scope.state(APPFABRIC).bundles, params["appBundleIdentifier"])


def find_authorization(scope: Scope, params: Params) -> tuple[AppBundle, AppAuthorization]:
    bundle = find_bundle(scope, params)
    return bundle, _find("AppAuthorization", bundle.authorizations, params["appAuthorizationIdentifier"])


def find_ingestion(scope: Scope, params: Params) -> tuple[AppBundle, AppIngestion]:
    bundle = find_bundle(scope, params)
    return bundle, _find("Ingestion", bundle.ingestions, params["ingestionIdentifier"])


def find_destination(scope: Scope, params: Params) -> tuple[AppBundle, AppIngestion, Destination]:
    bundle, ingestion = find_ingestion(scope, params)
    identifier = params["ingestionDestinationIdentifier"]
    return bundle, ingestion, _find("IngestionDestination", ingestion.destinations, identifier)


def authorization_of(bundle: AppBundle, ingestion: AppIngestion) -> AppAuthorization | None:
    """The authorization by which an ingestion reads: one that is connected, if any is."""
    tenant = (ingestion.app, ingestion.tenant_id)
    found = [one for one in bundle.authorizations.values() if (one.app, one.tenant_id) == tenant]
    return next((one for one in found if one.status == "Connected"), found[0] if found else None)


def ingestions_of(scope: Scope) -> Iterable[tuple[AppBundle, AppIngestion]]:
    """All ingestions of the account and region."""
    for bundle in scope.state(APPFABRIC).bundles.values():
        for ingestion in bundle.ingestions.values():
            yield bundle, ingestion


def id_of(identifier: str) -> str:
    """The UUID of a resource given by its ARN, or by that UUID."""
    return identifier.rpartition("/")[2]


def _find(kind: ResourceType, resources: Mapping[str, N], identifier: str) -> N:
    found = resources.get(id_of(identifier))
    if found is None or identifier not in (found.id, found.arn):
        raise not_found(kind, id_of(identifier))
    return found
