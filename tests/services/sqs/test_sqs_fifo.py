"""FIFO queues: order, groups, duplicates."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest


def send(sqs: Any, url: str, body: str, group: str = "g", **params: Any) -> Any:
    return sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId=group, **params)


def receive(sqs: Any, url: str, limit: int = 10, **params: Any) -> list[Any]:
    return sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=limit, **params).get("Messages", [])


def bodies(sqs: Any, url: str, limit: int = 10, **params: Any) -> list[str]:
    return [message["Body"] for message in receive(sqs, url, limit, **params)]


@pytest.fixture
def plain_url(sqs: Any) -> str:
    """The URL of a FIFO queue without content-based deduplication."""
    return sqs.create_queue(QueueName="plain.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]


def test_messages_of_a_group_come_in_order(sqs: Any, fifo_url: str) -> None:
    for number in range(12):
        send(sqs, fifo_url, str(number))

    first = receive(sqs, fifo_url)
    assert [message["Body"] for message in first] == [str(number) for number in range(10)]
    for message in first:
        sqs.delete_message(QueueUrl=fifo_url, ReceiptHandle=message["ReceiptHandle"])
    assert bodies(sqs, fifo_url) == ["10", "11"]


def test_a_group_with_messages_in_flight_is_blocked_and_others_are_not(clock: Any, sqs: Any, fifo_url: str) -> None:
    for body, group in (("a1", "a"), ("a2", "a"), ("b1", "b"), ("a3", "a")):
        send(sqs, fifo_url, body, group)

    (first,) = receive(sqs, fifo_url, 1)
    assert first["Body"] == "a1"
    assert bodies(sqs, fifo_url) == ["b1"]
    assert bodies(sqs, fifo_url) == []
    sqs.delete_message(QueueUrl=fifo_url, ReceiptHandle=first["ReceiptHandle"])
    assert bodies(sqs, fifo_url, 1) == ["a2"]
    clock.tick(30)
    assert bodies(sqs, fifo_url) == ["a2", "a3", "b1"]  # the group that waits longest comes first


def test_a_group_is_blocked_until_the_last_message_in_flight_is_settled(clock: Any, sqs: Any, fifo_url: str) -> None:
    for body in "abc":
        send(sqs, fifo_url, body)
    one, two = receive(sqs, fifo_url, 2)

    sqs.delete_message(QueueUrl=fifo_url, ReceiptHandle=one["ReceiptHandle"])
    assert bodies(sqs, fifo_url) == []
    sqs.change_message_visibility(QueueUrl=fifo_url, ReceiptHandle=two["ReceiptHandle"], VisibilityTimeout=0)
    assert bodies(sqs, fifo_url) == ["b", "c"]


def test_system_attributes_tell_group_number_and_deduplication_id(clock: Any, sqs: Any, plain_url: str) -> None:
    sent = send(sqs, plain_url, "x", "group-1", MessageDeduplicationId="dedup-1")

    (message,) = receive(sqs, plain_url, AttributeNames=["All"])

    assert message["Attributes"] == {
        "SenderId": "AIDAFAKEUSER00000TEST",
        "SentTimestamp": str(clock.start),
        "ApproximateReceiveCount": "1",
        "ApproximateFirstReceiveTimestamp": str(clock.start),
        "SequenceNumber": sent["SequenceNumber"],
        "MessageGroupId": "group-1",
        "MessageDeduplicationId": "dedup-1",
    }


def test_sequence_numbers_grow(sqs: Any, fifo_url: str) -> None:
    numbers = [send(sqs, fifo_url, str(number))["SequenceNumber"] for number in range(5)]

    assert numbers == sorted(set(numbers))
    assert {len(number) for number in numbers} == {20}


def test_a_duplicate_is_accepted_but_not_delivered_for_five_minutes(clock: Any, sqs: Any, plain_url: str) -> None:
    first = send(sqs, plain_url, "one", MessageDeduplicationId="d")
    (message,) = receive(sqs, plain_url)
    sqs.delete_message(QueueUrl=plain_url, ReceiptHandle=message["ReceiptHandle"])

    clock.tick(299)
    again = send(sqs, plain_url, "two", "other", MessageDeduplicationId="d")
    assert (again["MessageId"], again["SequenceNumber"]) == (first["MessageId"], first["SequenceNumber"])
    assert again["MD5OfMessageBody"] == hashlib.md5(b"two", usedforsecurity=False).hexdigest()
    assert bodies(sqs, plain_url) == []
    clock.tick(1)
    assert send(sqs, plain_url, "three", MessageDeduplicationId="d")["MessageId"] != first["MessageId"]
    assert bodies(sqs, plain_url) == ["three"]


def test_content_makes_duplicates_where_the_queue_says_so(sqs: Any, fifo_url: str) -> None:
    send(sqs, fifo_url, "x")
    send(sqs, fifo_url, "x", MessageAttributes={"a": {"DataType": "String", "StringValue": "other"}})
    send(sqs, fifo_url, "other", MessageDeduplicationId=hashlib.sha256(b"x").hexdigest())
    send(sqs, fifo_url, "x", MessageDeduplicationId="own")

    assert bodies(sqs, fifo_url) == ["x", "x"]


def test_duplicates_may_be_judged_by_group(sqs: Any) -> None:
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true", "DeduplicationScope": "messageGroup"}
    url = sqs.create_queue(QueueName="grouped.fifo", Attributes=attributes)["QueueUrl"]
    for group in ("a", "b", "a"):
        send(sqs, url, "x", group)

    assert bodies(sqs, url) == ["x", "x"]


def test_group_and_deduplication_id_are_required(sqs: Any, plain_url: str, refused: Any) -> None:
    with refused("MissingParameter", "The request must contain the parameter MessageGroupId."):
        sqs.send_message(QueueUrl=plain_url, MessageBody="x", MessageDeduplicationId="d")
    with refused(
        "InvalidParameterValue",
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    ):
        send(sqs, plain_url, "x")


@pytest.mark.parametrize("name", ["MessageGroupId", "MessageDeduplicationId"])
@pytest.mark.parametrize("value", ["", "a b", "ü", "x" * 129])
def test_ids_are_visible_ascii(sqs: Any, plain_url: str, refused: Any, name: str, value: str) -> None:
    params = {"MessageGroupId": "!~", "MessageDeduplicationId": "x" * 128, name: value}
    with refused(
        "InvalidParameterValue",
        f"Value {value} for parameter {name} is invalid. Reason: {name} can only include alphanumeric and "
        "punctuation characters. 1 to 128 in length.",
    ):
        sqs.send_message(QueueUrl=plain_url, MessageBody="x", **params)


def test_messages_cannot_be_delayed_one_by_one(sqs: Any, fifo_url: str, refused: Any) -> None:
    send(sqs, fifo_url, "x", DelaySeconds=0)
    with refused(
        "InvalidParameterValue",
        "Value 2 for parameter DelaySeconds is invalid. "
        "Reason: The request include parameter that is not valid for this queue type.",
    ):
        send(sqs, fifo_url, "y", DelaySeconds=2)


def test_a_changed_delay_of_the_queue_reaches_back(clock: Any, sqs: Any, fifo_url: str) -> None:
    def delay(seconds: int) -> None:
        sqs.set_queue_attributes(QueueUrl=fifo_url, Attributes={"DelaySeconds": str(seconds)})

    for body in "abc":
        send(sqs, fifo_url, body)
    (first,) = receive(sqs, fifo_url, 1)
    clock.tick(10)
    delay(20)
    sqs.delete_message(QueueUrl=fifo_url, ReceiptHandle=first["ReceiptHandle"])
    assert bodies(sqs, fifo_url) == []
    clock.tick(10)
    assert bodies(sqs, fifo_url) == ["b", "c"]
    send(sqs, fifo_url, "d", "other")
    delay(0)
    assert bodies(sqs, fifo_url) == ["d"]
    clock.tick(30)
    assert bodies(sqs, fifo_url) == ["b", "c", "d"]


def test_the_same_attempt_gets_the_same_messages(clock: Any, sqs: Any, fifo_url: str) -> None:
    for body in "abc":
        send(sqs, fifo_url, body)
    first = receive(sqs, fifo_url, 2, ReceiveRequestAttemptId="try", AttributeNames=["All"])
    clock.tick(20)

    again = receive(sqs, fifo_url, 2, ReceiveRequestAttemptId="try", AttributeNames=["All"])

    assert again == first
    clock.tick(20)  # the timeout began anew
    assert bodies(sqs, fifo_url) == []
    sqs.delete_message(QueueUrl=fifo_url, ReceiptHandle=first[0]["ReceiptHandle"])
    assert receive(sqs, fifo_url, 2, ReceiveRequestAttemptId="try") == []
    clock.tick(10)
    assert bodies(sqs, fifo_url, 2, ReceiveRequestAttemptId="try") == ["b", "c"]


def test_an_attempt_is_forgotten_after_five_minutes(clock: Any, sqs: Any, fifo_url: str, refused: Any) -> None:
    for body in "ab":
        send(sqs, fifo_url, body, group=body)
    assert bodies(sqs, fifo_url, 1, ReceiveRequestAttemptId="try", VisibilityTimeout=1000) == ["a"]
    clock.tick(300)

    assert bodies(sqs, fifo_url, 1, ReceiveRequestAttemptId="try") == ["b"]
    with refused("InvalidParameterValue"):
        receive(sqs, fifo_url, ReceiveRequestAttemptId="a b")


def test_an_expired_message_unblocks_its_group(clock: Any, sqs: Any) -> None:
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true", "MessageRetentionPeriod": "60"}
    url = sqs.create_queue(QueueName="short.fifo", Attributes=attributes)["QueueUrl"]
    send(sqs, url, "a")
    send(sqs, url, "waiting", "other")
    receive(sqs, url, 1, VisibilityTimeout=600)
    clock.tick(30)
    send(sqs, url, "b")
    assert bodies(sqs, url, VisibilityTimeout=0) == ["waiting"]

    clock.tick(30)

    assert bodies(sqs, url) == ["b"]


def test_a_group_takes_its_place_from_the_first_message_that_is_left(clock: Any, sqs: Any) -> None:
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true", "MessageRetentionPeriod": "60"}
    url = sqs.create_queue(QueueName="short.fifo", Attributes=attributes)["QueueUrl"]
    send(sqs, url, "expires", "a")
    clock.tick(1)
    send(sqs, url, "first", "b")
    send(sqs, url, "second", "a")
    clock.tick(59)

    assert bodies(sqs, url) == ["first", "second"]
