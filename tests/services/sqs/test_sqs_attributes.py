"""Queue attributes: defaults, changes, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

ALWAYS = {
    "QueueArn": "arn:aws:sqs:us-east-1:123456789012:jobs",
    "ApproximateNumberOfMessages": "0",
    "ApproximateNumberOfMessagesNotVisible": "0",
    "ApproximateNumberOfMessagesDelayed": "0",
    "CreatedTimestamp": "1767225600",
    "LastModifiedTimestamp": "1767225600",
    "VisibilityTimeout": "30",
    "MaximumMessageSize": "1048576",
    "MessageRetentionPeriod": "345600",
    "DelaySeconds": "0",
    "ReceiveMessageWaitTimeSeconds": "0",
    "SqsManagedSseEnabled": "true",
}
FIFO = {
    "FifoQueue": "true",
    "ContentBasedDeduplication": "false",
    "DeduplicationScope": "queue",
    "FifoThroughputLimit": "perQueue",
}


def attributes(sqs: Any, url: str, *names: str) -> dict[str, str]:
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(names or ["All"])).get("Attributes", {})


def test_a_standard_queue_has_defaults(clock: Any, sqs: Any, url: str) -> None:
    assert attributes(sqs, url) == ALWAYS


def test_a_fifo_queue_has_more_of_them(clock: Any, sqs: Any) -> None:
    url = sqs.create_queue(QueueName="jobs.fifo", Attributes={"FifoQueue": "True"})["QueueUrl"]

    assert attributes(sqs, url) == {**ALWAYS, **FIFO, "QueueArn": ALWAYS["QueueArn"] + ".fifo"}


def test_only_what_is_asked_for_is_answered(sqs: Any, url: str, refused: Any) -> None:
    assert attributes(sqs, url, "DelaySeconds", "Policy") == {"DelaySeconds": "0"}
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=url)
    with refused("InvalidAttributeName", "Unknown Attribute Colour."):
        attributes(sqs, url, "Colour")


def test_counts_tell_visible_in_flight_and_delayed(sqs: Any, url: str) -> None:
    for delay in (0, 0, 0, 60):
        sqs.send_message(QueueUrl=url, MessageBody="x", DelaySeconds=delay)
    sqs.receive_message(QueueUrl=url)

    counts = attributes(
        sqs,
        url,
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    )

    assert list(counts.values()) == ["2", "1", "1"]


def test_a_change_is_kept_and_dated(clock: Any, sqs: Any, url: str) -> None:
    clock.tick(90)

    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "007"})

    changed = attributes(sqs, url, "VisibilityTimeout", "CreatedTimestamp", "LastModifiedTimestamp")
    assert list(changed.values()) == ["7", "1767225600", "1767225690"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DelaySeconds", "901"),
        ("DelaySeconds", "-1"),
        ("DelaySeconds", "soon"),
        ("MaximumMessageSize", "1023"),
        ("MaximumMessageSize", "1048577"),
        ("MessageRetentionPeriod", "59"),
        ("MessageRetentionPeriod", "1209601"),
        ("ReceiveMessageWaitTimeSeconds", "21"),
        ("VisibilityTimeout", "43201"),
        ("KmsDataKeyReusePeriodSeconds", "59"),
        ("SqsManagedSseEnabled", "perhaps"),
        ("Policy", "{"),
        ("Policy", "[]"),
        ("Policy", "{}"),
        ("RedriveAllowPolicy", '{"redrivePermission": "some"}'),
        ("RedriveAllowPolicy", '{"redrivePermission": "byQueue"}'),
        ("RedriveAllowPolicy", '{"redrivePermission": "byQueue", "sourceQueueArns": []}'),
        ("RedriveAllowPolicy", '{"redrivePermission": "denyAll", "sourceQueueArns": ["x"]}'),
        ("RedriveAllowPolicy", '{"redrivePermission": "denyAll", "colour": "red"}'),
    ],
)
def test_a_value_out_of_range_is_refused(sqs: Any, url: str, refused: Any, name: str, value: str) -> None:
    with refused("InvalidAttributeValue", f"Invalid value for the parameter {name}."):
        sqs.set_queue_attributes(QueueUrl=url, Attributes={name: value})
    with refused("InvalidAttributeValue"):
        sqs.create_queue(QueueName="other", Attributes={name: value})


@pytest.mark.parametrize("name", ["Colour", "All", "QueueArn", "ApproximateNumberOfMessages", *FIFO])
def test_attributes_that_cannot_be_set_on_a_standard_queue_are_unknown(
    sqs: Any, url: str, refused: Any, name: str
) -> None:
    with refused("InvalidAttributeName", f"Unknown Attribute {name}."):
        sqs.set_queue_attributes(QueueUrl=url, Attributes={name: FIFO.get(name, "1")})


def test_a_queue_keeps_its_type(sqs: Any, fifo_url: str, refused: Any) -> None:
    sqs.set_queue_attributes(QueueUrl=fifo_url, Attributes={"FifoQueue": "true"})

    with refused(
        "InvalidAttributeValue",
        "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    ):
        sqs.set_queue_attributes(QueueUrl=fifo_url, Attributes={"FifoQueue": "false"})


def test_high_throughput_needs_deduplication_by_group(sqs: Any, fifo_url: str, refused: Any) -> None:
    with refused("InvalidAttributeValue"):
        sqs.set_queue_attributes(QueueUrl=fifo_url, Attributes={"FifoThroughputLimit": "perMessageGroupId"})

    both = {"FifoThroughputLimit": "perMessageGroupId", "DeduplicationScope": "messageGroup"}
    sqs.set_queue_attributes(QueueUrl=fifo_url, Attributes=both)
    assert attributes(sqs, fifo_url, *both) == both


def test_documents_are_kept_as_given_and_go_with_an_empty_text(sqs: Any, url: str) -> None:
    document = '{"Version":"2012-10-17",  "Statement":[{"Effect":"Allow"}]}'
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})
    assert attributes(sqs, url, "Policy") == {"Policy": document}

    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    assert attributes(sqs, url, "Policy") == {}


def test_a_queue_is_encrypted_in_one_way(sqs: Any, url: str, refused: Any) -> None:
    names = ("KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": "alias/mine"})
    assert list(attributes(sqs, url, *names).values()) == ["alias/mine", "300", "false"]

    sqs.set_queue_attributes(QueueUrl=url, Attributes={"SqsManagedSseEnabled": "true"})
    assert attributes(sqs, url, *names) == {"SqsManagedSseEnabled": "true"}

    with refused(
        "InvalidAttributeName",
        "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    ):
        sqs.set_queue_attributes(
            QueueUrl=url, Attributes={"KmsMasterKeyId": "alias/mine", "SqsManagedSseEnabled": "true"}
        )
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": "alias/mine"})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": ""})
    assert attributes(sqs, url, *names) == {"SqsManagedSseEnabled": "false"}


def test_nothing_changes_when_one_attribute_is_refused(clock: Any, sqs: Any, url: str, refused: Any) -> None:
    clock.tick(1)
    with refused("InvalidAttributeValue"):
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1", "DelaySeconds": "x"})

    assert attributes(sqs, url) == ALWAYS
