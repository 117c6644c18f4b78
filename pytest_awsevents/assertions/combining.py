"""Matchers are put together with `&`, `|` and `~`, with each other and with plain values."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pytest_awsevents.assertions.comparing import Differs, as_got, cost, differences
from pytest_awsevents.core.masking import masked_params
from pytest_awsevents.core.records import ApiCall, HttpRequest, Record
from pytest_awsevents.core.shelves import Path, Scalar
from pytest_awsevents.patterns import Mismatch


class BaseMatcher(Differs):
    """Says of a record, an envelope or a value whether it is meant, and if not, why."""

    @abstractmethod
    def __repr__(self) -> str: ...

    def parts(self) -> Iterable[object]:
        """What this is made of: where captures may be."""
        return ()

    def matches(self, value: object, /) -> bool:
        """Whether a value is meant; captures inside keep what they saw in it."""
        if next(self.differences(value), None) is not None:
            return False
        for part in captures_in(self):
            part.keep()
        return True

    def explain(self, value: object, /) -> tuple[Mismatch, ...]:
        """What keeps a value from being meant; empty where it is."""
        return tuple(self.differences(value))

    def __eq__(self, other: object) -> bool:
        return self is other or self.matches(other)

    __hash__ = object.__hash__

    def __and__(self, other: object) -> BaseMatcher:
        return AllOf(self, other)

    def __rand__(self, other: object) -> BaseMatcher:
        return AllOf(other, self)

    def __or__(self, other: object) -> BaseMatcher:
        return AnyOf(self, other)

    def __ror__(self, other: object) -> BaseMatcher:
        return AnyOf(other, self)

    def __invert__(self) -> BaseMatcher:
        return Not(self)


class Keeps(BaseMatcher):
    """A matcher that keeps what it has seen once all around it matches."""

    @abstractmethod
    def keep(self) -> None:
        """Keeps what was seen last: all around it matched."""


def captures_in(wanted: object) -> Iterator[Keeps]:
    """The captures at any depth of what a test wants."""
    if isinstance(wanted, Keeps):
        yield wanted
    if isinstance(wanted, BaseMatcher):
        inner: Iterable[object] = wanted.parts()
    elif isinstance(wanted, Mapping):
        inner = wanted.values()
    else:
        inner = wanted if isinstance(wanted, list | tuple) else ()
    for part in inner:
        yield from captures_in(part)


class AllOf(BaseMatcher):
    """`a & b`."""

    def __init__(self, *wanted: object) -> None:
        self._wanted = wanted

    @property
    def needs(self) -> Mapping[Path, Scalar]:
        """Values that every event has that is meant."""
        return {path: value for one in self._wanted for path, value in getattr(one, "needs", {}).items()}

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        for one in self._wanted:
            yield from differences(one, got, path)

    def parts(self) -> Iterable[object]:
        return self._wanted

    def __repr__(self) -> str:
        return f"({' & '.join(map(_named, self._wanted))})"


class AnyOf(BaseMatcher):
    """`a | b`: the differences are those of the alternative that comes nearest."""

    def __init__(self, *wanted: object) -> None:
        self._wanted = wanted

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        found: list[Sequence[Mismatch]] = []
        for one in self._wanted:
            found.append(list(differences(one, got, path)))
            if not found[-1]:
                return
        nearest = min(found, key=cost)
        if all(len(one) == 1 and one[0].path == nearest[0].path for one in found):
            wanted = " or ".join(one[0].wanted for one in found)
            yield Mismatch(path=nearest[0].path, wanted=wanted, got=nearest[0].got, reason="value")
        else:
            yield from nearest

    def parts(self) -> Iterable[object]:
        return self._wanted

    def __repr__(self) -> str:
        return f"({' | '.join(map(_named, self._wanted))})"


class Not(BaseMatcher):
    """`~a`."""

    def __init__(self, unwanted: BaseMatcher) -> None:
        self._unwanted = unwanted

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        if next(differences(self._unwanted, got, path), None) is None:
            value = _raw(got) if isinstance(got, Record) else got
            yield Mismatch(path=path, wanted=repr(self), got=as_got(value), reason="value")

    def __repr__(self) -> str:
        return f"~{self._unwanted!r}"


def _raw(record: Record) -> object:
    """What a record holds, as it may be shown."""
    if isinstance(record, ApiCall):
        return masked_params(record.service, record.operation, record.params)
    return record.title if isinstance(record, HttpRequest) else record.raw


def _named(wanted: object) -> str:
    return f"/{wanted.pattern}/" if isinstance(wanted, re.Pattern) else repr(wanted)
