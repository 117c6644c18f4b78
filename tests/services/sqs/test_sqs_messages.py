"""A message goes in, comes out and is deleted."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake


def test_a_sent_message_is_received_and_deleted(sqs: Any, url: str) -> None:
    sent = sqs.send_message(QueueUrl=url, MessageBody="hello")

    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    assert message["Body"] == "hello"
    assert message["MessageId"] == sent["MessageId"]
    assert message["MD5OfBody"] == sent["MD5OfMessageBody"] == "5d41402abc4b2a76b9719d911017c592"
    assert "Attributes" not in message
    counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    assert counts["Attributes"] == {"ApproximateNumberOfMessages": "0"}


def test_the_resource_api_works(fake: AwsFake) -> None:
    resource = fake.session().resource("sqs")
    queue = resource.create_queue(QueueName="orders", Attributes={"VisibilityTimeout": "5"})
    queue.send_message(MessageBody="one", MessageAttributes={"kind": {"DataType": "String", "StringValue": "x"}})

    (message,) = queue.receive_messages(MessageAttributeNames=["All"], AttributeNames=["All"])
    assert message.message_attributes == {"kind": {"DataType": "String", "StringValue": "x"}}
    assert message.attributes["ApproximateReceiveCount"] == "1"
    message.delete()

    assert resource.get_queue_by_name(QueueName="orders").attributes["ApproximateNumberOfMessagesNotVisible"] == "0"
    assert [found.url for found in resource.queues.all()] == [queue.url]
