"""The batch operations: what fails as a whole, what entry by entry."""

from __future__ import annotations

from typing import Any

import pytest

BAD_ID = (
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
    "It can be at most 80 letters long."
)


def call(sqs: Any, operation: str, url: str, ids: list[str]) -> Any:
    members = {
        "send_message_batch": {"MessageBody": "x"},
        "delete_message_batch": {"ReceiptHandle": "h"},
        "change_message_visibility_batch": {"ReceiptHandle": "h", "VisibilityTimeout": 1},
    }
    return getattr(sqs, operation)(QueueUrl=url, Entries=[{"Id": id, **members[operation]} for id in ids])


@pytest.mark.parametrize(
    ("operation", "noun"),
    [
        ("send_message_batch", "SendMessageBatchRequestEntry"),
        ("delete_message_batch", "DeleteMessageBatchRequestEntry"),
        ("change_message_visibility_batch", "ChangeMessageVisibilityBatchRequestEntry"),
    ],
)
def test_a_batch_has_one_to_ten_entries_with_ids_of_their_own(
    sqs: Any, url: str, refused: Any, operation: str, noun: str
) -> None:
    with refused("EmptyBatchRequest", f"There should be at least one {noun} in the request."):
        call(sqs, operation, url, [])
    with refused("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10. You have sent 11."):
        call(sqs, operation, url, [str(number) for number in range(11)])
    with refused("BatchEntryIdsNotDistinct", "Id a repeated."):
        call(sqs, operation, url, ["a", "b", "a"])
    for id in ("", "x" * 81, "a:b"):
        with refused("InvalidBatchEntryId", BAD_ID):
            call(sqs, operation, url, [id])


def test_a_batch_is_sent_received_changed_and_deleted(sqs: Any, url: str) -> None:
    sent = call(sqs, "send_message_batch", url, ["a", "b"])
    assert "Failed" not in sent
    assert [entry["Id"] for entry in sent["Successful"]] == ["a", "b"]
    assert sent["Successful"][0].keys() == {"Id", "MessageId", "MD5OfMessageBody"}
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    handles = [{"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]} for n, message in enumerate(messages)]

    changed = sqs.change_message_visibility_batch(
        QueueUrl=url, Entries=[{**entry, "VisibilityTimeout": 0} for entry in handles]
    )
    assert changed["Successful"] == [{"Id": "0"}, {"Id": "1"}]
    deleted = sqs.delete_message_batch(QueueUrl=url, Entries=handles)
    assert deleted["Successful"] == [{"Id": "0"}, {"Id": "1"}]
    assert "Messages" not in sqs.receive_message(QueueUrl=url)


def test_entries_fail_one_by_one(sqs: Any, url: str) -> None:
    answer = sqs.send_message_batch(
        QueueUrl=url,
        Entries=[
            {"Id": "good", "MessageBody": "x"},
            {"Id": "empty", "MessageBody": ""},
            {"Id": "odd", "MessageBody": "\x00"},
            {"Id": "late", "MessageBody": "x", "DelaySeconds": 1000},
        ],
    )

    assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
    failed = [(entry["Id"], entry["Code"], entry["SenderFault"]) for entry in answer["Failed"]]
    assert failed == [
        ("empty", "MissingParameter", True),
        ("odd", "InvalidMessageContents", True),
        ("late", "InvalidParameterValue", True),
    ]
    assert len(sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]) == 1


def test_bad_handles_fail_one_by_one(sqs: Any, url: str) -> None:
    for operation in ("delete_message_batch", "change_message_visibility_batch"):
        answer = call(sqs, operation, url, ["a"])
        assert "Successful" not in answer
        assert answer["Failed"] == [
            {
                "Id": "a",
                "SenderFault": True,
                "Code": "ReceiptHandleIsInvalid",
                "Message": 'The input receipt handle "h" is not a valid receipt handle.',
            }
        ]


def test_a_visibility_timeout_is_required_in_each_entry(sqs: Any, url: str) -> None:
    answer = sqs.change_message_visibility_batch(QueueUrl=url, Entries=[{"Id": "a", "ReceiptHandle": "h"}])

    assert answer["Failed"][0]["Code"] == "MissingParameter"


def test_a_batch_may_be_one_mebibyte_long(sqs: Any, url: str, refused: Any) -> None:
    half = "x" * 524_288

    def send(*bodies: str) -> Any:
        entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]
        return sqs.send_message_batch(QueueUrl=url, Entries=entries)

    assert len(send(half, half)["Successful"]) == 2
    with refused(
        "BatchRequestTooLong", "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes."
    ):
        send(half, half, "x")
    assert len(sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]) == 2


def test_a_batch_for_a_fifo_queue_needs_groups_and_ids_in_all_entries(sqs: Any, refused: Any) -> None:
    url = sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    good = {"Id": "a", "MessageBody": "x", "MessageGroupId": "g", "MessageDeduplicationId": "1"}

    with refused("InvalidParameterValue", "The request must contain the parameter MessageGroupId."):
        without = {"Id": "b", "MessageBody": "x", "MessageDeduplicationId": "2"}
        sqs.send_message_batch(QueueUrl=url, Entries=[good, without])
    with refused(
        "InvalidParameterValue",
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    ):
        without = {"Id": "b", "MessageBody": "x", "MessageGroupId": "g"}
        sqs.send_message_batch(QueueUrl=url, Entries=[good, without])
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    (entry,) = sqs.send_message_batch(QueueUrl=url, Entries=[good])["Successful"]
    assert len(entry["SequenceNumber"]) == 20
