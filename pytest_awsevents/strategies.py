"""Hypothesis strategies for events, from a pattern. Needs Hypothesis, which the plugin itself does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from pytest_awsevents.patterns import NoExample, Pattern, parse
from pytest_awsevents.patterns.example import put
from pytest_awsevents.patterns.witnesses import witnesses

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_awsevents.patterns import Json
    from pytest_awsevents.patterns.operators import Leaf
    from pytest_awsevents.patterns.parse import Branch

__all__ = ["matching_events", "nearly_matching_events"]

Event = dict[str, "Json"]

_OTHER_VALUES: st.SearchStrategy[Json] = (
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=8) | st.lists(st.integers(0, 9), max_size=2)
)
# Never the first step of a path in an event of EventBridge, so it disturbs no pattern in use.
_EXTRA_FIELD = "unrelated"


def matching_events(pattern: str | Pattern) -> st.SearchStrategy[Event]:
    """Events that match the pattern: any of its alternatives and `$or` branches, values alone or among others.

    Raises InvalidPattern, or NoExample for a pattern that no event can match.
    """
    pattern = parse(pattern) if isinstance(pattern, str) else pattern
    branches = [branch for branch in pattern.branches if all(map(_is_possible, branch))]
    if not branches:
        raise NoExample(f"no event matches {pattern.text}")
    return st.sampled_from(branches).flatmap(_events_of).filter(pattern.matches)


def nearly_matching_events(pattern: str | Pattern) -> st.SearchStrategy[Event]:
    """Events that do not match, but are one field away from one that does: it is missing, or has another value."""
    pattern = parse(pattern) if isinstance(pattern, str) else pattern
    return matching_events(pattern).flatmap(lambda event: _spoilt(pattern, event)).filter(_not(pattern.matches))


def _not(judge: Callable[[Event], bool]) -> Callable[[Event], bool]:
    return lambda event: not judge(event)


def _is_possible(leaf: Leaf) -> bool:
    return leaf.accepts_absence or any(True for _ in witnesses(leaf))


def _events_of(branch: Branch) -> st.SearchStrategy[Event]:
    values = st.tuples(*map(_leaf_values, branch))
    extra = st.dictionaries(st.just(_EXTRA_FIELD), _OTHER_VALUES)
    return st.builds(lambda chosen, more: _event(branch, chosen) | more, values, extra)


def _leaf_values(leaf: Leaf) -> st.SearchStrategy[list[Json]]:
    """The values of a leaf: none for a field that is left out, several for an array."""
    found = list(witnesses(leaf))
    absent: list[st.SearchStrategy[list[Json]]] = [st.just([])] if leaf.accepts_absence else []
    alone = [st.sampled_from(found).map(lambda value: [value])] if found else []
    among = [st.tuples(st.sampled_from(found), _OTHER_VALUES).map(list)] if found else []
    return st.one_of(*absent, *alone, *among)


def _event(branch: Branch, chosen: tuple[list[Json], ...]) -> Event:
    event: Event = {}
    for leaf, values in zip(branch, chosen, strict=True):
        if values:
            put(event, leaf.path, values[0] if len(values) == 1 else values)
    return event


@st.composite
def _spoilt(draw: st.DrawFn, pattern: Pattern, event: Event) -> Event:
    paths = sorted({leaf.path for branch in pattern.branches for leaf in branch})
    path = draw(st.sampled_from(paths))
    spoilt = _without(event, path.split("."))
    if draw(st.booleans()):
        put(spoilt, path, draw(_OTHER_VALUES))
    return spoilt


def _without(event: Event, steps: list[str]) -> Event:
    """A copy of the event without one field."""
    first, *rest = steps
    copy = dict(event)
    inner = copy.get(first)
    if rest and isinstance(inner, dict):
        copy[first] = _without(inner, rest)
    elif not rest:
        copy.pop(first, None)
    return copy
