"""Revisions: created, filled by jobs, finalized, revoked."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.dataexchange.describing import described_revision
from pytest_awsevents.services.dataexchange.errors import conflict, invalid
from pytest_awsevents.services.dataexchange.finding import check_open, check_owned, find_data_set, find_revision
from pytest_awsevents.services.dataexchange.publishing import copies_of, publish, revoke
from pytest_awsevents.services.dataexchange.state import DataSet, Revision, moment, new_id
from pytest_awsevents.services.dataexchange.tags import checked_tags

operation = OperationTable()
_PAGES = PageMembers("Revisions", limit="MaxResults", maximum=200)


@operation
def create_revision(scope: Scope, params: Params) -> dict[str, Any]:
    data_set = find_data_set(scope, params["DataSetId"])
    check_owned(data_set)
    tags = checked_tags({}, params.get("Tags", {}))
    now = moment(scope)
    revision = Revision(id=new_id(scope), created=now, updated=now, comment=params.get("Comment"), tags=tags)
    data_set.revisions[revision.id] = revision
    return {**described_revision(data_set, revision), "Tags": revision.tags or None}


@operation
def get_revision(scope: Scope, params: Params) -> dict[str, Any]:
    data_set, revision = find_revision(scope, params)
    return {**described_revision(data_set, revision), "Tags": revision.tags or None}


@operation
def update_revision(scope: Scope, params: Params) -> dict[str, Any]:
    """Finalizing publishes to all who are entitled to the data set (announcement of July 2021)."""
    data_set, revision = find_revision(scope, params)
    check_owned(data_set)
    finalized = params.get("Finalized", revision.finalized)
    _check_change(data_set, revision, finalized)
    publishes = finalized and not revision.finalized
    revision.finalized = finalized
    revision.comment = params.get("Comment", revision.comment)
    revision.updated = moment(scope)
    if publishes:
        publish(scope, data_set, revision)
    return described_revision(data_set, revision)


@operation
def delete_revision(scope: Scope, params: Params) -> None:
    data_set, revision = find_revision(scope, params)
    check_owned(data_set)
    check_open(revision)
    del data_set.revisions[revision.id]


@operation
def revoke_revision(scope: Scope, params: Params) -> dict[str, Any]:
    """Revoking once more changes the comment (convention)."""
    data_set, revision = find_revision(scope, params)
    check_owned(data_set)
    if not revision.finalized:
        raise invalid(f"Revision {revision.id} is not finalized; only finalized revisions can be revoked.")
    revoke(scope, data_set, revision, params["RevocationComment"])
    return described_revision(data_set, revision)


@operation
def list_data_set_revisions(scope: Scope, params: Params) -> dict[str, Any]:
    """Newest first (API reference)."""
    data_set = find_data_set(scope, params["DataSetId"])
    found = reversed(data_set.revisions.values())
    return page([described_revision(data_set, revision) for revision in found], params, _PAGES)


def _check_change(data_set: DataSet, revision: Revision, finalized: bool) -> None:
    if finalized and not revision.finalized and not revision.assets:
        raise invalid(f"Revision {revision.id} has no assets; a revision needs one to be finalized.")
    if revision.finalized and not finalized and any(True for _ in copies_of(data_set, revision)):
        raise conflict("REVISION", revision.id, "is published, so it stays finalized")
    if revision.revocation is not None and not finalized:
        raise conflict("REVISION", revision.id, "is revoked, so it stays finalized")
