"""SNS: a topic with subscriptions of several kinds, and a FIFO topic."""

from __future__ import annotations

import json
from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, Fuzzed, client_of

# Amazon SNS API Reference, "Common Errors".
CODES = frozenset({"InvalidParameterValue", "MissingParameter", "AccessDenied"})
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:"
FILTERS = ['{"a": ["b"]}', '{"a": [{"numeric": [">", 1]}]}', "{}", "{", '{"a": []}', '{"a": {"b": ["c"]}}', "null", ""]
POLICIES = ['{"deadLetterTargetArn": "%s"}' % f"{QUEUE}known", "{}", '{"deadLetterTargetArn": 1}', "[]", ""]  # noqa: UP031
ATTRIBUTES = {
    "FilterPolicy": FILTERS,
    "FilterPolicyScope": ["MessageBody", "MessageAttributes", "x"],
    "RawMessageDelivery": ["true", "false", "x"],
    "RedrivePolicy": POLICIES,
    "DeliveryPolicy": [
        '{"healthyRetryPolicy": {"numRetries": 3}}',
        "{",
        "[]",
        '{"http": {"defaultHealthyRetryPolicy": 1}}',
    ],
    "DisplayName": ["known", "é" * 101],
    "Policy": ['{"Statement": []}', "{"],
    "ContentBasedDeduplication": ["true", "false"],
    "FifoTopic": ["true", "false"],
    "KmsMasterKeyId": ["alias/aws/sns", ""],
    "SignatureVersion": ["1", "2", "3"],
    "SQSSuccessFeedbackSampleRate": ["100", "101"],
    "Unheard": ["x"],
}


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("sns")
    known, fifo = fake.sqs.queue("known"), fake.sqs.queue("known.fifo")
    fake.lambda_.function("known", lambda event, context: None)
    topic = client.create_topic(Name="known")["TopicArn"]
    client.create_topic(Name="known.fifo", Attributes={"FifoTopic": "true", "ContentBasedDeduplication": "true"})
    ends = [
        ("sqs", known.arn),
        ("lambda", f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:known"),
        ("email", "a@example.com"),
    ]
    subscribe = client.subscribe
    made = [
        subscribe(TopicArn=topic, Protocol=protocol, Endpoint=end, ReturnSubscriptionArn=True)["SubscriptionArn"]
        for protocol, end in ends
    ]
    client.subscribe(TopicArn=f"{topic}.fifo", Protocol="sqs", Endpoint=fifo.arn)
    return {
        "TopicArn": [topic, f"{topic}.fifo", f"{TOPIC}gone", f"{TOPIC}new", topic.replace("us-east-1", "eu-west-1")],
        "TargetArn": [topic, made[0]],
        "ResourceArn": [topic, f"{TOPIC}gone", known.arn],
        "SubscriptionArn": [*made, f"{topic}:x", "PendingConfirmation"],
        "Name": ["known", "known.fifo", "gone", "new", "new.fifo", "a b"],
        "protocol": ["sqs", "lambda", "email", "http", "https", "sms", "firehose", "application", "x"],
        "endpoint": [
            known.arn,
            fifo.arn,
            ends[1][1],
            "a@example.com",
            "https://example.com/x",
            f"{QUEUE}gone",
            "+15550100",
        ],
        "Message": ["text", json.dumps({"default": "d", "sqs": "q"}), "{}"],
        "MessageStructure": ["json", "x"],
        "Subject": ["s", "é", "a\nb", "x" * 101],
        "MessageAttributes": [
            {"a": {"DataType": "String", "StringValue": "b"}},
            {"a": {"DataType": "Number", "StringValue": "5"}},
            {"a": {"DataType": "String.Array", "StringValue": '["b", 1, null, true]'}},
            {"a": {"DataType": "String.Array", "StringValue": "{"}},
            {"a": {"DataType": "Number", "StringValue": "NaN"}},
            {"a": {"DataType": "Binary", "BinaryValue": b"\xff"}},
            {"": {"DataType": "String", "StringValue": ""}},
            {"a": {"DataType": "String.\ud800", "StringValue": "v"}},
        ],
        "MessageGroupId": ["g", "h"],
        "MessageDeduplicationId": ["d"],
        "Id": ["a", "b"],
        "PhoneNumber": ["+15550100"],
        "attributeName": list(ATTRIBUTES),
        "attributeValue": [value for values in ATTRIBUTES.values() for value in values],
        "Attributes": [{name: value} for name, values in ATTRIBUTES.items() for value in values],
        "Token": ["x"],
        "Label": ["l"],
        "ActionName": [["Publish"]],
        "AWSAccountId": [[ACCOUNT]],
    }


FUZZED = Fuzzed(
    service="sns",
    arrange=arrange,
    named=["TopicArn", "AttributeValue", "Endpoint"],
    codes=CODES,
    beside=["sqs:DeleteQueue", "sqs:ReceiveMessage", "sns:Publish", "sns:PublishBatch"],
    refused=frozenset({"CreateTopic", "SetTopicAttributes", "Publish", "Subscribe"}),
)
