"""Checks what a job is asked to do before it is made."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.dataexchange.encryption import check_encryption
from pytest_awsevents.services.dataexchange.errors import invalid, limit_exceeded
from pytest_awsevents.services.dataexchange.finding import (
    asset_of,
    check_not_revoked,
    check_open,
    check_owned,
    find_data_set,
    revision_of,
)
from pytest_awsevents.services.dataexchange.job_types import JOB_TYPES, JobType
from pytest_awsevents.services.dataexchange.key_patterns import check_key_pattern
from pytest_awsevents.services.dataexchange.state import DataSet, Members

_FILES = "S3_SNAPSHOT"


def checked_details(scope: Scope, params: Params) -> dict[str, Any]:
    """The details of a job, whose one member must be that of its type; AWS's error where something is wrong."""
    kind = JOB_TYPES[params["Type"]]
    details: dict[str, Any] = params["Details"]
    if list(details) != [kind.member]:
        raise invalid(f"Details must have the member {kind.member}, and no other, for jobs of type {params['Type']}.")
    request = details[kind.member]
    _check_items(kind, request)
    data_set = find_data_set(scope, request["DataSetId"])
    if kind.imports is not None:
        _check_import(kind.imports, data_set, request)
    else:
        _check_export(data_set, request)
    return {kind.member: dict(request)}


def _check_items(kind: JobType, request: Members) -> None:
    if kind.items is None:
        return
    number = len(request[kind.items])
    if number == 0:
        raise invalid(f"{kind.items} must not be empty.")
    if number > kind.most_items:
        if kind.items_limit is None:
            raise invalid(f"{kind.items} must have {kind.most_items} entry.")
        raise limit_exceeded(kind.items_limit, kind.most_items)


def _check_import(asset_type: str, data_set: DataSet, request: Members) -> None:
    revision = revision_of(data_set, request["RevisionId"])
    check_owned(data_set)
    _check_asset_type(data_set, asset_type)
    check_open(revision)
    if "CatalogId" in request and not ("Database" in request or "Table" in request):
        raise invalid("Database or Table is required.")


def _check_export(data_set: DataSet, request: Members) -> None:
    destinations = request.get("RevisionDestinations")
    revision = revision_of(data_set, destinations[0]["RevisionId"] if destinations else request["RevisionId"])
    _check_asset_type(data_set, _FILES)
    check_not_revoked(revision)
    check_encryption(request.get("Encryption"))
    for destination in destinations or ():
        if "KeyPattern" in destination:
            check_key_pattern(destination["KeyPattern"])
    for destination in request.get("AssetDestinations", ()):
        asset_of(revision, destination["AssetId"])
    if "AssetId" in request:
        asset_of(revision, request["AssetId"])


def _check_asset_type(data_set: DataSet, wanted: str) -> None:
    if data_set.asset_type != wanted:
        raise invalid(f"Data set {data_set.id} has assets of type {data_set.asset_type}, the job needs {wanted}.")
