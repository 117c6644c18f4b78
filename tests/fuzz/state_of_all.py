"""All that a fake keeps, as plain values that compare."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pytest_awsevents.core.records import Record
from pytest_awsevents.fake import AwsFake

_KEPT = ("pytest_awsevents.services.", "pytest_awsevents.core.content", "pytest_awsevents.core.rules")
_PLAIN = (str, bytes, int, float, bool, datetime, date, type(None))


def state_of_all(fake: AwsFake, without: Container[str] = ()) -> dict[Any, Any]:
    """The state of all services in all accounts and regions; what is empty counts as not there."""
    walk = _Walk(without)
    found = {place: walk.plain(state) for place, state in fake._states.items()}
    return {place: value for place, value in found.items() if value}


def changes(before: Any, after: Any, path: str = "") -> list[str]:
    """Where two such states differ; to look somewhere for the first time is no change."""
    if before == after:
        return []
    if not path:
        after = {place: state for place, state in after.items() if place in before}
    if isinstance(before, dict) and isinstance(after, dict):
        names = [*before, *(name for name in after if name not in before)]
        return [line for name in names for line in changes(before.get(name), after.get(name), f"{path}/{name}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [line for number, (one, other) in pairs for line in changes(one, other, f"{path}/{number}")]
    return [f"{path}: {before!r:.200} -> {after!r:.200}"]


class _Walk:
    """Objects refer to each other: inside itself, one is only a mark."""

    def __init__(self, without: Container[str]) -> None:
        self._without = without
        self._open: set[int] = set()

    def plain(self, value: Any) -> Any:
        if isinstance(value, _PLAIN):
            return value
        if id(value) in self._open:
            return "..."
        self._open.add(id(value))
        try:
            return self._inside(value)
        finally:
            self._open.discard(id(value))

    def _inside(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(key): self.plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple | deque):
            return self._items(value)
        if isinstance(value, set | frozenset):
            return sorted(map(repr, value))
        if not type(value).__module__.startswith(_KEPT):
            return type(value).__name__  # the world around a service, and functions of users
        if hasattr(value, "__iter__") and hasattr(value, "__len__"):
            return self._items(value)
        kept = {name: self.plain(item) for name, item in _members(value).items() if name not in self._without}
        return {name: item for name, item in kept.items() if item not in (None, {}, [])}

    def _items(self, values: Iterable[Any]) -> list[Any]:
        """Without what happened: CloudTrail keeps even the calls that were refused."""
        return [self.plain(item) for item in values if not isinstance(item, Record)]


def _members(value: Any) -> dict[str, Any]:
    if dataclasses.is_dataclass(value):
        return {
            field.name: getattr(value, field.name) for field in dataclasses.fields(value) if hasattr(value, field.name)
        }
    named = dict(getattr(value, "__dict__", {}))
    for kind in type(value).__mro__:
        for name in getattr(kind, "__slots__", ()):
            if hasattr(value, name):
                named[name] = getattr(value, name)
    return named
