"""Comparing what a test wants with what happened: every difference, with its path.

Objects are compared partially (members that are not wanted are ignored), lists exactly. A wanted leaf may be a value,
a matcher of ours, an `re.Pattern` (searched in a string), or anything whose `==` decides: `unittest.mock.ANY`,
dirty-equals objects.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias, cast

from pytest_awsevents.assertions.layout import shown
from pytest_awsevents.patterns import ABSENT, Absent, Json, Mismatch

Got: TypeAlias = Json | Absent


class Differs(ABC):
    """A matcher that finds the differences itself; `got` is ABSENT where there is nothing."""

    @abstractmethod
    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        """What keeps a value from being meant; nothing where it is."""


def differences(wanted: object, got: object, path: str = "", *, exact: bool = False) -> Iterator[Mismatch]:
    """Where `got` is not what is wanted, in the order of `wanted`; `exact` refuses members that are not wanted."""
    if isinstance(wanted, Differs):
        yield from wanted.differences(got, path)
    elif isinstance(wanted, Mapping):
        yield from _object_differences(wanted, got, path, exact)
    elif isinstance(wanted, re.Pattern):
        if not isinstance(got, str) or not wanted.search(got):
            yield Mismatch(path=path, wanted=f"/{wanted.pattern}/", got=as_got(got), reason="value")
    elif _is_list(wanted) and _is_list(got) and len(wanted) == len(got):  # type: ignore[arg-type]
        for index, (item, other) in enumerate(zip(wanted, got, strict=True)):  # type: ignore[call-overload]
            yield from differences(item, other, f"{path}[{index}]", exact=exact)
    elif not _equal(wanted, got):
        yield Mismatch(path=path, wanted=shown(wanted), got=as_got(got), reason=_kind_of_difference(wanted, got))


def cost(mismatches: Sequence[Mismatch]) -> int:
    """How far off something is: a missing member weighs more than a wrong value."""
    return sum(2 if mismatch.got is ABSENT else 1 for mismatch in mismatches)


def _object_differences(wanted: Mapping[str, object], got: object, path: str, exact: bool) -> Iterator[Mismatch]:
    if not isinstance(got, Mapping):
        yield Mismatch(path=path, wanted=shown(wanted), got=as_got(got), reason="type")
        return
    for name, item in wanted.items():
        where = member(path, name)
        if name in got:
            yield from differences(item, got[name], where, exact=exact)
        elif isinstance(item, Differs):
            yield from item.differences(ABSENT, where)
        else:
            yield Mismatch(path=where, wanted=shown(item), got=ABSENT, reason="absent")
    for name in got if exact else ():
        if name not in wanted:
            yield Mismatch(path=member(path, name), wanted="no such member", got=as_got(got[name]), reason="extra")


def member(path: str, name: object) -> str:
    """The path of a member of what has a path."""
    return f"{path}.{name}" if path else str(name)


def _equal(wanted: object, got: object) -> bool:
    # True == 1 in Python, but not in JSON.
    if isinstance(wanted, bool) != isinstance(got, bool) and isinstance(wanted, int | float):
        return False
    return bool(got == wanted)


def _kind_of_difference(wanted: object, got: object) -> str:
    plain = (str, int, float, bool, list, dict, type(None))
    return "type" if isinstance(wanted, plain) and type(wanted) is not type(got) else "value"


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def as_got(value: object) -> Got:
    """Any value as what a mismatch found: it is only shown."""
    return cast("Got", value)
