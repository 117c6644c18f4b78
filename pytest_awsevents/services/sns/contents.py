"""What a message may consist of: texts, subject, attributes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.sns.errors import invalid

_ATTRIBUTE_NAME = re.compile(r"[A-Za-z0-9_.-]{1,256}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_SUBJECT = re.compile(r"[!-~][ -~]{0,99}")
_RESERVED_AND_USED = ("AWS.SNS.SMS.", "AWS.MM.SMS.", "AWS.SNS.MOBILE.")
_KINDS = ("String", "Number", "Binary")
MAX_SIZE = 262_144


def read_texts(params: Params) -> dict[str, str]:
    """The texts of a message by protocol; AWS's error where there is no text for the others."""
    message: str = params["Message"]
    if not message:
        raise invalid("Empty message")
    if params.get("MessageStructure") != "json":
        return {"default": message}
    try:
        texts = json.loads(message)
    except (ValueError, RecursionError):
        raise invalid("Message Structure - JSON message body failed to parse") from None
    if not isinstance(texts, dict) or not isinstance(texts.get("default"), str):
        raise invalid("Message Structure - No default entry in JSON message body")
    return {protocol: text for protocol, text in texts.items() if isinstance(text, str)}


def read_subject(params: Params) -> str | None:
    """One line of ASCII that begins with a visible character (API reference, Publish)."""
    subject: str | None = params.get("Subject")
    if subject is not None and not _SUBJECT.fullmatch(subject):
        raise invalid("Subject")
    return subject


def size_of(params: Params) -> int:
    """The bytes that count: text and attributes."""
    return len(utf8(params["Message"])) + sum(
        len(utf8(name))
        + len(utf8(value["DataType"]))
        + len(utf8(value.get("StringValue", "")))
        + len(value.get("BinaryValue", b""))
        for name, value in params.get("MessageAttributes", {}).items()
    )


def check_attributes(attributes: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuses attributes that SNS refuses (recorded)."""
    for name, value in attributes.items():
        _check_name(name)
        _check_value(name, value)


def _check_name(name: str) -> None:
    if name.startswith(_RESERVED_AND_USED):
        return
    dots = name.startswith(".") or name.endswith(".") or ".." in name
    if not _ATTRIBUTE_NAME.fullmatch(name) or dots or name.lower().startswith(("aws.", "amazon.")):
        raise _refused(
            f"The message attribute name '{name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, "
            "underscore (_), hyphen (-), and period (.) characters, and cannot begin or end with a period."
        )


def _check_value(name: str, value: Mapping[str, Any]) -> None:
    data_type = value.get("DataType", "")
    kind = data_type.partition(".")[0]
    if kind not in _KINDS:
        raise _refused(
            f"The message attribute '{name}' has an invalid message attribute type, the set of supported type "
            "prefixes is Binary, Number, and String."
        )
    if not value.get("BinaryValue" if kind == "Binary" else "StringValue"):
        raise _refused(
            f"The message attribute '{name}' must contain non-empty message attribute value for message attribute "
            f"type '{data_type}'."
        )
    if kind == "Number" and not _NUMBER.fullmatch(value["StringValue"]):
        raise _refused(f"Could not cast message attribute '{name}' value to number.")


def _refused(message: str) -> AwsError:
    return AwsError("ParameterValueInvalid", message)
