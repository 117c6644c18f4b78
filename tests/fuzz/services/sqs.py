"""SQS: a queue with messages, one of them received, its dead-letter queue, and a FIFO queue."""

from __future__ import annotations

import json
from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, OTHER_ACCOUNT, Fuzzed, client_of

# Amazon SQS API Reference, "Common Errors", and the prefixed codes of the query protocol that its errors keep.
CODES = (
    frozenset({"InvalidParameterValue", "InvalidParameterCombination", "MissingParameter"})
    | {
        f"AWS.SimpleQueueService.{name}"
        for name in (
            "BatchEntryIdsNotDistinct",
            "BatchRequestTooLong",
            "EmptyBatchRequest",
            "InvalidBatchEntryId",
            "MessageNotInflight",
            "NonExistentQueue",
            "PurgeQueueInProgress",
            "QueueDeletedRecently",
            "TooManyEntriesInBatchRequest",
            "UnsupportedOperation",
        )
    }
    | {"QueueAlreadyExists", "InvalidAttributeName"}  # the latter for attributes to receive, as for those to get
)
ROOT = f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/"
ARN = f"arn:aws:sqs:us-east-1:{ACCOUNT}:"
ATTRIBUTES: dict[str, list[Any]] = {
    "DelaySeconds": ["0", "5", "900", "901", "-1", "x", "٣", ""],
    "MaximumMessageSize": ["1024", "1048576", "1"],
    "MessageRetentionPeriod": ["60", "1209600", "1e3"],
    "VisibilityTimeout": ["0", "30", "43200", "43201"],
    "ReceiveMessageWaitTimeSeconds": ["0", "20"],
    "KmsDataKeyReusePeriodSeconds": ["60", "300"],
    "FifoQueue": ["true", "false", "TRUE"],
    "ContentBasedDeduplication": ["true", "false"],
    "SqsManagedSseEnabled": ["true", "false"],
    "DeduplicationScope": ["queue", "messageGroup"],
    "FifoThroughputLimit": ["perQueue", "perMessageGroupId"],
    "RedrivePolicy": [
        json.dumps({"deadLetterTargetArn": f"{ARN}{name}", "maxReceiveCount": count})
        for name, count in (("dead", 1), ("dead", "3"), ("gone", 1), ("dead.fifo", 1), ("dead", 0), ("dead", 1.5))
    ],
    "RedriveAllowPolicy": ['{"redrivePermission": "denyAll"}', '{"redrivePermission": "byQueue"}', "[]"],
}


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("sqs")
    dead = fake.sqs.queue("dead")
    client.create_queue(QueueName="known", Attributes={"RedrivePolicy": ATTRIBUTES["RedrivePolicy"][0]})
    client.create_queue(QueueName="known.fifo", Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"})
    for body in ("one", "two", "three"):
        client.send_message(QueueUrl=f"{ROOT}known", MessageBody=body)
        client.send_message(QueueUrl=f"{ROOT}known.fifo", MessageBody=body, MessageGroupId="g")
    client.send_message(QueueUrl=f"{ROOT}dead", MessageBody="lost")
    handles = [
        client.receive_message(QueueUrl=f"{ROOT}{name}")["Messages"][0]["ReceiptHandle"]
        for name in ("known", "known.fifo")
    ]
    return {
        "QueueUrl": [f"{ROOT}{name}" for name in ("known", "known.fifo", "dead", "gone", "new")]
        + [
            "known",
            f"https://queue.amazonaws.com/{ACCOUNT}/known",
            f"{ROOT}../known",
            "https://[/1/q",
            "http://amazonaws/1/q",
        ],
        "QueueName": ["known", "known.fifo", "dead", "gone", "new", "new.fifo", "a b", ".fifo"],
        "QueueOwnerAWSAccountId": [ACCOUNT, OTHER_ACCOUNT, "x"],
        "ReceiptHandle": [*handles, "x", "AQEB"],
        "MessageBody": ["body", "a", "\x00", "é", "\ufffe"],
        "MessageGroupId": ["g", "h", "a b"],
        "MessageDeduplicationId": ["d", "e"],
        "ReceiveRequestAttemptId": ["r", "s"],
        "DelaySeconds": [0, 1, 900],
        "VisibilityTimeout": [0, 1, 43_200],
        "WaitTimeSeconds": [0, 1, 20],
        "MaxNumberOfMessages": [1, 10],
        "MaxResults": [1, 2, 1000],
        "Id": ["a", "b", "c"],
        "SourceArn": [dead.arn, f"{ARN}known", f"{ARN}gone"],
        "DestinationArn": [f"{ARN}known", f"{ARN}known.fifo"],
        "TaskHandle": ["x"],
        "Label": ["l", "l"],
        "AWSAccountIds": [[ACCOUNT]],
        "Actions": [["SendMessage"], ["*"], ["Nothing"]],
        "MessageAttributes": [
            {"a": {"DataType": "String", "StringValue": "v"}},
            {"a": {"DataType": "Number", "StringValue": "1e400"}},
            {"a": {"DataType": "Binary", "BinaryValue": b"\x00"}},
            {"a": {"DataType": "Number.x", "StringValue": "NaN"}},
            {"a": {"DataType": "String", "StringListValues": ["v"]}},
            {"": {"DataType": "", "StringValue": ""}},
            {"a": {"DataType": "String", "StringValue": "\ud800"}},
            {"\ud800": {"DataType": "String.\ud800", "StringValue": "v"}},
        ],
        "MessageSystemAttributes": [{"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1"}}],
        **ATTRIBUTES,
    }


FUZZED = Fuzzed(
    service="sqs",
    arrange=arrange,
    codes=CODES,
    harvest={"QueueUrls": ["QueueUrl"]},
)
