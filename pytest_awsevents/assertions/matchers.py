"""Matchers: what a test says of the event it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_awsevents.assertions.comparing import differences
from pytest_awsevents.core.records import Delivery, Event, RuleEvaluation
from pytest_awsevents.patterns import Mismatch


class EventMatcher:
    """Says of an event whether it is meant; made by `event()`."""

    def __init__(self, wanted: Mapping[str, object]) -> None:
        self._wanted = wanted

    def matches(self, value: object, /) -> bool:
        """Whether a record (an event, or what came of it) or an envelope is meant."""
        envelope = _envelope(value)
        return envelope is not None and not any(differences(self._wanted, envelope))

    def explain(self, value: object, /) -> tuple[Mismatch, ...]:
        """What keeps a record or an envelope from being meant; empty where it is."""
        return tuple(differences(self._wanted, _envelope(value)))

    def __eq__(self, other: object) -> bool:
        return self is other or self.matches(other)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        named = ", ".join(f"{_KEYWORDS.get(name, name)}={value!r}" for name, value in self._wanted.items())
        return f"event({named})"


class _Unset:
    def __repr__(self) -> str:
        return "<not given>"


_UNSET: Final = _Unset()
_KEYWORDS = {"detail-type": "detail_type"}


def event(
    *,
    source: object = _UNSET,
    detail_type: object = _UNSET,
    detail: object = _UNSET,
    resources: object = _UNSET,
    id: object = _UNSET,
    time: object = _UNSET,
    account: object = _UNSET,
    region: object = _UNSET,
) -> EventMatcher:
    """The event with these members; those that are not given may be anything.

    Objects match partially at every depth, lists exactly. A value may be an `re.Pattern`, `unittest.mock.ANY` or
    anything else that decides by `==`.
    """
    members = {
        "source": source,
        "detail-type": detail_type,
        "detail": detail,
        "resources": resources,
        "id": id,
        "time": time,
        "account": account,
        "region": region,
    }
    return EventMatcher({name: value for name, value in members.items() if value is not _UNSET})


def _envelope(value: object) -> Mapping[str, object] | None:
    if isinstance(value, RuleEvaluation | Delivery):
        value = value.event
    if isinstance(value, Event):
        return value.raw_event
    return value if isinstance(value, Mapping) else None
