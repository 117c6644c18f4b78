"""Finds the resources that a call names; AWS's error where there is none, or where it is not the caller's to change."""

from __future__ import annotations

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.dataexchange.errors import conflict, denied, not_found
from pytest_awsevents.services.dataexchange.state import DATA_EXCHANGE, Asset, DataSet, Revision


def find_data_set(scope: Scope, id: str) -> DataSet:
    """A data set of the account, owned or entitled."""
    data_set = scope.state(DATA_EXCHANGE).data_sets.get(id)
    if data_set is None:
        raise not_found("DATA_SET", id)
    return data_set


def find_revision(scope: Scope, params: Params) -> tuple[DataSet, Revision]:
    data_set = find_data_set(scope, params["DataSetId"])
    return data_set, revision_of(data_set, params["RevisionId"])


def revision_of(data_set: DataSet, id: str) -> Revision:
    revision = data_set.revisions.get(id)
    if revision is None:
        raise not_found("REVISION", id)
    return revision


def find_asset(scope: Scope, params: Params) -> tuple[DataSet, Revision, Asset]:
    data_set, revision = find_revision(scope, params)
    return data_set, revision, asset_of(revision, params["AssetId"])


def asset_of(revision: Revision, id: str) -> Asset:
    asset = revision.assets.get(id)
    if asset is None:
        raise not_found("ASSET", id)
    return asset


def check_owned(data_set: DataSet) -> None:
    """Only its owner may change a data set and what is in it (code by convention)."""
    if data_set.entitlement is not None:
        raise denied(f"Data set {data_set.id} is an entitled data set; only its owner can change it.")


def check_open(revision: Revision) -> None:
    """Whether assets may come and go: a finalized revision is read-only (API reference, UpdateRevision)."""
    if revision.finalized:
        raise conflict("REVISION", revision.id, "is finalized, which makes it read-only")


def check_not_revoked(revision: Revision) -> None:
    """Subscribers lose access to a revoked revision (API reference, RevokeRevision; code by convention)."""
    if revision.revocation is not None and revision.source_id is not None:
        raise denied(f"Revision {revision.id} was revoked: {revision.revocation.comment}")
