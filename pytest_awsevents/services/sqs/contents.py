"""What a message may consist of: body, attributes, ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.services.sqs.errors import invalid_value, missing
from pytest_awsevents.services.sqs.messages import Attributes

_REFUSED_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATTRIBUTE_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_FIFO_ID = re.compile(r"[!-~]{1,128}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_MAX_ATTRIBUTES = 10
_KINDS = ("String", "Number", "Binary")


def encoded_body(body: str) -> bytes:
    """The body as UTF-8; AWS's error where it is empty or holds characters that SQS refuses."""
    if not body:
        raise missing("MessageBody")
    # Whatever is printable is allowed: the search, which is slow, is left to bodies that are not.
    if not body.isprintable() and _REFUSED_CHARACTER.search(body):
        raise AwsError(
            "InvalidMessageContents",
            "Invalid characters found. Valid unicode characters are "
            "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
        )
    return body.encode()


def check_id(value: str, parameter: str) -> None:
    """Refuses what is not a message group id or deduplication id."""
    if not _FIFO_ID.fullmatch(value):
        raise invalid_value(
            value,
            parameter,
            f"{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.",
        )


def check_attributes(attributes: Attributes) -> None:
    """Refuses message attributes that SQS refuses (texts recorded where the value is empty, else by analogy)."""
    if len(attributes) > _MAX_ATTRIBUTES:
        raise _invalid(
            f"Number of message attributes [{len(attributes)}] exceeds the allowed maximum [{_MAX_ATTRIBUTES}]."
        )
    for name, value in attributes.items():
        _check_name(name)
        _check_value("user", name, value)


def check_system_attributes(attributes: Attributes) -> str | None:
    """The trace header, the only system attribute that can be sent."""
    for name, value in attributes.items():
        if name != "AWSTraceHeader":
            raise _invalid(
                f"Message system attribute name '{name}' is invalid. Supported attributes: [AWSTraceHeader]."
            )
        _check_value("system", name, value)
        if value["DataType"] != "String":
            raise _invalid(f"Message (system) attribute '{name}' must be of type 'String'.")
        return str(value["StringValue"])
    return None


def _check_name(name: str) -> None:
    if not name:
        raise _invalid("Message (user) attribute name must not be empty.")
    well_formed = _ATTRIBUTE_NAME.fullmatch(name) and len(name) <= 256
    dots = name.startswith(".") or name.endswith(".") or ".." in name
    if not well_formed or dots or name.lower().startswith(("aws.", "amazon.")):
        raise _invalid(
            f"The message attribute name '{name}' is invalid. Attribute name can contain "
            "A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters."
        )


def _check_value(kind: str, name: str, value: Mapping[str, Any]) -> None:
    data_type = value.get("DataType", "")
    logical = data_type.partition(".")[0]
    if logical not in _KINDS or len(data_type) > 256:
        raise _invalid(
            f"The message attribute '{name}' has an invalid message attribute type, "
            "the set of supported type prefixes is Binary, Number, and String."
        )
    if value.get("StringListValues") or value.get("BinaryListValues"):
        raise _invalid("Message attribute list values in SendMessage operation are not supported.")
    expected, other = ("BinaryValue", "StringValue") if logical == "Binary" else ("StringValue", "BinaryValue")
    if not value.get(expected) or other in value:
        raise _invalid(f"Message ({kind}) attribute '{name}' must contain a non-empty value of type '{logical}'.")
    if logical == "Number" and not _NUMBER.fullmatch(value["StringValue"]):
        raise _invalid(f"Could not cast message attribute '{name}' value to number.")
    if logical == "String":
        encoded_body(value["StringValue"])


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterValue", message)
