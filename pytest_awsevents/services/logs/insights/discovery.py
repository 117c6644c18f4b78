"""Finds the fields of a log event: those that every event has, those of JSON, those of lines that Lambda writes.

The guide's page "Supported logs and discovered fields".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pytest_awsevents.services.logs.insights.values import Value

_MOST = 200
_LAMBDA = "/aws/lambda/"
_KIND = re.compile(r"(START|END|REPORT) RequestId: (\S+)")
_REQUEST = re.compile(r"RequestId: (\S+)|\t([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\t")
_FIGURES = {
    "@duration": re.compile(r"(?:^|\s)Duration: ([\d.]+) ms"),
    "@billedDuration": re.compile(r"Billed Duration: ([\d.]+) ms"),
    "@initDuration": re.compile(r"Init Duration: ([\d.]+) ms"),
    "@memorySize": re.compile(r"Memory Size: (\d+) MB"),
    "@maxMemoryUsed": re.compile(r"Max Memory Used: (\d+) MB"),
}
_MEGABYTE = 1_000_000
_LARGEST = 2**63
_DECODER = json.JSONDecoder()


def discovered(message: str, group: str) -> dict[str, Value]:
    """The fields that are found in a message of a log group, besides those that all events have."""
    if not group.startswith(_LAMBDA):
        return _flattened(_json_object(message, 0)) if message.lstrip().startswith("{") else {}
    return {**_of_lambda(message), **_flattened(_json_object(message, max(message.find("{"), 0)))}


def _json_object(message: str, start: int) -> Any:
    """The JSON object that begins there, or None; in logs of Lambda something may stand around it."""
    try:
        return _DECODER.raw_decode(message[start:].lstrip())[0]
    except (ValueError, RecursionError):
        return None


def _flattened(content: Any) -> dict[str, Value]:
    if not isinstance(content, dict):
        return {}
    found: dict[str, Value] = {}
    for name, value in _leaves(content, ""):
        if len(found) == _MOST:
            break
        found[f"@{name}" if name.startswith("@") else name] = value
    return found


def _leaves(content: Any, path: str) -> Iterator[tuple[str, Value]]:
    """Members and items by their paths; what is null is not there (convention)."""
    if isinstance(content, dict | list):
        items = content.items() if isinstance(content, dict) else enumerate(content)
        for key, value in items:
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(content, int) and abs(content) >= _LARGEST:
        yield path, str(content)
    elif content is not None:
        yield path, content


def _of_lambda(message: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    if kind := _KIND.match(message):
        found["@type"] = kind[1]
    if request := _REQUEST.search(message):
        found["@requestId"] = request[1] or request[2]
    if found.get("@type") == "REPORT":
        for name, pattern in _FIGURES.items():
            if figure := pattern.search(message):
                bytes_each = _MEGABYTE if "emory" in name else 1
                found[name] = _as_java_writes_it(float(figure[1]) * bytes_each)
    return found


def _as_java_writes_it(number: float) -> str:
    """`1395.0`, `1.28E8` (recorded)."""
    if number < 10_000_000:
        return repr(number)
    digits, _, exponent = f"{number:e}".partition("e")
    digits = digits.rstrip("0")
    return f"{digits}0E{int(exponent)}" if digits.endswith(".") else f"{digits}E{int(exponent)}"
