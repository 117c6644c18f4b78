"""Object Lock: versions that cannot be deleted for a time, or while somebody holds them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.describing import charged
from pytest_awsevents.services.s3.errors import access_denied, invalid_argument, invalid_request, malformed_xml, refuse
from pytest_awsevents.services.s3.finding import find_object
from pytest_awsevents.services.s3.state import Bucket, DeleteMarker, ObjectVersion, Retention, Version

operation = OperationTable()
COMPLIANCE = "COMPLIANCE"
_MODES = ("GOVERNANCE", COMPLIANCE)
_MOST = {"Days": 36_500, "Years": 100}
_MODE, _UNTIL, _HOLD = "ObjectLockMode", "ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus"
_EVENT_HOLDS = ("ObjectLockEventHold", "ObjectLockEventHoldDurationDays", "ObjectLockEventHoldDurationYears")
_FUTURE = "The retain until date must be in the future!"


@operation
def put_object_lock_configuration(scope: Scope, params: Params) -> dict[str, Any]:
    bucket, given = find_bucket(scope, params), params.get("ObjectLockConfiguration", {})
    refuse(scope, params, "Token")
    if bucket.versioning != "Enabled":
        raise AwsError(
            "InvalidBucketState",
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
            status=409,
        )
    if given.get("ObjectLockEnabled") != "Enabled":
        raise malformed_xml()
    configuration: dict[str, Any] = {"ObjectLockEnabled": "Enabled"}
    if "Rule" in given:
        configuration["Rule"] = {"DefaultRetention": _read_default(scope, given["Rule"].get("DefaultRetention", {}))}
    bucket.settings["object lock"] = configuration
    return {**charged(scope, bucket, params)}


@operation
def get_object_lock_configuration(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    if not has_locks(bucket):
        raise AwsError(
            "ObjectLockConfigurationNotFoundError",
            "Object Lock configuration does not exist for this bucket",
            status=404,
            members={"BucketName": bucket.name},
        )
    return {"ObjectLockConfiguration": bucket.settings["object lock"]}


@operation
def put_object_retention(scope: Scope, params: Params) -> dict[str, Any]:
    """Nobody shortens what is retained for compliance; for governance it takes the wish to bypass that."""
    bucket, version = _lockable(scope, params)
    given = params.get("Retention", {})
    refuse(scope, given, "EventHold", "EventHoldDuration")
    if given and given.keys() < {"Mode", "RetainUntilDate"}:
        raise malformed_xml()
    wanted = Retention(given["Mode"], given["RetainUntilDate"]) if given else None
    if wanted is not None and wanted.mode not in _MODES:
        raise malformed_xml()
    if wanted is not None and wanted.until <= scope.now:
        raise invalid_argument(_FUTURE, "RetainUntilDate", wanted.until.isoformat())
    present = version.retention
    if present is not None and present.until > scope.now:
        weaker = wanted is None or wanted.until < present.until or (present.mode == COMPLIANCE != wanted.mode)
        if weaker and (present.mode == COMPLIANCE or not params.get("BypassGovernanceRetention")):
            raise _protected()
    version.retention = wanted
    return {**charged(scope, bucket, params)}


@operation
def get_object_retention(scope: Scope, params: Params) -> dict[str, Any]:
    _, version = _lockable(scope, params)
    if version.retention is None:
        raise _without_lock()
    return {"Retention": {"Mode": version.retention.mode, "RetainUntilDate": version.retention.until}}


@operation
def put_object_legal_hold(scope: Scope, params: Params) -> dict[str, Any]:
    bucket, version = _lockable(scope, params)
    status = params.get("LegalHold", {}).get("Status")
    if status not in ("ON", "OFF"):
        raise malformed_xml()
    version.legal_hold = status
    return {**charged(scope, bucket, params)}


@operation
def get_object_legal_hold(scope: Scope, params: Params) -> dict[str, Any]:
    _, version = _lockable(scope, params)
    if version.legal_hold is None:
        raise _without_lock()
    return {"LegalHold": {"Status": version.legal_hold}}


def has_locks(bucket: Bucket) -> bool:
    return "object lock" in bucket.settings


def check_locks(scope: Scope, bucket: Bucket, params: Params) -> None:
    """Refuses what a request that makes an object may not say of its locks (texts as recorded)."""
    given = [name for name in (_MODE, _UNTIL, _HOLD, *_EVENT_HOLDS) if name in params]
    if not given:
        return
    if not has_locks(bucket):
        raise invalid_request("Bucket is missing Object Lock Configuration")
    refuse(scope, params, *_EVENT_HOLDS)
    if (_MODE in params) is not (_UNTIL in params):
        missing = "x-amz-object-lock-mode" if _MODE in params else "x-amz-object-lock-retain-until-date"
        raise invalid_argument(
            "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied", missing, "null"
        )
    if params.get(_MODE, COMPLIANCE) not in _MODES:
        raise invalid_argument("Unknown wormMode directive.", "x-amz-object-lock-mode", params[_MODE])
    if _UNTIL in params and params[_UNTIL] <= scope.now:
        raise invalid_argument(_FUTURE, "x-amz-object-lock-retain-until-date", params[_UNTIL].isoformat())
    if params.get(_HOLD, "ON") not in ("ON", "OFF"):
        message = "Legal Hold must be either of 'ON' or 'OFF'"
        raise invalid_argument(message, "x-amz-object-lock-legal-hold", params[_HOLD])


def locks_of(params: Params) -> dict[str, Any]:
    """The fields of an object that a checked request gives it."""
    retention = Retention(params[_MODE], params[_UNTIL]) if _MODE in params else None
    return {"retention": retention, "legal_hold": params.get(_HOLD)}


def protect(bucket: Bucket, version: ObjectVersion) -> None:
    """Retains a new version as long as the bucket wants it, where its request says nothing else."""
    rule = bucket.settings.get("object lock", {}).get("Rule")
    if rule is not None and version.retention is None:
        default = rule["DefaultRetention"]
        days = default["Days"] if "Days" in default else default["Years"] * 365
        version.retention = Retention(default["Mode"], version.modified + timedelta(days=days))


def check_deletion(now: datetime, version: Version, *, bypass: bool) -> None:
    """Refuses to delete what is held or retained for good."""
    if isinstance(version, DeleteMarker):
        return
    retention = version.retention
    retained = retention is not None and retention.until > now and not (bypass and retention.mode != COMPLIANCE)
    if version.legal_hold == "ON" or retained:
        raise _protected()


def _lockable(scope: Scope, params: Params) -> tuple[Bucket, ObjectVersion]:
    bucket, version = find_object(scope, params)
    if not has_locks(bucket):
        raise invalid_request("Bucket is missing Object Lock Configuration")
    return bucket, version


def _read_default(scope: Scope, given: Params) -> Params:
    refuse(scope, given, "DefaultEventHold")
    if given.get("Mode") not in _MODES or ("Days" in given) is ("Years" in given):
        raise malformed_xml()
    unit = "Days" if "Days" in given else "Years"
    if not 1 <= given[unit] <= _MOST[unit]:
        raise invalid_argument("Default retention period must be a positive integer value", unit, given[unit])
    return given


def _protected() -> AwsError:
    return access_denied("Access Denied because object protected by object lock.")


def _without_lock() -> AwsError:
    return AwsError(
        "NoSuchObjectLockConfiguration",
        "The specified object does not have a ObjectLock configuration",
        status=404,
    )
