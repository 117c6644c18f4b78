"""Firehose: a delivery stream into a bucket, with records that wait, and a bucket that will be gone."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, Fuzzed, client_of

ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
ARN = f"arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/"
PREFIXES = [
    "",
    "a/",
    "!{timestamp:yyyy/MM}/",
    "!{firehose:random-string}/",
    "!{x}",
    "!{timestamp:",
    "!{partitionKeyFromQuery:a}/",
]


def configuration(bucket: str, **more: Any) -> dict[str, Any]:
    return {"RoleARN": ROLE, "BucketARN": f"arn:aws:s3:::{bucket}", **more}


def processing(kind: str, **parameters: str) -> dict[str, Any]:
    given = [{"ParameterName": name, "ParameterValue": value} for name, value in parameters.items()]
    return {"Enabled": True, "Processors": [{"Type": kind, "Parameters": given}]}


def answer_oddly(event: Any) -> Any:
    """What a handler should not answer, one after the other."""
    ids = [one["recordId"] for one in event["records"]]
    odd = [
        None,
        [],
        {"records": 5},
        {"records": [5, {"recordId": []}]},
        {"records": [{"recordId": ids[0], "result": []}]},
    ]
    odd += [
        {"records": [{"recordId": id, "result": "Ok", "data": data} for id in ids]} for data in ("eA==", "x", 7, None)
    ]
    return odd[len(event["invocationId"].replace("-", "").lstrip("0123456789")) % len(odd)]


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("firehose")
    fake.s3.bucket("known")
    fake.kinesis.stream("known")
    function = fake.lambda_.function("known", lambda event, context: answer_oddly(event)).arn
    for name, bucket in (("known", "known"), ("lost", "gone")):
        client.create_delivery_stream(DeliveryStreamName=name, ExtendedS3DestinationConfiguration=configuration(bucket))
        client.put_record(DeliveryStreamName=name, Record={"Data": b"data"})
    processings = [
        *(processing("AppendDelimiterToRecord", Delimiter=text) for text in ("\\n", "\\x", "\\ud800", "é\U0001f600")),
        processing("Lambda", LambdaArn=function),
        processing("Lambda", LambdaArn=f"{function}-gone", NumberOfRetries="x"),
        processing("Lambda", LambdaArn="arn:aws:lambda", BufferSizeInMBs="nan", BufferIntervalInSeconds="-1"),
    ]
    settings = [
        configuration("known"),
        configuration("gone"),
        configuration("known", CompressionFormat="GZIP", BufferingHints={"IntervalInSeconds": 0, "SizeInMBs": 1}),
        *(configuration("known", ProcessingConfiguration=one) for one in processings),
        *(configuration("known", CustomTimeZone=zone) for zone in ("Europe", "Europe/Berlin", "../x", "")),
        *(configuration("known", Prefix=prefix) for prefix in PREFIXES),
        *(
            configuration("known", Prefix=prefix, ErrorOutputPrefix="!{firehose:error-output-type}/")
            for prefix in PREFIXES
        ),
    ]
    return {
        "DeliveryStreamName": ["known", "lost", "gone", "new"],
        "DeliveryStreamARN": [f"{ARN}known"],
        "ExclusiveStartDeliveryStreamName": ["known", "a", "z"],
        "ExtendedS3DestinationConfiguration": settings,
        "ExtendedS3DestinationUpdate": [*settings, {}],
        "S3DestinationConfiguration": settings[:2],
        "S3DestinationUpdate": settings[:2],
        "CurrentDeliveryStreamVersionId": ["1", "1", "2", "x"],
        "DestinationId": ["destinationId-000000000001", "x"],
        "DeliveryStreamType": ["DirectPut", "KinesisStreamAsSource"],
        "KinesisStreamSourceConfiguration": [
            {"KinesisStreamARN": f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/{name}", "RoleARN": ROLE}
            for name in ("known", "gone")
        ],
        "DeliveryStreamEncryptionConfigurationInput": [
            {"KeyType": "AWS_OWNED_CMK"},
            {"KeyType": "CUSTOMER_MANAGED_CMK"},
        ],
        "Records": [[{"Data": b"a"}], [{"Data": b"a"}, {"Data": b""}], [{"Data": b"x"}] * 501],
        "Key": ["k", "aws:x"],
    }


FUZZED = Fuzzed(
    service="firehose",
    arrange=arrange,
    named=["ExtendedS3DestinationConfiguration", "ExtendedS3DestinationUpdate"],
    beside=["s3:DeleteBucket", "s3:CreateBucket", "kinesis:DeleteStream", "firehose:PutRecord"],
    refused=frozenset({"CreateDeliveryStream", "UpdateDestination"}),
)
