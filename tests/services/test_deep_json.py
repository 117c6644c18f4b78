"""JSON nested deeper than Python reads is refused like any other text that is not JSON, wherever a text is read."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake

DEEP = "[" * 10_000 + "]" * 10_000
IN_BASE64 = base64.b64encode(DEEP.encode()).decode()
ROLE = "arn:aws:iam::123456789012:role/any"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:any"


def subscribe(**attributes: str) -> object:
    arn = boto3.client("sns").create_topic(Name="topic")["TopicArn"]
    return boto3.client("sns").subscribe(TopicArn=arn, Protocol="sqs", Endpoint=QUEUE, Attributes=attributes)


CALLS: dict[str, tuple[Callable[[], object], str]] = {
    "policy of a queue": (
        lambda: boto3.client("sqs").create_queue(QueueName="any", Attributes={"Policy": DEEP}),
        "InvalidAttributeValue",
    ),
    "redrive policy of a queue": (
        lambda: boto3.client("sqs").create_queue(QueueName="any", Attributes={"RedrivePolicy": DEEP}),
        "InvalidParameterValue",
    ),
    "redrive allow policy": (
        lambda: boto3.client("sqs").create_queue(QueueName="any", Attributes={"RedriveAllowPolicy": DEEP}),
        "InvalidParameterValue",
    ),
    "task handle": (
        lambda: boto3.client("sqs").cancel_message_move_task(TaskHandle=IN_BASE64),
        "InvalidParameterValue",
    ),
    "policy of a topic": (
        lambda: boto3.client("sns").create_topic(Name="any", Attributes={"Policy": DEEP}),
        "InvalidParameter",
    ),
    "delivery policy": (
        lambda: boto3.client("sns").create_topic(Name="any", Attributes={"DeliveryPolicy": DEEP}),
        "InvalidParameter",
    ),
    "data protection policy": (
        lambda: boto3.client("sns").create_topic(Name="any", DataProtectionPolicy=DEEP),
        "InvalidParameter",
    ),
    "filter policy of a subscription": (lambda: subscribe(FilterPolicy=DEEP), "InvalidParameter"),
    "redrive policy of a subscription": (lambda: subscribe(RedrivePolicy=DEEP), "InvalidParameter"),
    "message with a structure": (
        lambda: boto3.client("sns").publish(
            TopicArn=boto3.client("sns").create_topic(Name="any")["TopicArn"], Message=DEEP, MessageStructure="json"
        ),
        "InvalidParameter",
    ),
    "iterator": (
        lambda: boto3.client("kinesis").get_records(ShardIterator=base64.b64encode(b"[" * 300).decode()),
        "InvalidArgumentException",
    ),
    "token of a list of shards": (
        lambda: boto3.client("kinesis").list_shards(NextToken=IN_BASE64),
        "InvalidArgumentException",
    ),
    "event to test": (
        lambda: boto3.client("events").test_event_pattern(EventPattern='{"source": ["shop"]}', Event=DEEP),
        "ValidationException",
    ),
    "policy of a bus": (
        lambda: boto3.client("events").put_permission(Policy=DEEP),
        "ValidationException",
    ),
    "definition": (
        lambda: boto3.client("stepfunctions").create_state_machine(name="any", definition=DEEP, roleArn=ROLE),
        "InvalidDefinition",
    ),
    "session policy": (
        lambda: boto3.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="any", Policy=DEEP),
        "MalformedPolicyDocument",
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_it_is_refused(name: str) -> None:
    call, code = CALLS[name]
    with AwsFake(seed="t"), pytest.raises(ClientError) as raised:
        call()

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
