"""SendMessage to standard queues: checksums, sizes, attributes, delay."""

from __future__ import annotations

from typing import Any

import pytest

INVALID_CHARACTERS = (
    "Invalid characters found. Valid unicode characters are "
    "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"
)


def text(value: str, data_type: str = "String") -> dict[str, str]:
    return {"DataType": data_type, "StringValue": value}


def test_checksums_are_those_of_aws(sqs: Any, url: str) -> None:
    three = {"Hello": text("There"), "General": text("Kenobi"), "Help.Me": text("Me")}
    binary = b"traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01"

    sent = sqs.send_message(QueueUrl=url, MessageBody="msg", MessageAttributes=three)
    other = sqs.send_message(
        QueueUrl=url, MessageBody="test", MessageAttributes={"attr1": {"DataType": "Binary", "BinaryValue": binary}}
    )

    # Both recorded from AWS.
    assert sent["MD5OfMessageBody"] == "6e2baaf3b97dbeef01c0043275f9a0e7"
    assert sent["MD5OfMessageAttributes"] == "4c360f3fdafd970e05fae2f149d997f5"
    assert other["MD5OfMessageAttributes"] == "8cbe4db156db8a94db8b801b7addb984"
    assert "MD5OfMessageSystemAttributes" not in sent
    assert "SequenceNumber" not in sent


def test_message_ids_are_those_of_the_seed(sqs: Any, url: str) -> None:
    ids = [sqs.send_message(QueueUrl=url, MessageBody="x")["MessageId"] for _ in range(3)]

    assert len(set(ids)) == 3


@pytest.mark.parametrize("body", ["\x00", "a\x0bb", "\ufffe", "\uffff", "\x1f", "\ud800"])
def test_characters_outside_of_xml_are_refused(sqs: Any, url: str, refused: Any, body: str) -> None:
    with refused("InvalidMessageContents", INVALID_CHARACTERS):
        sqs.send_message(QueueUrl=url, MessageBody=body)


@pytest.mark.parametrize(
    "body", ["\t\n\r", " ", "\x7f\x85", "\ud7ff", "\ue000", "\ufffd", "\U00010000\U0010ffff", "ü€😀"]
)
def test_all_other_characters_come_back_as_sent(sqs: Any, url: str, body: str) -> None:
    sqs.send_message(QueueUrl=url, MessageBody=body)

    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == body


def test_an_empty_body_is_no_body(sqs: Any, url: str, refused: Any) -> None:
    with refused("MissingParameter", "The request must contain the parameter MessageBody."):
        sqs.send_message(QueueUrl=url, MessageBody="")


def test_a_message_may_be_one_mebibyte_long_attributes_included(sqs: Any, url: str, refused: Any) -> None:
    too_long = "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."
    sqs.send_message(QueueUrl=url, MessageBody="x" * 1_048_576)
    sqs.send_message(QueueUrl=url, MessageBody="x" * (1_048_576 - 10), MessageAttributes={"abc": text("v")})

    with refused("InvalidParameterValue", too_long):
        sqs.send_message(QueueUrl=url, MessageBody="x" * 1_048_577)
    with refused("InvalidParameterValue", too_long):
        sqs.send_message(QueueUrl=url, MessageBody="x" * (1_048_576 - 9), MessageAttributes={"abc": text("v")})
    with refused("InvalidParameterValue", too_long):
        sqs.send_message(QueueUrl=url, MessageBody="ü" * 524_289)


def test_a_queue_may_allow_less(sqs: Any, refused: Any) -> None:
    url = sqs.create_queue(QueueName="small", Attributes={"MaximumMessageSize": "1024"})["QueueUrl"]

    sqs.send_message(QueueUrl=url, MessageBody="x" * 1024)
    with refused(
        "InvalidParameterValue", "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."
    ):
        sqs.send_message(QueueUrl=url, MessageBody="x" * 1025)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("a", text(""), "Message (user) attribute 'a' must contain a non-empty value of type 'String'."),
        ("a", {"DataType": "Binary"}, "Message (user) attribute 'a' must contain a non-empty value of type 'Binary'."),
        ("a", text("x", "Binary"), "Message (user) attribute 'a' must contain a non-empty value of type 'Binary'."),
        ("a", text("x", "Number"), "Could not cast message attribute 'a' value to number."),
        ("a", text("\x00"), INVALID_CHARACTERS),
        ("a", text("x", "Colour"), None),
        ("a", text("x", ""), None),
        ("a", {**text("x"), "StringListValues": ["x"]}, None),
        ("", text("x"), "Message (user) attribute name must not be empty."),
        ("a b", text("x"), None),
        ("AWS.x", text("x"), None),
        ("amazon.x", text("x"), None),
        (".x", text("x"), None),
        ("x.", text("x"), None),
        ("x..y", text("x"), None),
        ("x" * 257, text("x"), None),
    ],
)
def test_attributes_that_are_none_are_refused(
    sqs: Any, url: str, refused: Any, name: str, value: Any, message: str | None
) -> None:
    code = "InvalidMessageContents" if message == INVALID_CHARACTERS else "InvalidParameterValue"
    with refused(code, message):
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes={name: value})


def test_ten_attributes_are_the_most(sqs: Any, url: str, refused: Any) -> None:
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes={f"a{n}": text("x") for n in range(10)})

    with refused("InvalidParameterValue", "Number of message attributes [11] exceeds the allowed maximum [10]."):
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes={f"a{n}": text("x") for n in range(11)})


def test_types_may_have_labels(sqs: Any, url: str) -> None:
    attributes = {"a": text("1.5", "Number.float"), "b": {"DataType": "Binary.gif", "BinaryValue": b"GIF"}}

    sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes=attributes)

    received = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"][0]
    assert received["MessageAttributes"] == attributes


def test_the_trace_header_is_the_only_system_attribute(sqs: Any, url: str, refused: Any) -> None:
    header = text("Root=1-5759e988-bd862e3fe1be46a994272793")
    sent = sqs.send_message(QueueUrl=url, MessageBody="x", MessageSystemAttributes={"AWSTraceHeader": header})

    received = sqs.receive_message(QueueUrl=url, AttributeNames=["AWSTraceHeader"])["Messages"][0]
    assert received["Attributes"] == {"AWSTraceHeader": header["StringValue"]}
    assert len(sent["MD5OfMessageSystemAttributes"]) == 32
    with refused("InvalidParameterValue"):
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageSystemAttributes={"Other": text("x")})
    with refused("InvalidParameterValue"):
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageSystemAttributes={"AWSTraceHeader": text("1", "Number")})


def test_a_message_may_be_delayed(clock: Any, sqs: Any, url: str, refused: Any) -> None:
    sqs.send_message(QueueUrl=url, MessageBody="x", DelaySeconds=5)

    clock.tick(4.999)
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    clock.tick(0.001)
    assert sqs.receive_message(QueueUrl=url)["Messages"]
    with refused(
        "InvalidParameterValue",
        "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
    ):
        sqs.send_message(QueueUrl=url, MessageBody="x", DelaySeconds=901)


def test_a_queue_delays_what_is_not_delayed_otherwise(clock: Any, sqs: Any) -> None:
    url = sqs.create_queue(QueueName="slow", Attributes={"DelaySeconds": "10"})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="late")
    sqs.send_message(QueueUrl=url, MessageBody="now", DelaySeconds=0)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "0"})

    bodies = [message["Body"] for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]]
    assert bodies == ["now"]  # the change does not reach back in a standard queue
    clock.tick(10)
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "late"


def test_a_standard_queue_takes_groups_but_no_deduplication_ids(sqs: Any, url: str, refused: Any) -> None:
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageGroupId="tenant-1")

    received = sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=["MessageGroupId"])["Messages"][0]
    assert received["Attributes"] == {"MessageGroupId": "tenant-1"}
    with refused(
        "InvalidParameterValue",
        "Value d for parameter MessageDeduplicationId is invalid. "
        "Reason: The request include parameter that is not valid for this queue type.",
    ):
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageDeduplicationId="d")
