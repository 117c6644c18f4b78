"""Dead-letter queues and message move tasks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake

ARN = "arn:aws:sqs:us-east-1:123456789012:"
TASK = "Value for parameter TaskHandle is invalid."


def policy(dead_letters: str, max_receives: object = 1) -> str:
    return json.dumps({"deadLetterTargetArn": ARN + dead_letters, "maxReceiveCount": max_receives})


def receive(sqs: Any, url: str, **params: Any) -> list[Any]:
    return sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"], **params).get(
        "Messages", []
    )


def bodies(sqs: Any, url: str) -> list[str]:
    return [message["Body"] for message in receive(sqs, url)]


@pytest.fixture
def dead_url(sqs: Any) -> str:
    return sqs.create_queue(QueueName="dead")["QueueUrl"]


@pytest.fixture
def source_url(sqs: Any, dead_url: str) -> str:
    """A queue whose messages are dead after two receives."""
    return sqs.create_queue(QueueName="source", Attributes={"RedrivePolicy": policy("dead", 2)})["QueueUrl"]


def kill(sqs: Any, clock: Any, url: str, receives: int = 2) -> None:
    for _ in range(receives):
        receive(sqs, url)
        clock.tick(30)
    assert receive(sqs, url) == []


def test_a_message_received_too_often_is_dead(clock: Any, sqs: Any, source_url: str, dead_url: str) -> None:
    attributes = {"a": {"DataType": "String", "StringValue": "b"}}
    sent = sqs.send_message(QueueUrl=source_url, MessageBody="x", MessageAttributes=attributes)

    kill(sqs, clock, source_url)

    (message,) = receive(sqs, dead_url, MessageAttributeNames=["All"])
    assert message["MessageId"] == sent["MessageId"]
    assert message["MessageAttributes"] == attributes
    assert message["Attributes"]["DeadLetterQueueSourceArn"] == ARN + "source"
    assert message["Attributes"]["ApproximateReceiveCount"] == "3"
    assert message["Attributes"]["SentTimestamp"] == str(clock.start)
    assert message["Attributes"]["ApproximateFirstReceiveTimestamp"] == str(clock.start)


def test_a_dead_letter_keeps_its_age_in_a_standard_queue(clock: Any, sqs: Any, source_url: str, dead_url: str) -> None:
    sqs.set_queue_attributes(QueueUrl=dead_url, Attributes={"MessageRetentionPeriod": "120"})
    sqs.send_message(QueueUrl=source_url, MessageBody="x")
    kill(sqs, clock, source_url)
    sqs.send_message(QueueUrl=dead_url, MessageBody="direct")

    clock.tick(60)

    assert bodies(sqs, dead_url) == ["direct"]


def test_dead_letters_of_a_fifo_queue_free_their_group(clock: Any, sqs: Any) -> None:
    fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    dead = sqs.create_queue(QueueName="dead.fifo", Attributes=fifo)["QueueUrl"]
    url = sqs.create_queue(QueueName="source.fifo", Attributes={**fifo, "RedrivePolicy": policy("dead.fifo")})[
        "QueueUrl"
    ]
    for body in "abc":
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g")
    sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=2)
    clock.tick(30)

    assert bodies(sqs, url) == ["c"]
    messages = receive(sqs, dead)
    assert [message["Body"] for message in messages] == ["a", "b"]
    assert messages[0]["Attributes"]["MessageGroupId"] == "g"
    assert messages[0]["Attributes"]["SentTimestamp"] == str(clock.start + 30_000)


def test_without_its_dead_letter_queue_a_message_stays(clock: Any, sqs: Any, source_url: str, dead_url: str) -> None:
    sqs.send_message(QueueUrl=source_url, MessageBody="x")
    sqs.delete_queue(QueueUrl=dead_url)

    for _ in range(5):
        assert bodies(sqs, source_url) == ["x"]
        clock.tick(30)


def test_a_policy_may_be_taken_away(clock: Any, sqs: Any, source_url: str) -> None:
    sqs.set_queue_attributes(QueueUrl=source_url, Attributes={"RedrivePolicy": ""})
    sqs.send_message(QueueUrl=source_url, MessageBody="x")

    for _ in range(5):
        assert bodies(sqs, source_url) == ["x"]
        clock.tick(30)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "Redrive policy is not a valid JSON map."),
        ("[]", "Redrive policy is not a valid JSON map."),
        ('{"maxReceiveCount": 1}', "Redrive policy does not contain mandatory attribute: deadLetterTargetArn."),
        (
            json.dumps({"deadLetterTargetArn": ARN + "dead"}),
            "Redrive policy does not contain mandatory attribute: maxReceiveCount.",
        ),
        (
            json.dumps({"deadLetterTargetArn": ARN + "dead", "maxReceiveCount": 1, "x": 1}),
            "Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].",
        ),
        (
            policy("dead", 0),
            "Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.",
        ),
        (
            policy("dead", "often"),
            "Invalid value for maxReceiveCount: often, valid values are from 1 to 1000 both inclusive.",
        ),
        (policy("nowhere"), "Dead letter target does not exist."),
        (policy("jobs.fifo"), "Dead-letter queue must be same type of queue as the source."),
        ('{"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}', "Invalid value for deadLetterTargetArn."),
        (
            policy("dead").replace("123456789012", "222233334444"),
            "Dead-letter target owner should be same as the source.",
        ),
        (policy("dead").replace("us-east-1", "eu-west-1"), "Dead-letter target must be in same region as the source."),
    ],
)
def test_a_policy_that_cannot_work_is_refused(
    sqs: Any, url: str, dead_url: str, fifo_url: str, refused: Any, text: str, reason: str
) -> None:
    whole = f"Value {text} for parameter RedrivePolicy is invalid. Reason: {reason}"
    with refused("InvalidParameterValue", whole):
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": text})
    with refused("InvalidParameterValue", whole):
        sqs.create_queue(QueueName="other", Attributes={"RedrivePolicy": text})


def test_counts_may_be_texts(sqs: Any, url: str, dead_url: str) -> None:
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": policy("dead", "5")})


def test_a_dead_letter_queue_says_whose_it_is(sqs: Any, url: str, dead_url: str, refused: Any) -> None:
    def allow(permission: str, *sources: str) -> None:
        document: dict[str, Any] = {"redrivePermission": permission}
        if sources:
            document["sourceQueueArns"] = [ARN + source for source in sources]
        sqs.set_queue_attributes(QueueUrl=dead_url, Attributes={"RedriveAllowPolicy": json.dumps(document)})

    def use() -> None:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": policy("dead")})

    allow("denyAll")
    with refused("InvalidParameterValue"):
        use()
    allow("byQueue", "other")
    with refused("InvalidParameterValue"):
        use()
    allow("byQueue", "other", "jobs")
    use()
    allow("allowAll")
    use()


def test_the_sources_of_a_dead_letter_queue_are_listed(sqs: Any, dead_url: str, source_url: str) -> None:
    more = [sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": policy("dead")})["QueueUrl"] for name in "ab"]

    pages = sqs.get_paginator("list_dead_letter_source_queues").paginate(
        QueueUrl=dead_url, PaginationConfig={"PageSize": 2}
    )
    assert [page["queueUrls"] for page in pages] == [[source_url, more[0]], [more[1]]]
    assert sqs.list_dead_letter_source_queues(QueueUrl=source_url)["queueUrls"] == []


def test_dead_letters_move_back_as_new_messages(clock: Any, sqs: Any, source_url: str, dead_url: str) -> None:
    sent = sqs.send_message(QueueUrl=source_url, MessageBody="x")
    kill(sqs, clock, source_url)
    sqs.send_message(QueueUrl=dead_url, MessageBody="sent here directly")

    sqs.start_message_move_task(SourceArn=ARN + "dead")

    (message,) = receive(sqs, source_url)
    assert message["Body"] == "x"
    assert message["MessageId"] != sent["MessageId"]
    assert message["Attributes"] == {
        "SenderId": "AIDAFAKEUSER00000TEST",
        "ApproximateReceiveCount": "1",
        "SentTimestamp": str(clock.start + 60_000),
        "ApproximateFirstReceiveTimestamp": str(clock.start + 60_000),
    }
    assert bodies(sqs, dead_url) == ["sent here directly"]
    assert sqs.list_message_move_tasks(SourceArn=ARN + "dead")["Results"] == [
        {
            "Status": "COMPLETED",
            "SourceArn": ARN + "dead",
            "ApproximateNumberOfMessagesMoved": 1,
            "ApproximateNumberOfMessagesToMove": 2,
            "StartedTimestamp": clock.start + 60_000,
        }
    ]


def test_dead_letters_may_move_elsewhere(sqs: Any, url: str, source_url: str, dead_url: str, refused: Any) -> None:
    sqs.send_message(QueueUrl=dead_url, MessageBody="x")
    sqs.start_message_move_task(SourceArn=ARN + "dead")

    sqs.start_message_move_task(SourceArn=ARN + "dead", DestinationArn=ARN + "jobs", MaxNumberOfMessagesPerSecond=5)

    assert bodies(sqs, url) == ["x"]
    latest, first = sqs.list_message_move_tasks(SourceArn=ARN + "dead", MaxResults=10)["Results"]
    assert (latest["DestinationArn"], latest["MaxNumberOfMessagesPerSecond"]) == (ARN + "jobs", 5)
    assert (latest["ApproximateNumberOfMessagesMoved"], first["ApproximateNumberOfMessagesMoved"]) == (1, 0)
    assert len(sqs.list_message_move_tasks(SourceArn=ARN + "dead")["Results"]) == 1
    assert "Results" not in sqs.list_message_move_tasks(SourceArn=ARN + "jobs")
    with refused("InvalidParameterValue"):
        sqs.list_message_move_tasks(SourceArn=ARN + "dead", MaxResults=11)


def test_moves_that_cannot_be_are_refused(sqs: Any, url: str, source_url: str, fifo_url: str, refused: Any) -> None:
    def nowhere(parameter: str) -> str:
        return f"The resource that you specified for the {parameter} parameter doesn't exist."

    with refused("ResourceNotFoundException", nowhere("SourceArn")):
        sqs.start_message_move_task(SourceArn=ARN + "nowhere")
    with refused("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue."):
        sqs.start_message_move_task(SourceArn=ARN + "jobs")
    with refused("ResourceNotFoundException", nowhere("DestinationArn")):
        sqs.start_message_move_task(SourceArn=ARN + "dead", DestinationArn="arn:aws:sns:us-east-1:123456789012:x")
    with refused("InvalidParameterValue"):
        sqs.start_message_move_task(SourceArn=ARN + "dead", DestinationArn=ARN + "jobs.fifo")
    with refused("InvalidParameterValue"):
        sqs.start_message_move_task(SourceArn=ARN + "dead", MaxNumberOfMessagesPerSecond=501)


def test_a_finished_move_cannot_be_cancelled(sqs: Any, source_url: str, refused: Any) -> None:
    handle = sqs.start_message_move_task(SourceArn=ARN + "dead")["TaskHandle"]

    with refused("InvalidParameterValue", "Only active tasks can be cancelled."):
        sqs.cancel_message_move_task(TaskHandle=handle)
    for nonsense in ("", "x", "e30=", "W10="):
        with refused("InvalidParameterValue", TASK):
            sqs.cancel_message_move_task(TaskHandle=nonsense)


def test_a_task_of_a_queue_that_is_gone_is_not_found(sqs: Any, source_url: str, dead_url: str, refused: Any) -> None:
    handle = sqs.start_message_move_task(SourceArn=ARN + "dead")["TaskHandle"]
    sqs.delete_queue(QueueUrl=dead_url)

    with refused(
        "ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist."
    ):
        sqs.cancel_message_move_task(TaskHandle=handle)


def test_moves_keep_the_order_of_a_fifo_queue(fake: AwsFake, clock: Any) -> None:
    dead = fake.sqs.queue("dead", fifo=True)
    source = fake.sqs.queue("source", fifo=True, dead_letter=dead, max_receives=1)
    for body in "abc":
        source.send(body, MessageGroupId="g")
    source.receive()
    clock.tick(30)
    assert source.receive() == []
    assert dead.bodies() == ["a", "b", "c"]

    fake.client("sqs").start_message_move_task(SourceArn=dead.arn)

    assert [message["Body"] for message in source.receive()] == ["a", "b", "c"]
    assert len(dead) == 0
