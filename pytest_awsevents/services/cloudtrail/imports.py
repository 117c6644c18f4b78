"""Imports of trails' log files from S3 into event data stores."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.cloudtrail.ingesting import event_time, ingest, parse_event_time
from pytest_awsevents.services.cloudtrail.selectors import LogRecord, keeps
from pytest_awsevents.services.cloudtrail.state import (
    PRINCIPAL,
    Import,
    get_active_store,
    invalid,
    next_state,
    place,
    settle,
)

operation = OperationTable()
_RUNNING = ("INITIALIZING", "IN_PROGRESS")
_CATEGORIES = frozenset({"Management", "Data", "NetworkActivity"})
_TOKEN = AwsError("InvalidNextTokenException", "The token is not valid.")
_PAGES = PageMembers("Imports", limit="MaxResults", maximum=1000, invalid=_TOKEN)
_FAILURE_PAGES = PageMembers("Failures", limit="MaxResults", maximum=1000, invalid=_TOKEN)
_COUNTERS = ("PrefixesFound", "PrefixesCompleted", "FilesCompleted", "EventsCompleted", "FailedEntries")


@operation
def start_import(scope: Scope, params: Params) -> dict[str, Any]:
    if "ImportId" in params:
        return _retry(scope, params)
    if "Destinations" not in params or "ImportSource" not in params:
        raise invalid("Destinations and ImportSource are required for a new import.")
    if len(params["Destinations"]) != 1:
        raise invalid("An import has exactly one destination.")
    start, end = params.get("StartEventTime"), params.get("EndEventTime")
    if start is not None and end is not None and start > end:
        raise invalid("StartEventTime must not be after EndEventTime.")
    store = get_active_store(scope, params["Destinations"][0])
    if store.category not in _CATEGORIES:
        raise AwsError("InvalidEventDataStoreCategoryException", f"{store.arn} holds {store.category} events.")
    if store.status not in ("ENABLED", "STOPPED_INGESTION"):
        raise AwsError("InvalidEventDataStoreStatusException", f"{store.arn} has the status {store.status}.")
    source = params["ImportSource"]["S3"]
    if not source["S3LocationUri"].startswith("s3://") or ":role/" not in source["S3BucketAccessRoleArn"]:
        raise AwsError("InvalidImportSourceException", "The import source needs an S3 URI and the ARN of a role.")
    if any(one.status in _RUNNING for one in place(scope).imports.values()):
        raise AwsError("AccountHasOngoingImportException", "There is an import under way in this account.")
    made = Import(
        id=scope.ids.uuid(),
        destinations=[store.arn],
        source=params["ImportSource"],
        created=scope.now,
        updated=scope.now,
        start=start,
        end=end,
    )
    place(scope).imports[made.id] = made
    made.transition = next_state(scope, f"import {made.id}", lambda: _run(scope, made))
    return _described(made)


@operation
def get_import(scope: Scope, params: Params) -> dict[str, Any]:
    found = _get(scope, params)
    return {**_described(found), "ImportStatistics": _statistics(found)}


@operation
def stop_import(scope: Scope, params: Params) -> dict[str, Any]:
    found = _get(scope, params)
    if found.status in _RUNNING:
        if found.transition is not None:
            found.transition.cancel()
        found.status, found.updated = "STOPPED", scope.now
    return {**_described(found), "ImportStatistics": _statistics(found)}


@operation
def list_imports(scope: Scope, params: Params) -> dict[str, Any]:
    status, destination = params.get("ImportStatus"), params.get("Destination")
    found = [
        one
        for one in place(scope).imports.values()
        if status in (None, one.status)
        and (destination is None or any(destination in (arn, arn.rpartition("/")[2]) for arn in one.destinations))
    ]
    listed = [
        {
            "ImportId": one.id,
            "ImportStatus": one.status,
            "Destinations": one.destinations,
            "CreatedTimestamp": one.created,
            "UpdatedTimestamp": one.updated,
        }
        for one in found
    ]
    return page(listed, params, _PAGES)


@operation
def list_import_failures(scope: Scope, params: Params) -> dict[str, Any]:
    found = place(scope).imports.get(params["ImportId"])
    if found is None:
        raise invalid(f"The import {params['ImportId']} was not found.")
    return page(found.failures, params, _FAILURE_PAGES)


def _get(scope: Scope, params: Params) -> Import:
    found = place(scope).imports.get(params["ImportId"])
    if found is None:
        raise AwsError("ImportNotFoundException", f"The import {params['ImportId']} was not found.")
    settle(scope, found)
    return found


def _retry(scope: Scope, params: Params) -> dict[str, Any]:
    """With only an id, an import that failed or was stopped is tried again."""
    if set(params) != {"ImportId"}:
        raise invalid("With ImportId no other parameter may be given.")
    found = _get(scope, params)
    if found.status not in ("FAILED", "STOPPED"):
        raise invalid(f"The import {found.id} has the status {found.status}.")
    found.status, found.failures = "INITIALIZING", []
    found.transition = next_state(scope, f"import {found.id}", lambda: _run(scope, found))
    return _described(found)


def _run(scope: Scope, found: Import) -> None:
    """Reads every log file under the prefix; what the store's selectors do not keep is left out."""
    found.transition, found.updated = None, scope.now
    bucket, _, prefix = found.source["S3"]["S3LocationUri"].removeprefix("s3://").partition("/")
    here = scope.as_service(PRINCIPAL)
    counters = dict.fromkeys(_COUNTERS, 0)
    found.statistics = counters
    try:
        store = get_active_store(scope, found.destinations[0])
        keys = list(_keys(here, bucket, prefix))
    except AwsError as error:
        _fail(scope, found, found.source["S3"]["S3LocationUri"], error.code, error.message)
        found.status = "FAILED"
        return
    counters["PrefixesFound"] = counters["PrefixesCompleted"] = len({key.rpartition("/")[0] for key in keys})
    for key in keys:
        try:
            records = _records(here, bucket, key)
        except (AwsError, ValueError, OSError, EOFError, zlib.error) as error:
            _fail(scope, found, f"s3://{bucket}/{key}", type(error).__name__, str(error))
            continue
        kept = [one for one in records if keeps(store.selectors, one) and _is_within(found, one)]
        ingest(scope, store, kept)
        counters["FilesCompleted"] += 1
        counters["EventsCompleted"] += len(kept)
    counters["FailedEntries"] = len(found.failures)
    found.status = "FAILED" if found.failures else "COMPLETED"


def _keys(here: Scope, bucket: str, prefix: str) -> Iterator[str]:
    params: dict[str, Any] = {"Bucket": bucket, "Prefix": prefix}
    while True:
        answer = here.call("s3", "ListObjectsV2", params, {})
        yield from (one["Key"] for one in answer.get("Contents", ()) if one["Key"].endswith(".json.gz"))
        if not answer.get("IsTruncated"):
            return
        params["ContinuationToken"] = answer["NextContinuationToken"]


def _records(here: Scope, bucket: str, key: str) -> list[LogRecord]:
    body = here.call("s3", "GetObject", {"Bucket": bucket, "Key": key})["Body"].read()
    try:
        content = json.loads(gzip.decompress(body))
    except RecursionError:
        content = None
    records = content.get("Records") if isinstance(content, dict) else None
    if not isinstance(records, list) or not all(isinstance(one, dict) and event_time(one) for one in records):
        raise ValueError("not a CloudTrail log file")
    return records


def _is_within(found: Import, record: LogRecord) -> bool:
    at = parse_event_time(record)
    return (found.start is None or at >= found.start) and (found.end is None or at <= found.end)


def _fail(scope: Scope, found: Import, location: str, kind: str, message: str) -> None:
    found.failures.append(
        {
            "Location": location,
            "Status": "FAILED",
            "ErrorType": kind,
            "ErrorMessage": message,
            "LastUpdatedTime": scope.now,
        }
    )


def _statistics(found: Import) -> dict[str, int]:
    return found.statistics or dict.fromkeys(_COUNTERS, 0)


def _described(found: Import) -> dict[str, Any]:
    return {
        "ImportId": found.id,
        "Destinations": found.destinations,
        "ImportSource": found.source,
        "StartEventTime": found.start,
        "EndEventTime": found.end,
        "ImportStatus": found.status,
        "CreatedTimestamp": found.created,
        "UpdatedTimestamp": found.updated,
    }
