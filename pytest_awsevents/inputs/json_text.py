"""JSON as AWS writes it: compact, UTF-8."""

from __future__ import annotations

import re
from json import JSONEncoder
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
_SURROGATE = re.compile("[\ud800-\udfff]")


def compact(value: Json) -> str:
    """Write the value without blanks, members in their own order. Raises RecursionError for very deep values."""
    return _ENCODER.encode(value)


def encodable(text: str) -> str:
    """The text with lone surrogates, which UTF-8 cannot hold, written as JSON escapes (convention)."""
    if text.isascii():
        return text
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
