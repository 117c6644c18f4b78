"""JSON nested deeper than Python reads is refused like any other text that is not JSON, wherever a text is read."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake
from tests.services.clients import made_client

DEEP = "[" * 10_000 + "]" * 10_000
IN_BASE64 = base64.b64encode(DEEP.encode()).decode()
ROLE = "arn:aws:iam::123456789012:role/any"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:any"
TOPIC = "arn:aws:sns:us-east-1:123456789012:known"
SUBSCRIPTION = {"TopicArn": TOPIC, "Protocol": "sqs", "Endpoint": QUEUE}


@pytest.mark.parametrize(
    ("service", "operation", "params", "code"),
    [
        ("sqs", "create_queue", {"QueueName": "any", "Attributes": {"Policy": DEEP}}, "InvalidAttributeValue"),
        ("sqs", "create_queue", {"QueueName": "any", "Attributes": {"RedrivePolicy": DEEP}}, "InvalidParameterValue"),
        (
            "sqs",
            "create_queue",
            {"QueueName": "any", "Attributes": {"RedriveAllowPolicy": DEEP}},
            "InvalidParameterValue",
        ),
        ("sqs", "cancel_message_move_task", {"TaskHandle": IN_BASE64}, "InvalidParameterValue"),
        ("sns", "create_topic", {"Name": "any", "Attributes": {"Policy": DEEP}}, "InvalidParameter"),
        ("sns", "create_topic", {"Name": "any", "Attributes": {"DeliveryPolicy": DEEP}}, "InvalidParameter"),
        ("sns", "create_topic", {"Name": "any", "DataProtectionPolicy": DEEP}, "InvalidParameter"),
        ("sns", "subscribe", {**SUBSCRIPTION, "Attributes": {"FilterPolicy": DEEP}}, "InvalidParameter"),
        ("sns", "subscribe", {**SUBSCRIPTION, "Attributes": {"RedrivePolicy": DEEP}}, "InvalidParameter"),
        ("sns", "publish", {"TopicArn": TOPIC, "Message": DEEP, "MessageStructure": "json"}, "InvalidParameter"),
        (
            "kinesis",
            "get_records",
            {"ShardIterator": base64.b64encode(b"[" * 300).decode()},
            "InvalidArgumentException",
        ),
        ("kinesis", "list_shards", {"NextToken": IN_BASE64}, "InvalidArgumentException"),
        (
            "events",
            "test_event_pattern",
            {"EventPattern": '{"source": ["shop"]}', "Event": DEEP},
            "ValidationException",
        ),
        ("events", "put_permission", {"Policy": DEEP}, "ValidationException"),
        (
            "stepfunctions",
            "create_state_machine",
            {"name": "any", "definition": DEEP, "roleArn": ROLE},
            "InvalidDefinition",
        ),
        ("sts", "assume_role", {"RoleArn": ROLE, "RoleSessionName": "any", "Policy": DEEP}, "MalformedPolicyDocument"),
    ],
)
def test_it_is_refused(service: str, operation: str, params: dict[str, Any], code: str) -> None:
    with AwsFake(seed="t") as fake:
        fake.sns.topic("known")
        with pytest.raises(ClientError) as raised:
            getattr(made_client(service), operation)(**params)

    assert raised.value.response["Error"]["Code"] == code


def test_a_message_of_it_is_the_text_itself() -> None:
    with AwsFake(seed="t") as fake:
        queue = fake.sqs.queue("any")
        queue.send(DEEP)

        assert queue.messages() == [DEEP]


def test_a_log_file_of_it_fails_alone() -> None:
    with AwsFake(seed="t") as fake:
        fake.clock.freeze("2026-03-01T12:00Z")
        s3, cloudtrail = boto3.client("s3"), boto3.client("cloudtrail")
        s3.create_bucket(Bucket="logs")
        for name, content in {"deep": DEEP, "list": "[]", "other": "{}", "good": json.dumps({"Records": []})}.items():
            s3.put_object(Bucket="logs", Key=f"{name}.json.gz", Body=gzip.compress(content.encode()))
        store = cloudtrail.create_event_data_store(Name="store")["EventDataStoreArn"]
        source: dict[str, Any] = {
            "S3": {"S3LocationUri": "s3://logs/", "S3BucketRegion": "us-east-1", "S3BucketAccessRoleArn": ROLE}
        }
        id = cloudtrail.start_import(Destinations=[store], ImportSource=source)["ImportId"]
        fake.clock.tick(timedelta(hours=1))

        statistics = cloudtrail.get_import(ImportId=id)["ImportStatistics"]
        failures = cloudtrail.list_import_failures(ImportId=id)["Failures"]

    assert (statistics["FilesCompleted"], statistics["FailedEntries"]) == (1, 3)
    assert [failure["ErrorMessage"] for failure in failures] == ["not a CloudTrail log file"] * 3
