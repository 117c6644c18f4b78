from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake


def test_a_queue_gets_a_notification(fake: AwsFake, sns: Any, arn: str) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    queue = fake.sqs.queue("jobs")
    subscription = sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue.arn)["SubscriptionArn"]
    id = sns.publish(
        TopicArn=arn,
        Message='{"total": 42}',
        Subject="Order",
        MessageAttributes={
            "kind": {"DataType": "String", "StringValue": "paid"},
            "key": {"DataType": "Binary", "BinaryValue": b"\2\3\4"},
        },
    )["MessageId"]
    (body,) = queue.bodies()
    assert body.startswith(
        f'{{\n  "Type" : "Notification",\n  "MessageId" : "{id}",\n  "TopicArn" : "{arn}",\n  "Subject" : "Order",'
    )
    assert body.endswith(
        '  "MessageAttributes" : {\n    "kind" : {"Type":"String","Value":"paid"},\n'
        '    "key" : {"Type":"Binary","Value":"AgME"}\n  }\n}'
    )
    envelope = json.loads(body)
    assert list(envelope) == [
        "Type", "MessageId", "TopicArn", "Subject", "Message", "Timestamp", "SignatureVersion", "Signature",
        "SigningCertURL", "UnsubscribeURL", "MessageAttributes",
    ]  # fmt: skip
    assert envelope["Message"] == '{"total": 42}'
    assert envelope["Timestamp"] == "2026-01-01T00:00:00.000Z"
    assert envelope["SignatureVersion"] == "1"
    assert envelope["UnsubscribeURL"].endswith(f"/?Action=Unsubscribe&SubscriptionArn={subscription}")


def test_raw_delivery_sends_the_message_and_its_attributes_alone(fake: AwsFake, sns: Any, arn: str) -> None:
    queue = fake.sqs.queue("jobs")
    sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue.arn, Attributes={"RawMessageDelivery": "true"})
    sns.publish(TopicArn=arn, Message="hello", MessageAttributes={"n": {"DataType": "Number", "StringValue": "1"}})
    (message,) = queue.receive()
    assert message["Body"] == "hello"
    assert message["MessageAttributes"] == {"n": {"DataType": "Number", "StringValue": "1"}}


def test_a_function_gets_an_event(fake: AwsFake, sns: Any, arn: str) -> None:
    function = fake.lambda_.function("on-order", lambda event, context: None)
    subscription = sns.subscribe(TopicArn=arn, Protocol="lambda", Endpoint=function.arn)["SubscriptionArn"]
    sns.publish(TopicArn=arn, Message="hello")
    (event,) = function.events
    record = event["Records"][0]
    assert (record["EventSource"], record["EventSubscriptionArn"]) == ("aws:sns", subscription)
    assert record["Sns"]["Message"] == "hello"
    assert record["Sns"]["Subject"] is None
    assert record["Sns"]["MessageAttributes"] == {}
    assert {"SigningCertUrl", "UnsubscribeUrl"} < set(record["Sns"])


def test_protocols_have_texts_of_their_own(fake: AwsFake, sns: Any, arn: str) -> None:
    queue = fake.sqs.queue("jobs")
    function = fake.lambda_.function("on-order")
    topic = fake.sns.topic("orders", to=[queue, function])
    texts = {"default": "for all", "sqs": "for queues"}
    sns.publish(TopicArn=topic.arn, Message=json.dumps(texts), MessageStructure="json")
    assert queue.messages()[0]["Message"] == "for queues"
    assert function.events[0]["Records"][0]["Sns"]["Message"] == "for all"


@pytest.mark.parametrize(
    ("params", "code", "message"),
    [
        ({"Message": ""}, "InvalidParameter", "Invalid parameter: Empty message"),
        ({"Message": "x" * 262_145}, "InvalidParameter", "Invalid parameter: Message too long"),
        ({"Message": "x", "Subject": ""}, "InvalidParameter", "Invalid parameter: Subject"),
        ({"Message": "x", "Subject": "two\nlines"}, "InvalidParameter", "Invalid parameter: Subject"),
        (
            {"Message": "{", "MessageStructure": "json"},
            "InvalidParameter",
            "Invalid parameter: Message Structure - JSON message body failed to parse",
        ),
        (
            {"Message": '{"sqs": "x"}', "MessageStructure": "json"},
            "InvalidParameter",
            "Invalid parameter: Message Structure - No default entry in JSON message body",
        ),
        (
            {"Message": "x", "MessageDeduplicationId": "d"},
            "InvalidParameter",
            "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter "
            "that is not valid for this topic type",
        ),
        (
            {"Message": "x", "MessageAttributes": {"a": {"DataType": "String", "StringValue": ""}}},
            "ParameterValueInvalid",
            "The message attribute 'a' must contain non-empty message attribute value for message attribute type "
            "'String'.",
        ),
        (
            {"Message": "x", "MessageAttributes": {"a": {"DataType": "Colour", "StringValue": "red"}}},
            "ParameterValueInvalid",
            None,
        ),
        (
            {"Message": "x", "MessageAttributes": {"a.": {"DataType": "String", "StringValue": "x"}}},
            "ParameterValueInvalid",
            None,
        ),
        (
            {"Message": "x", "MessageAttributes": {"a": {"DataType": "Number", "StringValue": "x"}}},
            "ParameterValueInvalid",
            "Could not cast message attribute 'a' value to number.",
        ),
    ],
)
def test_messages_that_are_refused(
    sns: Any, arn: str, refused: Any, params: dict[str, Any], code: str, message: str | None
) -> None:
    with refused(code, message):
        sns.publish(TopicArn=arn, **params)


def test_where_to_publish(sns: Any, arn: str, refused: Any) -> None:
    assert sns.publish(TargetArn=arn, Message="x")["MessageId"]
    with refused("NotFound", "Topic does not exist"):
        sns.publish(TopicArn=arn + "-not", Message="x")
    with refused(
        "InvalidParameter", "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter"
    ):
        sns.publish(Message="x")
    with refused(
        "InvalidParameter", "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified"
    ):
        sns.publish(TargetArn="arn:aws:sns:us-east-1:123456789012:endpoint/GCM/app/1", Message="x")


def test_a_batch_is_published_entry_by_entry(fake: AwsFake, sns: Any, arn: str) -> None:
    queue = fake.sqs.queue("jobs")
    fake.sns.topic("orders", to=queue)
    entries = [{"Id": "a", "Message": "one"}, {"Id": "b", "Message": "two", "Subject": "Second"}]
    answer = sns.publish_batch(TopicArn=arn, PublishBatchRequestEntries=entries)
    assert answer["Failed"] == []
    assert [entry["Id"] for entry in answer["Successful"]] == ["a", "b"]
    assert [message["Message"] for message in queue.messages()] == ["one", "two"]


def test_batches_that_are_refused(sns: Any, arn: str, refused: Any) -> None:
    def publish(*entries: dict[str, str]) -> None:
        sns.publish_batch(TopicArn=arn, PublishBatchRequestEntries=list(entries))

    with refused("EmptyBatchRequest"):
        publish()
    with refused("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible."):
        publish(*({"Id": str(number), "Message": "x"} for number in range(11)))
    with refused("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id."):
        publish({"Id": "a", "Message": "x"}, {"Id": "a", "Message": "y"})
    with refused("InvalidBatchEntryId"):
        publish({"Id": "a b", "Message": "x"})
    with refused("BatchRequestTooLong"):
        publish({"Id": "a", "Message": "x" * 200_000}, {"Id": "b", "Message": "y" * 100_000})
    with refused("InvalidParameter", "Invalid parameter: Empty message"):
        publish({"Id": "a", "Message": "x"}, {"Id": "b", "Message": ""})


def test_subscribers_have_the_message_when_the_call_returns_and_because_of_it(
    fake: AwsFake, sns: Any, arn: str
) -> None:
    queue = fake.sqs.queue("jobs")
    fake.sns.topic("orders", to=queue)
    sns.publish(TopicArn=arn, Message="x")
    sent = next(call for call in fake.recorded.calls if call.operation == "SendMessage")
    assert sent.cause is not None
    assert sent.cause.operation == "Publish"  # type: ignore[attr-defined]
    assert sent.principal == "sns.amazonaws.com"
    assert sent.caller is None


def test_rules_publish_to_topics(fake: AwsFake, arn: str) -> None:
    queue = fake.sqs.queue("jobs")
    topic = fake.sns.topic("orders", to=queue)
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=topic)
    fake.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "Paid", "Detail": '{"total": 1}'}])
    assert topic.messages()[0]["detail"] == {"total": 1}
    assert json.loads(queue.messages()[0]["Message"])["detail-type"] == "Paid"
