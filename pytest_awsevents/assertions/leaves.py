"""Matchers for values inside events, params and payloads; with `==` too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence, Sized
from typing import Final, Generic, TypeVar, cast

from pytest_awsevents.assertions.combining import BaseMatcher, Keeps
from pytest_awsevents.assertions.comparing import as_got, differences
from pytest_awsevents.assertions.layout import shown
from pytest_awsevents.patterns import ABSENT, Mismatch

T = TypeVar("T")


class _Absent(BaseMatcher):
    """The member is not there, which is not the same as null."""

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        if got is not ABSENT:
            yield Mismatch(path=path, wanted="no such member", got=as_got(got), reason="extra")

    def __repr__(self) -> str:
        return "Absent"


Absent: Final = _Absent()
"""Says of a member that it is not there: `event(detail={"coupon": Absent})`."""


class Exact(BaseMatcher):
    """This value and nothing else: at no depth may an object have further members."""

    def __init__(self, wanted: object) -> None:
        self._wanted = wanted

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        yield from differences(self._wanted, got, path, exact=True)

    def parts(self) -> Iterable[object]:
        return (self._wanted,)

    def __repr__(self) -> str:
        return f"Exact({self._wanted!r})"


class Contains(BaseMatcher):
    """A list that has these items among others, in any order; each needs an item of its own. Or a part of a text."""

    def __init__(self, *items: object) -> None:
        if not items:
            raise ValueError("Contains() wants nothing; name at least one item")
        self._items = items

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        if isinstance(got, str):
            missing = [item for item in self._items if not (isinstance(item, str) and item in got)]
        elif isinstance(got, Sequence):
            missing = _without_partner(self._items, got)
        else:
            missing = list(self._items)
        kind = "the text" if isinstance(got, str) else "an item like"
        for item in missing:
            yield Mismatch(path=path, wanted=f"{kind} {shown(item)}", got=as_got(got), reason="value")

    def parts(self) -> Iterable[object]:
        return self._items

    def __repr__(self) -> str:
        return f"Contains({', '.join(map(repr, self._items))})"


class Len(BaseMatcher):
    """Something of this length, or of a length in a range: `Len(2)`, `Len(range(1, 4))`."""

    def __init__(self, length: int | range) -> None:
        self._length = length

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        lengths = self._length if isinstance(self._length, range) else (self._length,)
        if not isinstance(got, Sized):
            yield Mismatch(path=path, wanted=repr(self), got=as_got(got), reason="type")
        elif len(got) not in lengths:
            yield Mismatch(path=path, wanted=f"{self!r}, not {len(got)}", got=as_got(got), reason="value")

    def __repr__(self) -> str:
        return f"Len({self._length!r})"


class JsonText(BaseMatcher):
    """A string that holds JSON, of which this is wanted: objects partially, as everywhere."""

    def __init__(self, wanted: object) -> None:
        self._wanted = wanted

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        try:
            value = json.loads(got) if isinstance(got, str | bytes) else ABSENT
        except (ValueError, RecursionError):
            value = ABSENT
        if value is ABSENT:
            yield Mismatch(
                path=path, wanted=f"a string of JSON like {shown(self._wanted)}", got=as_got(got), reason="type"
            )
        else:
            yield from differences(self._wanted, value, path)

    def parts(self) -> Iterable[object]:
        return (self._wanted,)

    def __repr__(self) -> str:
        return f"JsonText({self._wanted!r})"


class Capture(Keeps, Generic[T]):
    """Takes the value at its place out of every record that matched: `value` is the first, `values` are all."""

    def __init__(self, wanted: object = ABSENT) -> None:
        self._wanted = wanted
        self._seen: object = ABSENT
        self._kept: list[T] = []

    @property
    def value(self) -> T:
        """The value in the first record that matched."""
        if not self._kept:
            raise AssertionError(f"{self!r} has captured nothing: nothing matched yet")
        return self._kept[0]

    @property
    def values(self) -> tuple[T, ...]:
        """The values in all records that matched, in their order."""
        return tuple(self._kept)

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        if got is ABSENT:
            yield Mismatch(path=path, wanted="any value", got=ABSENT, reason="absent")
        elif self._wanted is not ABSENT:
            yield from differences(self._wanted, got, path)
        self._seen = got

    def keep(self) -> None:
        if self._seen is not ABSENT:
            self._kept.append(cast("T", self._seen))
            self._seen = ABSENT

    def parts(self) -> Iterable[object]:
        return (self._wanted,)

    def __repr__(self) -> str:
        return f"Capture({'' if self._wanted is ABSENT else repr(self._wanted)})"


def _without_partner(wanted: Sequence[object], got: Sequence[object]) -> list[object]:
    """The wanted items that get no item of their own, with as many pairs as there can be (augmenting paths)."""
    fits = [[place for place, item in enumerate(got) if not any(differences(one, item))] for one in wanted]
    taken: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        for where in fits[index]:
            if where not in tried:
                tried.add(where)
                if where not in taken or place(taken[where], tried):
                    taken[where] = index
                    return True
        return False

    return [item for index, item in enumerate(wanted) if not place(index, set())]
