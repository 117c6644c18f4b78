"""Payloads on their way in and out."""

from __future__ import annotations

import base64
import binascii
import json
import re
from decimal import Decimal
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.inputs.json_syntax import Position, is_json, syntax_error
from pytest_awsevents.services.lambda_.faults import invalid_content

_LIMITS = {"RequestResponse": 6_291_456, "Event": 1_048_576, "DryRun": 6_291_456}
_RESPONSE_LIMIT = 6_291_556
_SHOWN = 500
_WORD_AT_END = re.compile(r"[\w$]+\Z")
_VALUES = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'"


def read_payload(payload: bytes, kind: str) -> str:
    """The payload as JSON text, `{}` where there is none; AWS's error where it is too large or not JSON.

    Asynchronous payloads may have 1 MB since 2025 (before: 256 KB).
    """
    limit = _LIMITS[kind]
    if len(payload) > limit:
        message = f"{len(payload)} byte payload is too large for the {kind} invocation type (limit {limit} bytes)"
        raise AwsError("RequestEntityTooLargeException", message, status=413, members={"Type": "User"})
    if not payload:
        return "{}"
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        shown = payload.decode(errors="replace")
        place = Position(1, error.start + 2)
        raise _not_json(f"Invalid UTF-8 start byte 0x{payload[error.start]:02x}", shown, place) from None
    if not is_json(text):
        position = syntax_error(text)
        assert position is not None, "what is not JSON stops somewhere"
        raise _not_json(_complaint(text, position), text, position)
    return text


def _complaint(text: str, position: Position) -> str:
    """What Jackson, the parser that AWS uses, says about the place where it stopped."""
    read = re.split(r"\r\n|\r|\n", text)[position.line - 1][: position.column - 1]
    word = _WORD_AT_END.search(read)
    if word:
        return f"Unrecognized token '{word[0]}': was expecting ({_VALUES})"
    if text.rstrip().endswith(read.rstrip()):
        return "Unexpected end-of-input"
    return f"Unexpected character ('{read[-1:]}' (code {ord(read[-1:] or ' ')})): expected a valid value ({_VALUES})"


def _not_json(complaint: str, text: str, position: Position) -> AwsError:
    cut = len(text.encode()) - _SHOWN
    rest = f"[truncated {cut} bytes]" if cut > 0 else ""
    place = f'(byte[])"{text[:_SHOWN]}"{rest}; line: {position.line}, column: {position.column}'
    return invalid_content(
        f"Could not parse request body into json: Could not parse payload into json: {complaint}\n at [Source: {place}]"
    )


def read_client_context(text: str | None) -> Any:
    """The object in a ClientContext: JSON in base64."""
    if not text:
        return None
    try:
        value = json.loads(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise invalid_content("Client context must be a valid Base64-encoded JSON object.")
    return value


def write_response(value: object) -> str:
    """What a handler returned, as the Python runtime writes it; raises what `json` raises where it cannot.

    From Python 3.12 on the runtime leaves non-ASCII text as it is; Decimal becomes a number.
    """
    return json.dumps(value, ensure_ascii=False, default=_write_other)


def _write_other(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def is_too_large_response(text: str) -> bool:
    return len(utf8(text)) > _RESPONSE_LIMIT


RESPONSE_TOO_LARGE = f"Response payload size exceeded maximum allowed payload size ({_RESPONSE_LIMIT} bytes)."
