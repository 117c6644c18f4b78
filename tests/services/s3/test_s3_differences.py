"""Where S3 is otherwise than on AWS, as docs/services/s3.md says, and no other test shows it."""

from __future__ import annotations

import json
import re

import pytest


def test_nothing_expires_by_a_lifecycle_rule(fake, s3, bucket):
    fake.clock.freeze("2026-12-01T09:00Z")
    rule = {"Status": "Enabled", "Filter": {}, "Expiration": {"Days": 1}}
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})
    s3.put_object(Bucket=bucket, Key="k")
    fake.clock.tick(days=30)
    head = s3.head_object(Bucket=bucket, Key="k")
    assert "Expiration" not in head


def test_inventories_and_access_logs_are_never_written(fake, s3, bucket):
    fake.clock.freeze("2026-12-01T09:00Z")
    s3.create_bucket(Bucket="lists")
    inventory = {
        "Id": "daily",
        "IsEnabled": True,
        "IncludedObjectVersions": "All",
        "Schedule": {"Frequency": "Daily"},
        "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::lists", "Format": "CSV"}},
    }
    s3.put_bucket_inventory_configuration(Bucket=bucket, Id="daily", InventoryConfiguration=inventory)
    logging = {"LoggingEnabled": {"TargetBucket": "lists", "TargetPrefix": "logs/"}}
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus=logging)
    s3.put_object(Bucket=bucket, Key="k")
    fake.clock.tick(days=3)
    assert "Contents" not in s3.list_objects_v2(Bucket="lists")


def test_lists_of_grants_let_nobody_in(fake, s3, bucket, refused):
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]})
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="k", ACL="public-read")
    theirs = fake.account("222233334444").client("s3")
    with refused("AccessDenied", 403):
        theirs.get_object(Bucket=bucket, Key="k")


def test_nobody_asks_for_the_key_of_an_encrypted_object(fake, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", ServerSideEncryption="aws:kms", SSEKMSKeyId="alias/no-such-key")
    assert s3.get_object(Bucket=bucket, Key="k")["ServerSideEncryption"] == "aws:kms"
    assert [call.service for call in fake.recorded.calls if call.service == "kms"] == []


def test_the_name_of_a_deleted_bucket_is_free_at_once(fake, s3, bucket):
    s3.delete_bucket(Bucket=bucket)
    fake.account("222233334444").client("s3").create_bucket(Bucket=bucket)


def test_bypassing_governance_needs_no_permission(fake, s3):
    s3.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
    until = fake.clock.now.replace(year=fake.clock.now.year + 1)
    version = s3.put_object(Bucket="locked", Key="k", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until)[
        "VersionId"
    ]
    s3.delete_object(Bucket="locked", Key="k", VersionId=version, BypassGovernanceRetention=True)
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchVersion"):
        s3.get_object(Bucket="locked", Key="k", VersionId=version)


def test_the_signature_of_a_url_is_not_worked_out(fake, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "k"})
    forged = re.sub(r"Signature=[^&]+", "Signature=none", url)
    assert forged != url
    assert fake.s3.open_presigned(forged).text == "x"


def test_failed_copies_are_not_told(fake, s3):
    for name in ("here", "there"):
        fake.s3.bucket(name, versioned=True)
    rule = {"Status": "Enabled", "Prefix": "", "Destination": {"Bucket": "arn:aws:s3:::there"}}
    role = "arn:aws:iam::123456789012:role/replicate"
    s3.put_bucket_replication(Bucket="here", ReplicationConfiguration={"Role": role, "Rules": [rule]})
    queue = fake.sqs.queue("told")
    wanted = {"QueueArn": queue.arn, "Events": ["s3:Replication:*"]}
    s3.put_bucket_notification_configuration(Bucket="here", NotificationConfiguration={"QueueConfigurations": [wanted]})
    queue.purge()
    s3.delete_bucket(Bucket="there")
    s3.put_object(Bucket="here", Key="k")
    assert s3.head_object(Bucket="here", Key="k")["ReplicationStatus"] == "FAILED"
    assert queue.messages() == []


def test_a_policy_with_any_condition_is_not_public(s3, bucket):
    for_anybody = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"StringLike": {"aws:UserAgent": "*"}},  # AWS: no condition that keeps the public out
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [for_anybody]}))
    assert s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"] is False
