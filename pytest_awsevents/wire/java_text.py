"""How AWS's services, which are written in Java, print values and understand regular expressions."""

from __future__ import annotations

import re
import unicodedata
import warnings
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from pytest_awsevents.core.wording import Wording


def lower_camel(name: str) -> str:
    """`EventBusName` as errors print it: `eventBusName`."""
    return name[:1].lower() + name[1:]


def java_text(value: Any, shape: Shape, wording: Wording) -> str:
    """A value as Java's toString prints it: `[Entry(time=null, source=a)]`, `{key=value}` (recorded)."""
    if value is None:
        return "null"
    if isinstance(shape, StructureShape):
        shown = [
            f"{lower_camel(name)}={_member_text(value.get(name), member, wording)}"
            for name, member in shape.members.items()
        ]
        shown += [f"{name}=null" for name in wording.hidden_members.get(shape.name, ())]
        return f"{shape.name}({', '.join(shown)})"
    if isinstance(shape, ListShape):
        return f"[{', '.join(java_text(item, shape.member, wording) for item in value)}]"
    if isinstance(shape, MapShape):
        return "{" + ", ".join(f"{key}={java_text(item, shape.value, wording)}" for key, item in value.items()) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _member_text(value: Any, shape: Shape, wording: Wording) -> str:
    if value is not None and shape.metadata.get("sensitive"):
        return "***Sensitive Data Redacted***"  # as AWS's Java classes print it
    return java_text(value, shape, wording)


@cache
def compile_java_pattern(pattern: str) -> re.Pattern[str] | None:
    """The Python form of a model's pattern, or None where Python cannot express it: then nothing is refused."""
    translated = re.sub(r"\\p\{(?:Is)?([A-Za-z]+)\}", lambda found: _unicode_class(pattern, found), pattern)
    if "&&" in pattern or _nests_classes(pattern):  # intersections and unions of classes have no Python form
        return None
    translated = translated.replace(r"\z", r"\Z")
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)  # what Python may read otherwise one day: a union of classes
        try:
            return re.compile(translated)
        except (re.error, FutureWarning):
            return None


def _nests_classes(pattern: str) -> bool:
    inside = escaped = False
    for character in pattern:
        if escaped or character == "\\":
            escaped = not escaped
        elif character == "[":
            if inside:
                return True
            inside = True
        elif character == "]":
            inside = False
    return False


def _unicode_class(pattern: str, found: re.Match[str]) -> str:
    name = found[1]
    ranges = _POSIX.get(name) or _category_ranges(name)
    before = pattern[: found.start()]
    inside = before.count("[") - before.count(r"\[") > before.count("]") - before.count(r"\]")
    return ranges if inside else f"[{ranges}]"


_POSIX = {
    "Alpha": "A-Za-z",
    "Alnum": "A-Za-z0-9",
    "Digit": "0-9",
    "ASCII": "\\x00-\\x7f",
    "Print": "\\x20-\\x7e",
    "Graph": "\\x21-\\x7e",
    "Blank": "\\x20\\t",
    "Space": "\\s",
}
_LAST_ASSIGNED_LETTER = 0x323AF


@cache
def _category_ranges(category: str) -> str:
    """The members of a Unicode category such as `L` or `Nd`, for use inside a character class."""
    ranges: list[str] = []
    start: int | None = None
    for code in range(_LAST_ASSIGNED_LETTER + 2):
        inside = unicodedata.category(chr(code)).startswith(category)
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            ranges.append(f"\\U{start:08x}-\\U{code - 1:08x}")
            start = None
    return "".join(ranges)
