"""Where Firehose is otherwise than on AWS, as docs/services/firehose.md says, and no other test shows it."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake

ROLE = "arn:aws:iam::123456789012:role/firehose"


def test_errors_are_not_logged(firehose: Any, fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    options = {"Enabled": True, "LogGroupName": "errors", "LogStreamName": "s3"}
    firehose.create_delivery_stream(
        DeliveryStreamName="audit",
        ExtendedS3DestinationConfiguration={
            "RoleARN": ROLE,
            "BucketARN": "arn:aws:s3:::nowhere",
            "CloudWatchLoggingOptions": options,
        },
    )
    firehose.put_record(DeliveryStreamName="audit", Record={"Data": b"x"})
    fake.clock.tick(minutes=10)
    assert fake.client("logs").describe_log_groups()["logGroups"] == []


def test_objects_are_not_encrypted_as_the_stream_says(firehose: Any, fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    fake.s3.bucket("lake")
    key = {"KMSEncryptionConfig": {"AWSKMSKeyARN": "arn:aws:kms:us-east-1:123456789012:key/k"}}
    firehose.create_delivery_stream(
        DeliveryStreamName="audit",
        ExtendedS3DestinationConfiguration={
            "RoleARN": ROLE,
            "BucketARN": "arn:aws:s3:::lake",
            "EncryptionConfiguration": key,
        },
    )
    firehose.put_record(DeliveryStreamName="audit", Record={"Data": b"x"})
    fake.clock.tick(minutes=10)
    [written] = fake.client("s3").list_objects_v2(Bucket="lake")["Contents"]
    head = fake.client("s3").head_object(Bucket="lake", Key=written["Key"])
    assert head["ServerSideEncryption"] == "AES256"


def test_a_stream_takes_as_much_as_it_is_given(firehose: Any, fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    stream = fake.firehose.stream("audit")
    records = [{"Data": b"x" * 8_000}] * 500
    for _ in range(3):  # 12 MB in no time; AWS: 1 to 5 MiB a second, by region
        assert firehose.put_record_batch(DeliveryStreamName="audit", Records=records)["FailedPutCount"] == 0
    assert stream.name == "audit"
