from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)
PROTECTED = "Access Denied because object protected by object lock."


@pytest.fixture
def locked(fake, s3):
    """The name of a bucket with Object Lock."""
    fake.clock.freeze(NOON)
    s3.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
    return "locked"


def put(s3, bucket, key="k", **params):
    return s3.put_object(Bucket=bucket, Key=key, Body=b"x", **params)["VersionId"]


def retain(s3, bucket, version, mode="GOVERNANCE", until=TOMORROW, **params):
    retention = {"Mode": mode, "RetainUntilDate": until}
    s3.put_object_retention(Bucket=bucket, Key="k", VersionId=version, Retention=retention, **params)


def test_a_bucket_with_locks_keeps_versions(s3, locked, refused):
    assert s3.get_bucket_versioning(Bucket=locked)["Status"] == "Enabled"
    configuration = s3.get_object_lock_configuration(Bucket=locked)["ObjectLockConfiguration"]
    assert configuration == {"ObjectLockEnabled": "Enabled"}
    with refused("InvalidBucketState", 409, "so the versioning state cannot be changed."):
        s3.put_bucket_versioning(Bucket=locked, VersioningConfiguration={"Status": "Suspended"})


def test_locks_can_come_later_where_versions_are_kept(s3, bucket, versioned, refused):
    configuration = {"ObjectLockEnabled": "Enabled"}
    with refused("InvalidBucketState", 409, "Versioning must be 'Enabled'"):
        s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=configuration)
    s3.put_object_lock_configuration(Bucket=versioned, ObjectLockConfiguration=configuration)
    assert s3.get_object_lock_configuration(Bucket=versioned)["ObjectLockConfiguration"] == configuration


def test_a_retained_version_cannot_be_deleted_until_its_time(fake, s3, locked, refused):
    version = put(s3, locked, ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=TOMORROW)
    head = s3.head_object(Bucket=locked, Key="k")
    assert (head["ObjectLockMode"], head["ObjectLockRetainUntilDate"]) == ("COMPLIANCE", TOMORROW)
    for bypass in (False, True):
        with refused("AccessDenied", 403, PROTECTED):
            s3.delete_object(Bucket=locked, Key="k", VersionId=version, BypassGovernanceRetention=bypass)
    answer = s3.delete_objects(Bucket=locked, Delete={"Objects": [{"Key": "k", "VersionId": version}]})
    assert [(one["Code"], one["Message"]) for one in answer["Errors"]] == [("AccessDenied", PROTECTED)]
    assert s3.delete_object(Bucket=locked, Key="k")["DeleteMarker"] is True
    fake.clock.tick(days=1)
    s3.delete_object(Bucket=locked, Key="k", VersionId=version)
    with refused("NoSuchVersion"):
        s3.get_object(Bucket=locked, Key="k", VersionId=version)


def test_retention_for_governance_can_be_passed_by(s3, locked, refused):
    version = put(s3, locked)
    retain(s3, locked, version)
    retention = s3.get_object_retention(Bucket=locked, Key="k", VersionId=version)["Retention"]
    assert retention == {"Mode": "GOVERNANCE", "RetainUntilDate": TOMORROW}
    retain(s3, locked, version, until=TOMORROW + timedelta(days=1))  # longer is always fine
    with refused("AccessDenied", 403, PROTECTED):
        retain(s3, locked, version, until=TOMORROW)
    retain(s3, locked, version, until=TOMORROW, BypassGovernanceRetention=True)
    with refused("AccessDenied", 403, PROTECTED):
        s3.delete_object(Bucket=locked, Key="k", VersionId=version)
    s3.delete_object(Bucket=locked, Key="k", VersionId=version, BypassGovernanceRetention=True)


def test_retention_for_compliance_only_grows(s3, locked, refused):
    version = put(s3, locked)
    retain(s3, locked, version, "COMPLIANCE")
    retain(s3, locked, version, "COMPLIANCE", TOMORROW + timedelta(days=1))
    for mode, until in (("COMPLIANCE", TOMORROW), ("GOVERNANCE", TOMORROW + timedelta(days=9))):
        with refused("AccessDenied", 403, PROTECTED):
            retain(s3, locked, version, mode, until, BypassGovernanceRetention=True)
    with refused("AccessDenied", 403, PROTECTED):
        s3.put_object_retention(Bucket=locked, Key="k", Retention={}, BypassGovernanceRetention=True)


def test_a_legal_hold_keeps_a_version_until_it_is_lifted(s3, locked, refused):
    version = put(s3, locked, ObjectLockLegalHoldStatus="ON")
    assert s3.get_object(Bucket=locked, Key="k")["ObjectLockLegalHoldStatus"] == "ON"
    with refused("AccessDenied", 403, PROTECTED):
        s3.delete_object(Bucket=locked, Key="k", VersionId=version, BypassGovernanceRetention=True)
    s3.put_object_legal_hold(Bucket=locked, Key="k", LegalHold={"Status": "OFF"})
    assert s3.get_object_legal_hold(Bucket=locked, Key="k")["LegalHold"] == {"Status": "OFF"}
    s3.delete_object(Bucket=locked, Key="k", VersionId=version)


def test_a_bucket_may_retain_all_that_is_new(s3, locked):
    rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 2}}
    configuration = {"ObjectLockEnabled": "Enabled", "Rule": rule}
    s3.put_object_lock_configuration(Bucket=locked, ObjectLockConfiguration=configuration)
    assert s3.get_object_lock_configuration(Bucket=locked)["ObjectLockConfiguration"] == configuration
    put(s3, locked)
    put(s3, locked, "own", ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=TOMORROW)
    s3.copy_object(Bucket=locked, Key="copy", CopySource=f"{locked}/own")
    upload = s3.create_multipart_upload(Bucket=locked, Key="parts")["UploadId"]
    part = s3.upload_part(Bucket=locked, Key="parts", UploadId=upload, PartNumber=1, Body=b"x")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.complete_multipart_upload(Bucket=locked, Key="parts", UploadId=upload, MultipartUpload=parts)
    heads = {key: s3.head_object(Bucket=locked, Key=key) for key in ("k", "own", "copy", "parts")}
    found = {key: (one["ObjectLockMode"], one["ObjectLockRetainUntilDate"] - NOON) for key, one in heads.items()}
    default = ("GOVERNANCE", timedelta(days=2))
    assert found == {"k": default, "own": ("COMPLIANCE", timedelta(days=1)), "copy": default, "parts": default}


def test_what_is_not_locked_says_so(s3, bucket, locked, refused):
    put(s3, locked)
    for method in (s3.get_object_retention, s3.get_object_legal_hold):
        with refused("NoSuchObjectLockConfiguration", 404, "does not have a ObjectLock configuration"):
            method(Bucket=locked, Key="k")
    s3.put_object(Bucket=bucket, Key="k")
    with refused("InvalidRequest", 400, "Bucket is missing Object Lock Configuration"):
        s3.put_object_legal_hold(Bucket=bucket, Key="k", LegalHold={"Status": "ON"})
    with refused("NoSuchKey"):
        s3.put_object_legal_hold(Bucket=locked, Key="nope", LegalHold={"Status": "ON"})


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"ObjectLockMode": "GOVERNANCE"}, "must both be supplied"),
        ({"ObjectLockRetainUntilDate": TOMORROW}, "must both be supplied"),
        ({"ObjectLockMode": "WEAK", "ObjectLockRetainUntilDate": TOMORROW}, "Unknown wormMode directive."),
        ({"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": NOON}, "must be in the future!"),
        ({"ObjectLockLegalHoldStatus": "MAYBE"}, "Legal Hold must be either of 'ON' or 'OFF'"),
    ],
)
def test_locks_of_new_objects_that_are_refused(s3, locked, refused, params, text):
    with refused("InvalidArgument", 400, text):
        put(s3, locked, **params)
    assert "Contents" not in s3.list_objects_v2(Bucket=locked)


def test_locks_that_are_refused(s3, locked, refused):
    version = put(s3, locked)
    with refused("InvalidArgument", 400, "The retain until date must be in the future!"):
        retain(s3, locked, version, until=NOON)
    for retention in ({"Mode": "GOVERNANCE"}, {"RetainUntilDate": TOMORROW}):
        with refused("MalformedXML", 400):
            s3.put_object_retention(Bucket=locked, Key="k", Retention=retention)
    with refused("MalformedXML", 400):
        s3.put_object_legal_hold(Bucket=locked, Key="k", LegalHold={})
    for default in ({"Mode": "GOVERNANCE"}, {"Days": 1}, {"Mode": "GOVERNANCE", "Days": 1, "Years": 1}):
        configuration = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": default}}
        with refused("MalformedXML", 400):
            s3.put_object_lock_configuration(Bucket=locked, ObjectLockConfiguration=configuration)
    configuration["Rule"] = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 0}}
    with refused("InvalidArgument", 400, "must be a positive integer value"):
        s3.put_object_lock_configuration(Bucket=locked, ObjectLockConfiguration=configuration)
    with refused("MalformedXML", 400):
        s3.put_object_lock_configuration(Bucket=locked, ObjectLockConfiguration={})
