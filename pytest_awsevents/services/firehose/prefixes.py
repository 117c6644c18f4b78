"""Prefixes of keys, with expressions such as `!{timestamp:yyyy/MM/dd}` (developer guide, "custom prefixes")."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from pytest_awsevents.services.firehose.state import invalid

DEFAULT_TIME = "!{timestamp:yyyy/MM/dd/HH}/"
ERROR_TYPE = "!{firehose:error-output-type}"
_EXPRESSION = re.compile(r"!\{([^:}]*):([^}]*)\}")
_PATTERN_PART = re.compile(r"'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+")
_RANDOM = 11

# Letters of java.time.format.DateTimeFormatter, by how often they stand in a row.
_LETTERS: Mapping[str, Mapping[int, str]] = {
    "y": {2: "%y", 4: "%Y"},
    "u": {2: "%y", 4: "%Y"},
    "Y": {2: "%y", 4: "%Y"},
    "M": {1: "%-m", 2: "%m", 3: "%b", 4: "%B"},
    "d": {1: "%-d", 2: "%d"},
    "D": {3: "%j"},
    "E": {1: "%a", 2: "%a", 3: "%a", 4: "%A"},
    "H": {1: "%-H", 2: "%H"},
    "h": {1: "%-I", 2: "%I"},
    "m": {1: "%-M", 2: "%M"},
    "s": {1: "%-S", 2: "%S"},
    "a": {1: "%p"},
}


def check_prefixes(prefix: str, error_prefix: str) -> None:
    """Refuses prefixes that Firehose refuses (developer guide, "Rules that apply to expressions")."""
    if _EXPRESSION.search(prefix) and not error_prefix:
        raise invalid("ErrorOutputPrefix cannot be null or empty when Prefix contains expressions.")
    if ERROR_TYPE in prefix:
        raise invalid("Prefix cannot contain !{firehose:error-output-type}.")
    if _EXPRESSION.search(error_prefix) and ERROR_TYPE not in error_prefix:
        raise invalid("ErrorOutputPrefix must contain at least one instance of !{firehose:error-output-type}.")
    for text in (prefix, error_prefix):
        evaluated(text, datetime(2000, 1, 1), lambda length: "x" * length, "any")


def evaluated(prefix: str, at: datetime, random: Callable[[int], str], error_type: str) -> str:
    """A prefix with its expressions filled in; one without a time of its own gets that of AWS."""

    def fill(match: re.Match[str]) -> str:
        namespace, value = match[1], match[2]
        if namespace == "timestamp":
            return _formatted(value, at)
        if namespace == "firehose" and value == "random-string":
            return random(_RANDOM)
        if namespace == "firehose" and value == "error-output-type":
            return error_type
        raise invalid(f"The prefix has an expression that is not supported: {match[0]}")

    if "!{timestamp:" not in prefix:
        prefix += DEFAULT_TIME
    return _EXPRESSION.sub(fill, prefix)


def _formatted(pattern: str, at: datetime) -> str:
    return "".join(_part(match, pattern, at) for match in _PATTERN_PART.finditer(pattern))


def _part(match: re.Match[str], pattern: str, at: datetime) -> str:
    letter = match[2]
    if letter is None:
        return match[0] if match[1] is None else match[1] or "'"
    count = len(match[0])
    if letter == "S":
        return f"{at.microsecond:06}".ljust(count, "0")[:count]
    form = _LETTERS.get(letter, {}).get(count)
    if form is None:
        raise invalid(f"The prefix has an invalid timestamp format: {pattern}")
    text = at.strftime(form.replace("-", ""))
    return (text.lstrip("0") or "0") if "-" in form else text
