"""DeleteObject and DeleteObjects."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import check_access, find_bucket, versioned_action
from pytest_awsevents.services.s3.announcing import DELETED, MARKED, announce
from pytest_awsevents.services.s3.conditions import check_delete
from pytest_awsevents.services.s3.describing import charged, to_second
from pytest_awsevents.services.s3.errors import invalid_argument, malformed_xml, not_implemented
from pytest_awsevents.services.s3.finding import version_in
from pytest_awsevents.services.s3.locks import check_deletion, has_locks
from pytest_awsevents.services.s3.replication import replicate
from pytest_awsevents.services.s3.state import NULL_VERSION, Bucket, DeleteMarker, new_version_id

operation = OperationTable()
_MOST = 1000
_DIRECTORY_BUCKETS_ONLY = {
    "IfMatchLastModifiedTime": "x-amz-if-match-last-modified-time",
    "IfMatchSize": "x-amz-if-match-size",
    "LastModifiedTime": "LastModifiedTime",
    "Size": "Size",
}


@operation
def delete_object(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    bypass = _bypass(bucket, params)
    found = _delete(scope, bucket, params, condition="IfMatch", bypass=bypass)
    return {**found, **charged(scope, bucket, params)}


@operation
def delete_objects(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    bypass = _bypass(bucket, params)
    wanted = params["Delete"]["Objects"]
    if not 1 <= len(wanted) <= _MOST:
        raise malformed_xml()
    deleted: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for one in wanted:
        try:
            check_access(scope, bucket, versioned_action("DeleteObject", one), one)
            deleted.append(_as_deleted(one, _delete(scope, bucket, one, condition="ETag", bypass=bypass)))
        except AwsError as error:
            version = {"VersionId": one["VersionId"]} if "VersionId" in one else {}
            errors.append({"Key": one["Key"], **version, "Code": error.code, "Message": error.message})
    shown = None if params["Delete"].get("Quiet") else deleted or None
    return {"Deleted": shown, "Errors": errors or None, **charged(scope, bucket, params)}


def _delete(scope: Scope, bucket: Bucket, params: Params, *, condition: str, bypass: bool) -> dict[str, Any]:
    """Deletes one object or version; what DeleteObject says of it. Deleting what is not there is no error."""
    for name, header in _DIRECTORY_BUCKETS_ONLY.items():
        if name in params:
            raise not_implemented(header)
    key, version_id = params["Key"], params.get("VersionId")
    if condition in params:
        target = bucket.current(key) if version_id is None else version_in(bucket, key, version_id)
        check_delete(params[condition], target, key)
    if version_id is not None:
        return _delete_version(scope, bucket, key, version_id, bypass=bypass)
    if bucket.versioning is None:
        version = bucket.current(key)
        if version is not None:
            bucket.drop(version)
            announce(scope, bucket, DELETED, version)
        return {}
    marker = DeleteMarker(key, new_version_id(scope, bucket), to_second(scope.now))
    bucket.add(marker)
    announce(scope, bucket, MARKED, marker)
    replicate(scope, bucket, marker)
    return {"DeleteMarker": True, "VersionId": marker.id}


def _delete_version(scope: Scope, bucket: Bucket, key: str, version_id: str, *, bypass: bool) -> dict[str, Any]:
    if bucket.versioning is None and version_id != NULL_VERSION:
        raise invalid_argument("Invalid version id specified", "versionId", version_id)
    version = version_in(bucket, key, version_id)
    if version is None:
        return {"VersionId": version_id} if bucket.versioning else {}
    check_deletion(scope.now, version, bypass=bypass)
    bucket.drop(version)
    announce(scope, bucket, DELETED, version)
    marker = {"DeleteMarker": True} if isinstance(version, DeleteMarker) else {}
    return {**marker, "VersionId": version_id} if bucket.versioning else {}


def _as_deleted(wanted: Params, found: Params) -> dict[str, Any]:
    """An entry of DeleteObjects, which tells apart the version that was named and the marker that was made."""
    entry: dict[str, Any] = {"Key": wanted["Key"]}
    if "VersionId" in wanted:
        entry["VersionId"] = wanted["VersionId"]
    if "DeleteMarker" in found:
        entry["DeleteMarker"] = True
        entry["DeleteMarkerVersionId"] = found["VersionId"]
    return entry


def _bypass(bucket: Bucket, params: Params) -> bool:
    """Whether retention for governance is to be passed by."""
    bypass: bool = params.get("BypassGovernanceRetention", False)
    if bypass and not has_locks(bucket):
        raise invalid_argument(
            "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.",
            "x-amz-bypass-governance-retention",
            "true",
        )
    return bypass
