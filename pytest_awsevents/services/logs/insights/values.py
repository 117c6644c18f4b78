"""Values of fields: how they compare, in which order they come, and how they are shown."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_CHUNK = re.compile(r"\d+|[^\d]+")
_DIGIT = ord("0")
_LONGEST = 40  # digits of a number
_LARGEST = 2**63


class Timestamp(int):
    """Milliseconds since the epoch that are shown as a time."""


@dataclass(frozen=True, slots=True)
class Period:
    """A number of units of time: `5m`."""

    count: int
    unit: str


Value: TypeAlias = str | int | float | bool | Timestamp | Period | None
"""None is a field that is not there."""


def number_of(value: Value) -> int | float | None:
    """What a value counts as, texts that are numbers too."""
    if isinstance(value, int | float):  # booleans and timestamps, too
        return int(value) if isinstance(value, int) else value
    if isinstance(value, str) and len(value) <= _LONGEST and _NUMBER.fullmatch(value):
        return int(value) if value.lstrip("+-").isdecimal() else float(value)
    return None


def text_of(value: Value) -> str | None:
    """How a value is shown: times as AWS writes them, booleans as 1 and 0, fractions with four digits at most."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Timestamp):
        return _shown_time(value)
    if isinstance(value, float):
        return _shown_fraction(value)
    return str(int(value)) if isinstance(value, int) else f"{value.count}{value.unit}"


def _shown_time(value: Timestamp) -> str:
    try:
        at = datetime.fromtimestamp(value // 1000, UTC)
    except (ValueError, OverflowError, OSError):  # before the year 1, or after 9999
        return str(int(value))
    return f"{at:%Y-%m-%d %H:%M:%S}.{value % 1000:03}"


def _shown_fraction(value: float) -> str:
    if not math.isfinite(value):
        return str(value)
    return f"{value:.4f}".rstrip("0").rstrip(".")


def bounded(number: float) -> float:
    """A number as a computer counts: whole ones that are too large become fractions; raises OverflowError."""
    return float(number) if isinstance(number, int) and abs(number) >= _LARGEST else number


def is_true(value: Value) -> bool:
    """Whether a filter lets a row through that has this value."""
    return isinstance(value, int | float) and value != 0


def equal(one: Value, other: Value) -> bool:
    """Two texts are compared as such, anything else as numbers where both are some; what is missing equals nothing."""
    if one is None or other is None:
        return False
    if not (isinstance(one, str) and isinstance(other, str)):
        numbers = number_of(one), number_of(other)
        if None not in numbers:
            return numbers[0] == numbers[1]
    return text_of(one) == text_of(other)


def compare(one: Value, other: Value) -> int | None:
    """-1, 0 or 1 as one is less than, equal to or greater than the other: as numbers where both are, else as texts."""
    if one is None or other is None:
        return None
    left: Any = number_of(one)
    right: Any = number_of(other)
    if left is None or right is None:
        left, right = text_of(one), text_of(other)
    return int(left > right) - int(left < right)


def sort_key(value: Value) -> tuple[Any, ...]:
    """Natural order (documented for `sort`): what is no number comes first, digits in it by length, then by value.

    What is missing comes before everything (convention).
    """
    if value is None:
        return (0,)
    number = number_of(value)
    if number is not None:
        return (2, number, text_of(value))
    return (1, *map(_chunk_key, _CHUNK.findall(text_of(value) or "")))


def _chunk_key(chunk: str) -> tuple[int, int, str]:
    if chunk.isdecimal() and chunk.isascii():
        return (_DIGIT, len(chunk), chunk)
    return (ord(chunk[0]), 0, chunk)
