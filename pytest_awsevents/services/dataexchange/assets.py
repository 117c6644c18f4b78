"""Assets of a revision; they come by import jobs only."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.dataexchange.describing import described_asset
from pytest_awsevents.services.dataexchange.errors import invalid
from pytest_awsevents.services.dataexchange.finding import check_open, check_owned, find_asset, find_revision
from pytest_awsevents.services.dataexchange.state import moment

operation = OperationTable()
_PAGES = PageMembers("Assets", limit="MaxResults", maximum=200)


@operation
def get_asset(scope: Scope, params: Params) -> dict[str, Any]:
    data_set, revision, asset = find_asset(scope, params)
    return {**described_asset(data_set, revision, asset), "Tags": asset.tags or None}


@operation
def update_asset(scope: Scope, params: Params) -> dict[str, Any]:
    data_set, revision, asset = find_asset(scope, params)
    check_owned(data_set)
    check_open(revision)
    if not params["Name"]:
        raise invalid("Name must not be empty.")
    asset.name = params["Name"]
    asset.updated = moment(scope)
    return described_asset(data_set, revision, asset)


@operation
def delete_asset(scope: Scope, params: Params) -> None:
    data_set, revision, asset = find_asset(scope, params)
    check_owned(data_set)
    check_open(revision)
    del revision.assets[asset.id]


@operation
def list_revision_assets(scope: Scope, params: Params) -> dict[str, Any]:
    """Sorted by name, descending (API reference)."""
    data_set, revision = find_revision(scope, params)
    found = sorted(revision.assets.values(), key=lambda asset: asset.name, reverse=True)
    return page([described_asset(data_set, revision, asset) for asset in found], params, _PAGES)
