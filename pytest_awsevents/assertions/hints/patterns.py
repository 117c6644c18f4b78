"""About rules whose pattern does not match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pytest_awsevents.assertions.layout import shown
from pytest_awsevents.core.errors import nearest
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Event
from pytest_awsevents.patterns import ABSENT, Mismatch
from pytest_awsevents.patterns.reasons import (
    DIFFERS_IN_CASE,
    IS_AN_OBJECT,
    NO_ELEMENT,
    NUMBER_FOR_STRING,
    STRING_FOR_NUMBER,
)


def pattern_hint(mismatches: Sequence[Mismatch], event: Event, recorded: Recorded) -> str | None:
    """The likeliest mistake behind the first mismatch that has one; None where path, got and wanted say all."""
    for one in mismatches:
        hint = _hint(one, event, recorded)
        if hint is not None:
            return hint
    return None


def _hint(mismatch: Mismatch, event: Event, recorded: Recorded) -> str | None:
    if mismatch.path == "replay-name" and mismatch.got is ABSENT:
        return _replay_hint(event, recorded)
    if mismatch.reason == DIFFERS_IN_CASE:
        return f'only the case differs: [{{"equals-ignore-case": {mismatch.wanted}}}] in the pattern takes both'
    if mismatch.reason == STRING_FOR_NUMBER:
        return f"numbers match numbers only: put {str(mismatch.got)[:20]} without quotes"
    if mismatch.reason == NUMBER_FOR_STRING:
        return f'texts match texts only: put "{mismatch.got}", or write {mismatch.got} without quotes in the pattern'
    if mismatch.reason == IS_AN_OBJECT:
        return f"{mismatch.path} is an object: name its members in the pattern, only values match"
    if mismatch.reason.startswith(NO_ELEMENT):
        return f"put them into one element of {mismatch.path}, or take one of them out of the pattern"
    if mismatch.got is ABSENT:
        return _sibling_hint(mismatch.path, event.raw_event)
    return None


def _sibling_hint(path: str, envelope: Mapping[str, object]) -> str | None:
    """A member beside the missing one that is spelt alike."""
    *steps, name = path.split(".")
    place: object = envelope
    for step in steps:
        place = place.get(step) if isinstance(place, Mapping) else None
    close = nearest(name, [str(key) for key in place]) if isinstance(place, Mapping) else None
    return None if close is None else f"the event has {'.'.join([*steps, close])}: is it {name} or {close}?"


def _replay_hint(event: Event, recorded: Recorded) -> str:
    """The rule is for replayed events: which replays there were, and when this event was put."""
    for call in reversed(recorded.calls):
        if call.name == "events:StartReplay" and call.error is None:
            start, end = (f"{call.params[name]:%Y-%m-%dT%H:%M:%SZ}" for name in ("EventStartTime", "EventEndTime"))
            return (
                f"replay {call.params['ReplayName']} asked for {start} to {end}; "
                f"event #{event.seq} is of {shown(event.time)[1:-1]}"
            )
    return "only replayed events have it, and no replay was started: events.start_replay(...)"
