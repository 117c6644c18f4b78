from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.fake import AwsFake

S3 = {"RoleARN": "arn:aws:iam::123456789012:role/firehose", "BucketARN": "arn:aws:s3:::lake"}


@pytest.fixture
def arn(firehose: Any) -> str:
    return firehose.create_delivery_stream(
        DeliveryStreamName="audit", ExtendedS3DestinationConfiguration=S3, Tags=[{"Key": "a", "Value": "1"}]
    )["DeliveryStreamARN"]


def described(firehose: Any) -> Any:
    return firehose.describe_delivery_stream(DeliveryStreamName="audit")["DeliveryStreamDescription"]


def test_a_new_stream(firehose: Any, arn: str) -> None:
    stream = described(firehose)
    assert arn == stream["DeliveryStreamARN"] == "arn:aws:firehose:us-east-1:123456789012:deliverystream/audit"
    assert (stream["DeliveryStreamStatus"], stream["VersionId"]) == ("ACTIVE", "1")
    assert stream["DeliveryStreamEncryptionConfiguration"] == {"Status": "DISABLED"}
    (destination,) = stream["Destinations"]
    assert destination["DestinationId"] == "destinationId-000000000001"
    assert destination["ExtendedS3DestinationDescription"] == {
        **S3,
        "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300},
        "CompressionFormat": "UNCOMPRESSED",
        "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
        "CloudWatchLoggingOptions": {"Enabled": False},
        "ProcessingConfiguration": {"Enabled": False},
        "S3BackupMode": "Disabled",
    }
    assert destination["S3DestinationDescription"]["BucketARN"] == "arn:aws:s3:::lake"


def test_streams_that_are_not_there(firehose: Any, arn: str, refused: Any) -> None:
    with refused("ResourceInUseException", "Firehose audit under accountId 123456789012 already exists"):
        firehose.create_delivery_stream(DeliveryStreamName="audit", S3DestinationConfiguration=S3)
    with refused("ResourceNotFoundException", "Firehose gone under account 123456789012 not found."):
        firehose.put_record(DeliveryStreamName="gone", Record={"Data": b"x"})
    firehose.delete_delivery_stream(DeliveryStreamName="audit")
    with refused("ResourceNotFoundException"):
        described(firehose)


def test_updates(firehose: Any, arn: str, refused: Any) -> None:
    def update(version: str = "1", destination: str = "destinationId-000000000001", **changes: Any) -> None:
        firehose.update_destination(
            DeliveryStreamName="audit", CurrentDeliveryStreamVersionId=version, DestinationId=destination, **changes
        )

    update(ExtendedS3DestinationUpdate={"Prefix": "new/", "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60}})
    stream = described(firehose)
    assert stream["VersionId"] == "2"
    assert stream["Destinations"][0]["ExtendedS3DestinationDescription"]["Prefix"] == "new/"
    with refused(
        "ConcurrentModificationException",
        "Cannot update firehose: audit since the current version id: 2 and specified version id: 1 do not match",
    ):
        update(S3DestinationUpdate={"Prefix": "x/"})
    with refused("InvalidArgumentException"):
        update("2", "destinationId-000000000009", S3DestinationUpdate={"Prefix": "x/"})
    with pytest.raises(UnsupportedOperation):
        update("2")
    backup = {"S3BackupMode": "Enabled", "S3BackupUpdate": S3}
    update("2", ExtendedS3DestinationUpdate=backup)
    shown = described(firehose)["Destinations"][0]["ExtendedS3DestinationDescription"]
    assert shown["S3BackupDescription"]["BucketARN"] == S3["BucketARN"]


@pytest.mark.parametrize(
    "settings",
    [
        {"Prefix": "!{timestamp:yyyy}/"},
        {"Prefix": "!{timestamp:qqq}/", "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/"},
        {"Prefix": "!{firehose:error-output-type}/", "ErrorOutputPrefix": "e/!{firehose:error-output-type}/"},
        {"Prefix": "!{partitionKeyFromQuery:id}/", "ErrorOutputPrefix": "e/!{firehose:error-output-type}/"},
        {"ErrorOutputPrefix": "!{timestamp:yyyy}/"},
        {"S3BackupMode": "Enabled"},
        {"CustomTimeZone": "Europe/Nowhere"},
        {"ProcessingConfiguration": {"Enabled": True, "Processors": [{"Type": "Lambda"}]}},
    ],
)
def test_configurations_that_are_refused(firehose: Any, refused: Any, settings: dict[str, Any]) -> None:
    with refused("InvalidArgumentException"):
        firehose.create_delivery_stream(DeliveryStreamName="bad", ExtendedS3DestinationConfiguration={**S3, **settings})
    assert firehose.list_delivery_streams()["DeliveryStreamNames"] == []


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"DeliveryStreamType": "KinesisStreamAsSource"}, "KinesisStreamAsSource"),
        ({"ExtendedS3DestinationConfiguration": {**S3, "CompressionFormat": "ZIP"}}, "ZIP"),
        (
            {"ExtendedS3DestinationConfiguration": {**S3, "DynamicPartitioningConfiguration": {"Enabled": True}}},
            "DynamicPartitioningConfiguration",
        ),
        (
            {
                "ExtendedS3DestinationConfiguration": {
                    **S3,
                    "ProcessingConfiguration": {"Enabled": True, "Processors": [{"Type": "Decompression"}]},
                }
            },
            "Decompression",
        ),
        (
            {
                "HttpEndpointDestinationConfiguration": {
                    "EndpointConfiguration": {"Url": "https://x"},
                    "S3Configuration": S3,
                }
            },
            "HttpEndpointDestinationConfiguration",
        ),
    ],
)
def test_what_is_not_faked_is_refused_by_name(firehose: Any, params: dict[str, Any], named: str) -> None:
    with pytest.raises(UnsupportedOperation, match=named):
        firehose.create_delivery_stream(DeliveryStreamName="bad", **params)


def test_a_stream_needs_a_destination(firehose: Any, refused: Any) -> None:
    with refused("InvalidArgumentException"):
        firehose.create_delivery_stream(DeliveryStreamName="bad")


def test_listing(firehose: Any) -> None:
    for number in range(12):
        firehose.create_delivery_stream(DeliveryStreamName=f"s{number:02}", S3DestinationConfiguration=S3)
    first = firehose.list_delivery_streams()
    assert (len(first["DeliveryStreamNames"]), first["HasMoreDeliveryStreams"]) == (10, True)
    rest = firehose.list_delivery_streams(ExclusiveStartDeliveryStreamName="s09")
    assert (rest["DeliveryStreamNames"], rest["HasMoreDeliveryStreams"]) == (["s10", "s11"], False)
    assert firehose.list_delivery_streams(DeliveryStreamType="MSKAsSource")["DeliveryStreamNames"] == []


def test_tags(firehose: Any, arn: str, refused: Any) -> None:
    firehose.tag_delivery_stream(DeliveryStreamName="audit", Tags=[{"Key": "b", "Value": "2"}])
    page = firehose.list_tags_for_delivery_stream(DeliveryStreamName="audit", Limit=1)
    assert (page["Tags"], page["HasMoreTags"]) == ([{"Key": "a", "Value": "1"}], True)
    firehose.untag_delivery_stream(DeliveryStreamName="audit", TagKeys=["a"])
    assert firehose.list_tags_for_delivery_stream(DeliveryStreamName="audit")["Tags"] == [{"Key": "b", "Value": "2"}]
    with refused("LimitExceededException"):
        firehose.tag_delivery_stream(
            DeliveryStreamName="audit", Tags=[{"Key": str(number), "Value": ""} for number in range(50)]
        )


def test_encryption_is_given_back(firehose: Any, arn: str) -> None:
    firehose.start_delivery_stream_encryption(DeliveryStreamName="audit")
    assert described(firehose)["DeliveryStreamEncryptionConfiguration"] == {
        "KeyType": "AWS_OWNED_CMK",
        "Status": "ENABLED",
    }
    assert firehose.put_record(DeliveryStreamName="audit", Record={"Data": b"x"})["Encrypted"] is True
    firehose.stop_delivery_stream_encryption(DeliveryStreamName="audit")
    assert firehose.put_record(DeliveryStreamName="audit", Record={"Data": b"x"})["Encrypted"] is False


@pytest.mark.parametrize(
    ("kind", "name", "value", "message"),
    [
        ("Lambda", "NumberOfRetries", "x", "NumberOfRetries must be a number between 0 and 300."),
        ("Lambda", "BufferSizeInMBs", "nan", "BufferSizeInMBs must be a number between 0.2 and 3."),
        ("Lambda", "BufferIntervalInSeconds", "-1", "BufferIntervalInSeconds must be a number between 0 and 900."),
        ("AppendDelimiterToRecord", "Delimiter", "\\x", "\\x is not a valid Delimiter."),
        ("AppendDelimiterToRecord", "Delimiter", "\\ud800", "\\ud800 is not a valid Delimiter."),
    ],
)
def test_parameters_of_processors_are_checked_before_any_record_comes(
    fake: AwsFake, firehose: Any, refused: Any, kind: str, name: str, value: str, message: str
) -> None:
    given = [("LambdaArn", "arn:aws:lambda:us-east-1:123456789012:function:f"), (name, value)]
    parameters = [{"ParameterName": one, "ParameterValue": other} for one, other in given]
    configuration = {
        "RoleARN": "arn:aws:iam::123456789012:role/r",
        "BucketARN": "arn:aws:s3:::lake",
        "ProcessingConfiguration": {"Enabled": True, "Processors": [{"Type": kind, "Parameters": parameters}]},
    }
    with refused("InvalidArgumentException", message):
        firehose.create_delivery_stream(DeliveryStreamName="s", ExtendedS3DestinationConfiguration=configuration)


def test_a_time_zone_that_is_a_folder_is_none(fake: AwsFake, firehose: Any, refused: Any) -> None:
    configuration = {
        "RoleARN": "arn:aws:iam::123456789012:role/r",
        "BucketARN": "arn:aws:s3:::lake",
        "CustomTimeZone": "Europe",
    }
    with refused("InvalidArgumentException", "CustomTimeZone Europe is not a valid time zone."):
        firehose.create_delivery_stream(DeliveryStreamName="s", ExtendedS3DestinationConfiguration=configuration)


def test_a_tag_needs_no_value(fake: AwsFake, firehose: Any) -> None:
    fake.firehose.stream("s", to=fake.s3.bucket("lake"))
    firehose.tag_delivery_stream(DeliveryStreamName="s", Tags=[{"Key": "k"}])
    assert firehose.list_tags_for_delivery_stream(DeliveryStreamName="s")["Tags"] == [{"Key": "k", "Value": ""}]
