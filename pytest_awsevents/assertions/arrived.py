"""That something with a text arrived somewhere: a message, a record, a log event, an input."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pytest_awsevents.assertions.comparing import cost, differences
from pytest_awsevents.assertions.expecting import Count, check_count, expectation, fail, is_expected
from pytest_awsevents.assertions.layout import counted, mismatch_lines, shortened, shown
from pytest_awsevents.core.records import Json
from pytest_awsevents.patterns import Mismatch

_LISTED = 5
_WIDTH = 120


class HasText(Protocol):
    """What arrived: its text, JSON or not."""

    @property
    def text(self) -> str: ...


T = TypeVar("T", bound=HasText)


@dataclass(frozen=True, slots=True)
class Arrivals(Generic[T]):
    """All that arrived at one place; `noun` and `place` name it: `message`, `in topic orders`."""

    items: Sequence[T]
    noun: str
    place: str
    elsewhere: Callable[[], Sequence[str]] = tuple
    """Lines about where else to look, for a place where nothing arrived."""

    def assert_some(self, wanted: object, count: Count, instead: str) -> T:
        """The first that is meant: all where `wanted` is None, else by matcher, text, or partial JSON."""
        __tracebackhide__ = True
        check_count(count, instead)
        found = [item for item in self.items if is_meant(wanted, item.text)]
        if is_expected(len(found), count):
            return found[0]
        headline = f"{self._title(len(found), wanted)}, {expectation(count)}"
        if found:
            fail(headline, _listed(found))
        if not self.items:
            fail(headline, [f"there was no {self.noun} at all", *self.elsewhere()])
        nearest = min(self.items, key=lambda item: cost(text_mismatches(wanted, item.text)))
        others = [item for item in self.items if item is not nearest]
        lines = [f"nearest: {_line(nearest)}", *mismatch_lines(text_mismatches(wanted, nearest.text), "test")]
        fail(headline, [*lines, *(["there also arrived:", *_listed(others)] if others else [])])

    def assert_none(self, wanted: object) -> None:
        """That nothing arrived that is meant."""
        __tracebackhide__ = True
        found = [item for item in self.items if is_meant(wanted, item.text)]
        if found:
            fail(f"{self._title(len(found), wanted)}, expected none", _listed(found))

    def _title(self, number: int, wanted: object) -> str:
        title = f"{counted(number, self.noun)} {self.place}"
        if wanted is None:
            return title
        return f"{title} with {repr(wanted) if hasattr(wanted, 'matches') else shown(wanted, _WIDTH)}"


def parsed(text: str) -> Json:
    """A text as JSON where it is JSON, else as it is."""
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value


def is_meant(wanted: object, text: str) -> bool:
    """Whether a text is what a test wants: JSON objects are compared partially."""
    if wanted is None or wanted == text:
        return True
    matches = getattr(wanted, "matches", None)
    return bool(matches(parsed(text)) if matches is not None else not list(differences(wanted, parsed(text))))


def text_mismatches(wanted: object, text: str) -> Sequence[Mismatch]:
    """Where a text is not what a test wants."""
    explain = getattr(wanted, "explain", None)
    if explain is not None:
        explained: Sequence[Mismatch] = explain(parsed(text))
        return explained
    return () if hasattr(wanted, "matches") else list(differences(wanted, parsed(text)))


def _listed(items: Sequence[HasText]) -> list[str]:
    more = len(items) - _LISTED
    return [*map(_line, items[:_LISTED]), *([f"... and {more} more"] if more > 0 else [])]


def _line(item: HasText) -> str:
    return shortened(item.text.replace("\n", "\\n"), _WIDTH) or "(an empty text)"
