"""The records of a log, sorted by kind and found by the values of their members, as far as somebody asks for them."""

from __future__ import annotations

import threading
from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from pytest_awsevents.core.records import Delivery, Event, Record, RuleEvaluation

R = TypeVar("R", bound=Record)

Path: TypeAlias = tuple[str, ...]
"""An attribute of a record by its dotted name, then members of what is there: `("raw_event", "detail", "id")`."""
Scalar: TypeAlias = str | int | float | bool | None

SCALARS = (str, int, float, bool, type(None))
_NOTHING: list[Any] = []
_EVENTS: Mapping[type[Record], str] = {
    Event: "raw_event",
    RuleEvaluation: "event.raw_event",
    Delivery: "event.raw_event",
}
_seq = attrgetter("seq")


def of_event(kind: type[Record], needs: Mapping[Path, Scalar]) -> dict[Path, Scalar]:
    """What the event of records of a kind needs: its own members, or those of the event that led to a record."""
    event = _EVENTS.get(kind)
    return {} if event is None else {(event, *path): value for path, value in needs.items()}


class Shelves:
    """Records by `seq` on one shelf for each kind. Appending is elsewhere and stays cheap: sorting is for who reads."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._all: list[Record] = []
        self._shelves: dict[type[Record], list[Record]] = {}
        self._indexes: dict[tuple[type[Record], Path], _Index] = {}
        self._lock = threading.Lock()

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """The records of exactly one kind, of all kinds for `Record`."""
        with self._lock:
            self._fill()
            return tuple(self._shelf(kind))

    def where(self, kind: type[R], needs: Mapping[Path, Scalar]) -> tuple[Sequence[R], Collection[Path]]:
        """Records of a kind among which are all that have these values, as few as can be told at once.

        With the paths at which every one of them is sure to have its value; where that is a text: the very same one.
        """
        with self._lock:
            self._fill()
            shelf = self._shelf(kind)
            found: Sequence[R] = shelf
            rarest: Path | None = None
            everywhere = []
            for path, value in needs.items():
                with_value = self._index(kind, path).find(shelf, value)
                if len(with_value) == len(shelf):
                    everywhere.append(path)
                elif len(with_value) < len(found):
                    found, rarest = with_value, path
            return tuple(found), everywhere if rarest is None else [*everywhere, rarest]

    def _shelf(self, kind: type[R]) -> list[R]:
        # A shelf holds one kind.
        return self._all if kind is Record else self._shelves.setdefault(kind, [])  # type: ignore[return-value]

    def _index(self, kind: type[R], path: Path) -> _Index:
        return self._indexes.setdefault((kind, path), _Index(path))

    def _fill(self) -> None:
        new = self._records[len(self._all) :]
        if not new:
            return
        numbers = list(map(_seq, new))
        if (self._all and numbers[0] < self._all[-1].seq) or numbers != sorted(numbers):
            self._insert(new)
            return
        self._all += new
        shelves = self._shelves
        for record in new:
            kind = type(record)
            if kind in shelves:
                shelves[kind].append(record)
            else:
                shelves[kind] = [record]

    def _insert(self, new: Iterable[Record]) -> None:
        """Threads have appended some records the other way round: what was found before may be in another order."""
        self._indexes.clear()
        for record in new:
            insort(self._all, record, key=_seq)
            insort(self._shelves.setdefault(type(record), []), record, key=_seq)


class _Index:
    """The records of one shelf by one value, which never changes."""

    def __init__(self, path: Path) -> None:
        self._attribute = attrgetter(path[0])
        self._members = path[1:]
        self._found: dict[Scalar, Any] = {}
        """A record where there is one of that value, a list of them where there are more: most ids are of one."""
        self._number = 0

    def find(self, shelf: Sequence[Any], value: Scalar) -> Sequence[Any]:
        """The records of the shelf that have the value; those that came since it was last asked are added."""
        if self._number < len(shelf):
            self._add(shelf[self._number :])
            self._number = len(shelf)
        found = self._found.get(value, _NOTHING)
        return found if isinstance(found, list) else [found]

    def _add(self, new: Sequence[Any]) -> None:
        value_of, members, found = self._attribute, self._members, self._found
        for record in new:
            try:
                value = value_of(record)
                for name in members:
                    value = value[name]
                if value not in found:
                    found[value] = record
                    continue
            except (KeyError, TypeError):  # there is no such member, or no plain value
                continue
            others = found[value]
            if isinstance(others, list):
                others.append(record)
            else:
                found[value] = [others, record]
