"""Data sets."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.dataexchange.describing import described_data_set
from pytest_awsevents.services.dataexchange.errors import conflict, invalid, limit_exceeded
from pytest_awsevents.services.dataexchange.finding import check_owned, find_data_set
from pytest_awsevents.services.dataexchange.state import DATA_EXCHANGE, EXCHANGE, DataSet, moment, new_id
from pytest_awsevents.services.dataexchange.tags import checked_tags

operation = OperationTable()
_PAGES = PageMembers("DataSets", limit="MaxResults", maximum=200)
_MOST = 3000
_LONGEST_NAME = 256
_LONGEST_DESCRIPTION = 16_384
_ORIGINS = ("OWNED", "ENTITLED")


@operation
def create_data_set(scope: Scope, params: Params) -> dict[str, Any]:
    _check_texts(params)
    tags = checked_tags({}, params.get("Tags", {}))
    state = scope.state(DATA_EXCHANGE)
    if sum(one.entitlement is None for one in state.data_sets.values()) >= _MOST:
        raise limit_exceeded("Data sets per account", _MOST)
    now = moment(scope)
    data_set = DataSet(
        id=new_id(scope),
        name=params["Name"],
        description=params["Description"],
        asset_type=params["AssetType"],
        account=scope.account,
        region=scope.region,
        partition=scope.partition,
        created=now,
        updated=now,
        tags=tags,
    )
    keep_data_set(scope, data_set)
    return {**described_data_set(data_set), "Tags": data_set.tags or None}


@operation
def get_data_set(scope: Scope, params: Params) -> dict[str, Any]:
    data_set = find_data_set(scope, params["DataSetId"])
    return {**described_data_set(data_set), "Tags": data_set.tags or None}


@operation
def update_data_set(scope: Scope, params: Params) -> dict[str, Any]:
    data_set = find_data_set(scope, params["DataSetId"])
    check_owned(data_set)
    _check_texts(params)
    for one in (data_set, *data_set.subscribers):
        one.name = params.get("Name", one.name)
        one.description = params.get("Description", one.description)
        one.updated = moment(scope)
    return described_data_set(data_set)


@operation
def delete_data_set(scope: Scope, params: Params) -> None:
    data_set = find_data_set(scope, params["DataSetId"])
    check_owned(data_set)
    granted = any(grant.source is data_set for grant in scope.shared(EXCHANGE).grants.values())
    if data_set.subscribers or granted:
        raise conflict("DATA_SET", data_set.id, "is part of a product or of a data grant")
    drop_data_set(scope, data_set)


@operation
def list_data_sets(scope: Scope, params: Params) -> dict[str, Any]:
    """Owned ones newest first (API reference); both kinds where no origin is named (convention)."""
    origin = params.get("Origin")
    if origin is not None and origin not in _ORIGINS:
        raise invalid(f"Origin must be one of {', '.join(_ORIGINS)}.")
    found = [one for one in scope.state(DATA_EXCHANGE).data_sets.values() if origin in (None, one.origin)]
    return page([described_data_set(one) for one in reversed(found)], params, _PAGES)


def keep_data_set(scope: Scope, data_set: DataSet) -> None:
    """Puts a data set where its account, and the whole exchange, find it."""
    home = scope.at(account=data_set.account, region=data_set.region)
    home.state(DATA_EXCHANGE).data_sets[data_set.id] = data_set
    scope.shared(EXCHANGE).data_sets[data_set.id] = data_set


def drop_data_set(scope: Scope, data_set: DataSet) -> None:
    home = scope.at(account=data_set.account, region=data_set.region)
    home.state(DATA_EXCHANGE).data_sets.pop(data_set.id, None)
    scope.shared(EXCHANGE).data_sets.pop(data_set.id, None)


def _check_texts(params: Params) -> None:
    """Lengths that are documented, but not in the model."""
    if not 1 <= len(params.get("Name", "any")) <= _LONGEST_NAME:
        raise invalid(f"Name must have from 1 to {_LONGEST_NAME} characters.")
    if len(params.get("Description", "")) > _LONGEST_DESCRIPTION:
        raise invalid(f"Description must have at most {_LONGEST_DESCRIPTION} characters.")
