"""The part of JSONPath that EventBridge takes: `$.detail.items[0].name`, with `*` for every member or item."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from pytest_awsevents.inputs.faults import InvalidPath
from pytest_awsevents.inputs.json_text import Json

# Documented: dots, dashes, underscores, alphanumeric characters, array indices, wildcards, slashes.
_PATH = re.compile(r"\$(?:\.(?:[\w/-]+|\*)|\[(?:[0-9]{1,9}|\*)\])*")
_STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>[0-9]+)\]|\[\*\]")
_EVERY = "*"  # no member can have this name in a path


class Missing(Enum):
    """The one value that says: the path leads nowhere in this event."""

    MISSING = "missing"


MISSING = Missing.MISSING


@dataclass(frozen=True, slots=True)
class EventPath:
    """A path that was read; `steps` are member names, indices and `*`."""

    text: str
    steps: tuple[str | int, ...]


def parse_path(text: str) -> EventPath:
    """Read a path. Raises InvalidPath.

    Reported: no leading `$` and quoted brackets are refused. Other syntax that the guide does not list is refused too.
    """
    if not _PATH.fullmatch(text):
        raise InvalidPath(text)
    steps = (_step(found) for found in _STEP.finditer(text))
    return EventPath(text, tuple(steps))


def _step(found: re.Match[str]) -> str | int:
    if found["index"]:
        return int(found["index"])
    return found["name"] or _EVERY


def is_valid_path(text: str) -> bool:
    return _PATH.fullmatch(text) is not None


def select(event: Json, path: EventPath) -> Json | Missing:
    """The value the path leads to, or MISSING. A path with `*` gives the list of all it leads to (convention)."""
    found = [event]
    for step in path.steps:
        found = [child for value in found for child in _children(value, step)]
    if _EVERY in path.steps:
        return found
    return found[0] if found else MISSING


def _children(value: Json, step: str | int) -> Iterable[Json]:
    if isinstance(value, dict):
        if step == _EVERY:
            return value.values()
        return (value[step],) if isinstance(step, str) and step in value else ()
    if isinstance(value, list):
        if step == _EVERY:
            return value
        return (value[step],) if isinstance(step, int) and step < len(value) else ()
    return ()
