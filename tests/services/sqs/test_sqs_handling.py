"""DeleteMessage, ChangeMessageVisibility and their batches."""

from __future__ import annotations

from typing import Any

import pytest


def receive(sqs: Any, url: str, **params: Any) -> str:
    (message,) = sqs.receive_message(QueueUrl=url, **params)["Messages"]
    return message["ReceiptHandle"]


def is_visible(sqs: Any, url: str) -> bool:
    return "Messages" in sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)


@pytest.fixture
def handle(clock: Any, sqs: Any, url: str) -> str:
    """The receipt handle of the only message of the queue, just received."""
    sqs.send_message(QueueUrl=url, MessageBody="x")
    return receive(sqs, url)


def test_a_deleted_message_is_gone_and_may_be_deleted_again(clock: Any, sqs: Any, url: str, handle: str) -> None:
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)

    clock.tick(60)
    assert not is_visible(sqs, url)


def test_the_last_handle_deletes_after_the_timeout_as_well(clock: Any, sqs: Any, url: str, handle: str) -> None:
    clock.tick(60)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)

    assert not is_visible(sqs, url)


def test_an_old_handle_is_accepted_but_deletes_nothing(clock: Any, sqs: Any, url: str, handle: str) -> None:
    clock.tick(30)
    newer = receive(sqs, url)
    assert newer != handle

    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)

    clock.tick(30)
    assert is_visible(sqs, url)


@pytest.mark.parametrize("nonsense", ["", "x", "bm9uc2Vuc2U=", "YSBiIGM="])
def test_what_is_no_handle_is_refused(sqs: Any, url: str, refused: Any, nonsense: str) -> None:
    with refused("ReceiptHandleIsInvalid", f'The input receipt handle "{nonsense}" is not a valid receipt handle.'):
        sqs.delete_message(QueueUrl=url, ReceiptHandle=nonsense)


def test_a_handle_belongs_to_its_queue(sqs: Any, url: str, handle: str, refused: Any) -> None:
    other = sqs.create_queue(QueueName="other")["QueueUrl"]

    with refused("ReceiptHandleIsInvalid"):
        sqs.delete_message(QueueUrl=other, ReceiptHandle=handle)
    with refused("ReceiptHandleIsInvalid"):
        sqs.change_message_visibility(QueueUrl=other, ReceiptHandle=handle, VisibilityTimeout=1)


def test_a_timeout_is_counted_from_the_change(clock: Any, sqs: Any, url: str, handle: str) -> None:
    clock.tick(20)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=60)

    clock.tick(59)
    assert not is_visible(sqs, url)
    clock.tick(1)
    assert is_visible(sqs, url)


def test_a_timeout_may_be_made_shorter_or_ended(clock: Any, sqs: Any, url: str, handle: str) -> None:
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=1)
    clock.tick(1)
    newer = receive(sqs, url)

    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=newer, VisibilityTimeout=0)

    assert is_visible(sqs, url)


def test_a_message_may_be_hidden_for_twelve_hours_in_all(
    clock: Any, sqs: Any, url: str, handle: str, refused: Any
) -> None:
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=43_200)
    clock.tick(60)

    with refused(
        "InvalidParameterValue",
        "Value 43141 for parameter VisibilityTimeout is invalid. "
        "Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
    ):
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=43_141)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=43_140)
    with refused("InvalidParameterValue"):
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=43_201)


def test_a_message_that_is_visible_again_stays_visible(clock: Any, sqs: Any, url: str, handle: str) -> None:
    clock.tick(30)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=60)

    assert is_visible(sqs, url)


def test_the_timeout_of_a_message_of_somebody_else_cannot_be_changed(
    clock: Any, sqs: Any, url: str, handle: str, refused: Any
) -> None:
    text = (
        f"Value {handle} for parameter ReceiptHandle is invalid. "
        "Reason: Message does not exist or is not available for visibility timeout change."
    )
    clock.tick(30)
    newer = receive(sqs, url)
    with refused("InvalidParameterValue", text):
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=60)

    sqs.delete_message(QueueUrl=url, ReceiptHandle=newer)
    with refused("InvalidParameterValue", text):
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=60)


def test_a_fifo_queue_refuses_expired_handles(clock: Any, sqs: Any, fifo_url: str, refused: Any) -> None:
    sqs.send_message(QueueUrl=fifo_url, MessageBody="x", MessageGroupId="g")
    handle = receive(sqs, fifo_url)
    clock.tick(30)

    text = f"Value {handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired."
    with refused("InvalidParameterValue", text):
        sqs.delete_message(QueueUrl=fifo_url, ReceiptHandle=handle)
    with refused("InvalidParameterValue", text):
        sqs.change_message_visibility(QueueUrl=fifo_url, ReceiptHandle=handle, VisibilityTimeout=1)
    newer = receive(sqs, fifo_url)
    with refused("InvalidParameterValue", text):
        sqs.delete_message(QueueUrl=fifo_url, ReceiptHandle=handle)
    sqs.delete_message(QueueUrl=fifo_url, ReceiptHandle=newer)
    sqs.delete_message(QueueUrl=fifo_url, ReceiptHandle=newer)
    clock.tick(30)
    assert not is_visible(sqs, fifo_url)
