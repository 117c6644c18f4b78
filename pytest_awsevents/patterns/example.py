"""A smallest event for a pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_awsevents.patterns.describe import describe_leaf
from pytest_awsevents.patterns.pattern import Pattern, as_pattern
from pytest_awsevents.patterns.witnesses import witnesses

if TYPE_CHECKING:
    from pytest_awsevents.patterns.atoms import Json
    from pytest_awsevents.patterns.parse import Branch


class NoExample(ValueError):
    """No event can match the pattern; the text says which leaf is to blame."""


def example_event(pattern: str | Pattern) -> dict[str, Json]:
    """An event that matches and has only the fields that the pattern asks for.

    Raises NoExample if none can exist, InvalidPattern for a text that EventBridge refuses.
    """
    problem: NoExample | None = None
    for branch in as_pattern(pattern).branches:
        try:
            return _event_for(branch)
        except NoExample as error:
            problem = problem or error
    raise problem or AssertionError("a pattern has branches")


def put(event: dict[str, Json], path: str, value: Json) -> None:
    """Sets a field by its dotted path. Below a value, where no object can be, the rest of the path keeps its dots."""
    steps = path.split(".")
    place = event
    for depth, step in enumerate(steps[:-1]):
        inner = place.setdefault(step, {})
        if not isinstance(inner, dict):
            place[".".join(steps[depth:])] = value
            return
        place = inner
    place[steps[-1]] = value


def _event_for(branch: Branch) -> dict[str, Json]:
    event: dict[str, Json] = {}
    for leaf in branch:
        if leaf.accepts_absence:
            continue
        for value in witnesses(leaf):
            put(event, leaf.path, value)
            break
        else:
            raise NoExample(f"{leaf.path}: no value is {describe_leaf(leaf)}")
    return event
