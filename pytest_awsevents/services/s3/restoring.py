"""RestoreObject: archived objects become readable for some days, on the clock of the fake."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.announcing import PRINCIPAL, RESTORE_BEGUN, RESTORE_DONE, RESTORE_EXPIRED, announce
from pytest_awsevents.services.s3.describing import charged
from pytest_awsevents.services.s3.errors import invalid_argument, malformed_xml, refuse
from pytest_awsevents.services.s3.finding import find_object
from pytest_awsevents.services.s3.objects import ARCHIVES
from pytest_awsevents.services.s3.state import Bucket, ObjectVersion, Restore

operation = OperationTable()
_HOURS = {
    ("GLACIER", "Expedited"): 5 / 60,
    ("GLACIER", "Standard"): 5,
    ("GLACIER", "Bulk"): 12,
    ("DEEP_ARCHIVE", "Standard"): 12,
    ("DEEP_ARCHIVE", "Bulk"): 48,
}
"""The longest that a retrieval takes (user guide, "Archive retrieval options")."""


@operation
def restore_object(scope: Scope, params: Params) -> dict[str, Any]:
    bucket, version = find_object(scope, params)
    request = params.get("RestoreRequest", {})
    refuse(scope, request, "Type", "SelectParameters", "OutputLocation")
    if version.storage_class not in ARCHIVES:
        message = "Restore is not allowed for the object's current storage class"
        members = {"StorageClass": version.storage_class}
        raise AwsError("InvalidObjectState", message, status=403, members=members)
    if version.restore is not None and version.restore.expires is None:
        raise AwsError("RestoreAlreadyInProgress", "Object restore is already in progress", status=409)
    days = request.get("Days")
    if days is None or days < 1:
        raise malformed_xml()
    tier = request.get("GlacierJobParameters", {}).get("Tier") or request.get("Tier") or "Standard"
    hours = _HOURS.get((version.storage_class, tier))
    if hours is None:
        raise invalid_argument("Retrieval option is not supported by this storage class", "Tier", tier)
    if version.restore is not None:
        _keep_until(scope, bucket, version, _midnight(scope.now, days))
        return {**charged(scope, bucket, params)}
    version.restore = Restore(expires=None)
    storage_class = {"source-storage-class": version.storage_class}
    announce(scope, bucket, RESTORE_BEGUN, version, detail=storage_class)
    scope.world.agenda.add(
        scope.now + timedelta(hours=hours),
        lambda: _restored(scope, bucket, version, days),
        f"restore of {version.key} in {bucket.name}",
    )
    return {**charged(scope, bucket, params)}


def _restored(scope: Scope, bucket: Bucket, version: ObjectVersion, days: int) -> None:
    if bucket.find(version.key, version.id) is not version:
        return
    scope = scope.as_service(PRINCIPAL)
    expires = _midnight(scope.now, days)
    _keep_until(scope, bucket, version, expires)
    shown = expires.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    announce(
        scope,
        bucket,
        RESTORE_DONE,
        version,
        detail={
            "restore-expiry-time": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "source-storage-class": version.storage_class,
        },
        glacier={
            "restoreEventData": {
                "lifecycleRestorationExpiryTime": shown,
                "lifecycleRestoreStorageClass": version.storage_class,
            }
        },
    )


def _keep_until(scope: Scope, bucket: Bucket, version: ObjectVersion, expires: datetime) -> None:
    restore = version.restore = Restore(expires)

    def expire() -> None:
        if version.restore is restore and bucket.find(version.key, version.id) is version:
            version.restore = None
            announce(scope, bucket, RESTORE_EXPIRED, version)

    scope = scope.as_service(PRINCIPAL)
    scope.world.agenda.add(expires, expire, f"expiry of the restored {version.key} in {bucket.name}")


def _midnight(now: datetime, days: int) -> datetime:
    """The days are counted from now and rounded up to midnight UTC (API reference, RestoreObject)."""
    day = (now + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=1)
