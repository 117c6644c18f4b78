"""ReceiveMessage from standard queues: what is shown, when a message is visible, when it is gone."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.services.sqs import receiving

THREE = {
    "Hello": {"DataType": "String", "StringValue": "There"},
    "General": {"DataType": "String", "StringValue": "Kenobi"},
    "Help.Me": {"DataType": "String", "StringValue": "Me"},
}


def bodies(sqs: Any, url: str, **params: Any) -> list[str]:
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, **params).get("Messages", [])
    return [message["Body"] for message in messages]


def receive(sqs: Any, url: str, **params: Any) -> Any:
    (message,) = sqs.receive_message(QueueUrl=url, VisibilityTimeout=0, **params)["Messages"]
    return message


def test_messages_come_in_the_order_of_their_sending(sqs: Any, url: str) -> None:
    for number in range(12):
        sqs.send_message(QueueUrl=url, MessageBody=str(number))

    assert bodies(sqs, url) == [str(number) for number in range(10)]
    assert bodies(sqs, url) == ["10", "11"]
    assert bodies(sqs, url) == []


@pytest.mark.parametrize(
    ("params", "message"),
    [
        (
            {"MaxNumberOfMessages": 0},
            "Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
        ),
        (
            {"MaxNumberOfMessages": 11},
            "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
        ),
        (
            {"WaitTimeSeconds": 21},
            "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
        ),
        (
            {"VisibilityTimeout": -1},
            "Value -1 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.",
        ),
        (
            {"ReceiveRequestAttemptId": "a"},
            "Value a for parameter ReceiveRequestAttemptId is invalid. "
            "Reason: The request include parameter that is not valid for this queue type.",
        ),
    ],
)
def test_params_out_of_range_are_refused(
    sqs: Any, url: str, refused: Any, params: dict[str, Any], message: str
) -> None:
    with refused("InvalidParameterValue", message):
        sqs.receive_message(QueueUrl=url, **params)


def test_long_polling_returns_at_once(clock: Any, fake: Any, sqs: Any, url: str) -> None:
    before = fake.clock.now

    assert "Messages" not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)

    assert fake.clock.now == before


def test_system_attributes_are_shown_when_asked_for(clock: Any, sqs: Any, url: str, refused: Any) -> None:
    sqs.send_message(QueueUrl=url, MessageBody="msg")
    clock.tick(1.5)
    assert "Attributes" not in receive(sqs, url)
    clock.tick(1)

    everything = {
        "SenderId": "AIDAFAKEUSER00000TEST",
        "SentTimestamp": str(clock.start),
        "ApproximateFirstReceiveTimestamp": str(clock.start + 1500),
    }
    all_new = receive(sqs, url, MessageSystemAttributeNames=["All"])["Attributes"]
    assert all_new == {**everything, "ApproximateReceiveCount": "2"}
    all_old = receive(sqs, url, AttributeNames=["All"])["Attributes"]
    assert all_old == {**everything, "ApproximateReceiveCount": "3"}
    some = receive(sqs, url, AttributeNames=["SenderId"], MessageSystemAttributeNames=["ApproximateReceiveCount"])
    assert some["Attributes"] == {"SenderId": everything["SenderId"], "ApproximateReceiveCount": "4"}
    assert "Attributes" not in receive(sqs, url, AttributeNames=["MessageGroupId", "Policy"])
    with refused("InvalidAttributeName", "Unknown Attribute Colour."):
        sqs.receive_message(QueueUrl=url, AttributeNames=["Colour"])


@pytest.mark.parametrize(
    ("names", "shown", "md5"),
    [  # recorded from AWS
        ([], [], None),
        (["All"], [*THREE], "4c360f3fdafd970e05fae2f149d997f5"),
        ([".*"], [*THREE], "4c360f3fdafd970e05fae2f149d997f5"),
        (["Foo", "Help"], [], None),
        (["Hello", "General"], ["Hello", "General"], "fca026605781cb4126a1e9044df24232"),
        (["Foo", "Hello"], ["Hello"], "a311262e065454b75da111d535b8dacd"),
        (["Hel.*"], ["Hello", "Help.Me"], "83fee93c1bcd8b9a5a923ffacdc636c7"),
    ],
)
def test_message_attributes_are_shown_by_name_and_prefix(
    sqs: Any, url: str, names: list[str], shown: list[str], md5: str | None
) -> None:
    sqs.send_message(QueueUrl=url, MessageBody="msg", MessageAttributes=THREE)

    message = receive(sqs, url, MessageAttributeNames=names)

    assert message.get("MessageAttributes", {}) == {name: THREE[name] for name in shown}
    assert message.get("MD5OfMessageAttributes") == md5


def test_a_received_message_is_hidden_until_its_timeout(clock: Any, sqs: Any, url: str) -> None:
    sqs.send_message(QueueUrl=url, MessageBody="x")

    assert bodies(sqs, url) == ["x"]
    clock.tick(29.999)
    assert bodies(sqs, url) == []
    clock.tick(0.001)
    assert bodies(sqs, url, VisibilityTimeout=100) == ["x"]
    clock.tick(99)
    assert bodies(sqs, url) == []
    clock.tick(1)
    assert bodies(sqs, url) == ["x"]


def test_a_message_that_comes_back_takes_its_old_place(clock: Any, sqs: Any, url: str) -> None:
    for body in "abc":
        sqs.send_message(QueueUrl=url, MessageBody=body)
    sqs.receive_message(QueueUrl=url)
    clock.tick(30)

    assert bodies(sqs, url) == ["a", "b", "c"]


def test_a_changed_message_of_the_caller_changes_nothing_in_the_queue(sqs: Any, url: str) -> None:
    sqs.send_message(QueueUrl=url, MessageBody="msg", MessageAttributes=THREE)

    receive(sqs, url, MessageAttributeNames=["All"])["MessageAttributes"]["Hello"]["StringValue"] = "changed"

    assert receive(sqs, url, MessageAttributeNames=["All"])["MessageAttributes"] == THREE


def test_messages_are_kept_for_the_retention_period(clock: Any, sqs: Any) -> None:
    url = sqs.create_queue(QueueName="short", Attributes={"MessageRetentionPeriod": "60"})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="visible")
    sqs.send_message(QueueUrl=url, MessageBody="delayed", DelaySeconds=600)
    clock.tick(30)
    sqs.send_message(QueueUrl=url, MessageBody="later")
    sqs.receive_message(QueueUrl=url, VisibilityTimeout=600)

    clock.tick(30)

    assert bodies(sqs, url, VisibilityTimeout=0) == ["later"]
    names = [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    ]
    counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    assert list(counts.values()) == ["1", "0", "0"]


def test_a_shorter_retention_reaches_back(clock: Any, sqs: Any, url: str) -> None:
    sqs.send_message(QueueUrl=url, MessageBody="x")
    clock.tick(61)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"MessageRetentionPeriod": "60"})

    assert bodies(sqs, url) == []


def test_a_clock_that_is_set_back_loses_nothing(fake: Any, clock: Any, sqs: Any, url: str) -> None:
    sqs.send_message(QueueUrl=url, MessageBody="new")
    fake.clock.move_to("2025-01-01T00:00Z")
    sqs.send_message(QueueUrl=url, MessageBody="old")

    assert bodies(sqs, url, VisibilityTimeout=0) == ["new", "old"]
    fake.clock.move_to("2025-01-05T00:00Z")
    assert bodies(sqs, url, VisibilityTimeout=0) == ["new"]


def test_messages_in_flight_are_limited(
    sqs: Any, url: str, fifo_url: str, refused: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MAX_IN_FLIGHT", 2)
    for number in range(3):
        sqs.send_message(QueueUrl=url, MessageBody="x")
        sqs.send_message(QueueUrl=fifo_url, MessageBody="x", MessageGroupId="g", MessageDeduplicationId=str(number))

    assert bodies(sqs, url) == ["x", "x"]
    with refused("OverLimit"):
        sqs.receive_message(QueueUrl=url)
    assert bodies(sqs, fifo_url) == ["x", "x"]
    assert bodies(sqs, fifo_url) == []  # without an error, for FIFO queues
