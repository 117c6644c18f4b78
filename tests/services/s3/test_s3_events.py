from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def told(fake):
    """The events of S3 on the default bus since a bucket asked for them."""
    fake.s3.bucket("told", events=True)
    return lambda: [event.raw_event for event in fake.recorded.events]


def test_a_put_is_told_with_aws_s_members(fake, s3, told):
    fake.clock.freeze(NOON)
    s3.put_object(Bucket="told", Key="a b/ü.txt", Body=b"12345")
    (event,) = told()
    detail = event.pop("detail")
    assert event == {
        "version": "0",
        "id": event["id"],
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": "123456789012",
        "time": "2026-01-01T12:00:00Z",
        "region": "us-east-1",
        "resources": ["arn:aws:s3:::told"],
    }
    assert detail == {
        "version": "0",
        "bucket": {"name": "told"},
        "object": {
            "key": "a b/ü.txt",
            "size": 5,
            "etag": "827ccb0eea8a706c4c34a16891f84e7b",
            "sequencer": detail["object"]["sequencer"],
        },
        "request-id": detail["request-id"],
        "requester": "123456789012",
        "source-ip-address": "127.0.0.1",
        "reason": "PutObject",
    }
    assert list(detail) == [
        "version", "bucket", "object", "request-id", "requester", "source-ip-address", "reason"
    ]  # fmt: skip
    assert len(detail["object"]["sequencer"]) == 16


def summary(event):
    detail = event["detail"]
    return event["detail-type"], detail.get("reason"), sorted(detail["object"]), detail.get("deletion-type")


CREATED = ["etag", "key", "sequencer", "size"]


def test_every_kind_of_event_has_its_own_members(s3, told):
    s3.put_object(Bucket="told", Key="k")
    s3.copy_object(Bucket="told", Key="copy", CopySource="told/k")
    upload = {"Bucket": "told", "Key": "big"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    etag = s3.upload_part(**upload, PartNumber=1, Body=b"x")["ETag"]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
    s3.put_object_tagging(Bucket="told", Key="k", Tagging={"TagSet": []})
    s3.delete_object_tagging(Bucket="told", Key="k")
    s3.put_object_acl(Bucket="told", Key="k", ACL="bucket-owner-full-control")
    s3.delete_object(Bucket="told", Key="k")
    s3.delete_object(Bucket="told", Key="nothing")
    assert [summary(event) for event in told()] == [
        ("Object Created", "PutObject", CREATED, None),
        ("Object Created", "CopyObject", CREATED, None),
        ("Object Created", "CompleteMultipartUpload", CREATED, None),
        ("Object Tags Added", None, ["etag", "key"], None),
        ("Object Tags Deleted", None, ["etag", "key"], None),
        ("Object ACL Updated", None, ["etag", "key"], None),
        ("Object Deleted", "DeleteObject", ["key", "sequencer"], "Permanently Deleted"),
    ]
    sequencers = [event["detail"]["object"].get("sequencer") for event in told()]
    in_order = [one for one in sequencers if one]
    assert in_order == sorted(in_order)


def test_versioned_buckets_tell_version_ids(fake, s3, told):
    fake.s3.bucket("told", versioned=True)
    version = s3.put_object(Bucket="told", Key="k")["VersionId"]
    marker = s3.delete_object(Bucket="told", Key="k")["VersionId"]
    s3.delete_objects(Bucket="told", Delete={"Objects": [{"Key": "k", "VersionId": version}]})
    ids = [event["detail"]["object"]["version-id"] for event in told()]
    assert ids == [version, marker, version]
    assert summary(told()[1]) == (
        "Object Deleted",
        "DeleteObject",
        ["etag", "key", "sequencer", "version-id"],
        "Delete Marker Created",
    )
    assert summary(told()[2])[3] == "Permanently Deleted"


def test_events_go_to_the_owner_s_bus_in_the_bucket_s_region(fake, told):
    ireland = fake.client("s3", "eu-west-1")
    ireland.create_bucket(Bucket="irish", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    ireland.put_bucket_notification_configuration(
        Bucket="irish", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::irish/*"}
    ireland.delete_public_access_block(Bucket="irish")
    ireland.put_bucket_policy(Bucket="irish", Policy=json.dumps({"Statement": [statement]}))
    other = fake.account("222233334444").client("s3")
    other.put_object(Bucket="irish", Key="k")
    (event,) = told()
    assert (event["account"], event["region"]) == ("123456789012", "eu-west-1")
    assert event["detail"]["requester"] == "222233334444"


def test_services_are_named_as_requesters(fake, told):
    scope = fake.scope().as_service("firehose.amazonaws.com")
    scope.call("s3", "PutObject", {"Bucket": "told", "Key": "k"})
    assert told()[0]["detail"]["requester"] == "firehose.amazonaws.com"


def test_an_event_is_routed_before_the_call_returns(fake, s3, told):
    queue = fake.sqs.queue("uploads")
    fake.eventbridge.rule("csv", {"source": ["aws.s3"], "detail": {"object": {"key": [{"suffix": ".csv"}]}}}, to=queue)
    s3.put_object(Bucket="told", Key="a.csv")
    s3.put_object(Bucket="told", Key="a.txt")
    (message,) = queue.messages()
    assert message["detail"]["object"]["key"] == "a.csv"
    put = next(call for call in fake.recorded.calls if call.operation == "PutObject")
    assert fake.recorded.deliveries.only().event.call is put


def test_nothing_is_told_unless_it_is_asked_for(fake, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k")
    assert not fake.recorded.events


def test_archived_objects_are_restored_on_the_clock(fake, s3, told, refused):
    fake.clock.freeze(NOON)
    s3.put_object(Bucket="told", Key="k", Body=b"old", StorageClass="GLACIER")
    with refused("InvalidObjectState", 403):
        s3.get_object(Bucket="told", Key="k")
    request = {"Days": 2, "GlacierJobParameters": {"Tier": "Expedited"}}
    s3.restore_object(Bucket="told", Key="k", RestoreRequest=request)
    assert s3.head_object(Bucket="told", Key="k")["Restore"] == 'ongoing-request="true"'
    with refused("RestoreAlreadyInProgress", 409):
        s3.restore_object(Bucket="told", Key="k", RestoreRequest=request)
    fake.clock.tick(minutes=5)
    assert s3.get_object(Bucket="told", Key="k")["Body"].read() == b"old"
    (listed,) = s3.list_objects_v2(Bucket="told", OptionalObjectAttributes=["RestoreStatus"])["Contents"]
    assert listed["RestoreStatus"]["IsRestoreInProgress"] is False
    restored = s3.head_object(Bucket="told", Key="k")["Restore"]
    assert restored == 'ongoing-request="false", expiry-date="Sun, 04 Jan 2026 00:00:00 GMT"'
    s3.restore_object(Bucket="told", Key="k", RestoreRequest={"Days": 1})
    fake.clock.move_to(NOON + timedelta(days=3))
    with refused("InvalidObjectState", 403):
        s3.get_object(Bucket="told", Key="k")
    kinds = [(event["detail-type"], event["time"]) for event in told()[1:]]
    assert kinds == [
        ("Object Restore Initiated", "2026-01-01T12:00:00Z"),
        ("Object Restore Completed", "2026-01-01T12:05:00Z"),
        ("Object Restore Expired", "2026-01-03T00:00:00Z"),
    ]
    completed = told()[2]["detail"]
    assert completed["restore-expiry-time"] == "2026-01-04T00:00:00Z"
    assert completed["source-storage-class"] == "GLACIER"
    assert completed["requester"] == "s3.amazonaws.com"
    assert "source-ip-address" not in completed


def test_restores_have_to_make_sense(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="hot")
    with refused("InvalidObjectState", 403):
        s3.restore_object(Bucket=bucket, Key="hot", RestoreRequest={"Days": 1})
    s3.put_object(Bucket=bucket, Key="cold", StorageClass="DEEP_ARCHIVE")
    with refused("MalformedXML", 400):
        s3.restore_object(Bucket=bucket, Key="cold", RestoreRequest={})
    with refused("InvalidArgument", 400):
        request = {"Days": 1, "GlacierJobParameters": {"Tier": "Expedited"}}
        s3.restore_object(Bucket=bucket, Key="cold", RestoreRequest=request)
