"""Why one leaf failed, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pytest_awsevents.patterns.operators import Exactly, Exists, Leaf, Numeric

if TYPE_CHECKING:
    from pytest_awsevents.patterns.atoms import Atom, Json
    from pytest_awsevents.patterns.flatten import Flat

DIFFERS_IN_CASE = "differs only in letter case"
IS_AN_OBJECT = "the event has an object here, and only its fields can match"
NUMBER_FOR_STRING = "the event has a number, the pattern wants a string"
STRING_FOR_NUMBER = "the event has a string, the pattern wants a number"
NO_ELEMENT = "no element satisfies all: "
"""How the reason begins where leaves hold, but in different elements of an array."""


def reason_for(leaf: Leaf, flat: Flat, event: Mapping[str, Json]) -> str:
    """Names the likeliest mistake: absence, an object where a value should be, another type, another letter case."""
    found = flat.values.get(leaf.path)
    if leaf.path not in flat.values:
        return _reason_for_absence(leaf.path, event)
    values = found if isinstance(found, list) else [found]
    if leaf.alternatives == (Exists(False),):
        return "the field must be absent"
    return _reason_for_type(leaf, values) or _reason_for_case(leaf, values) or _plain_reason(values)


def _plain_reason(values: list[Atom]) -> str:
    return "the value is not what the pattern wants" if len(values) == 1 else "none of the values is wanted"


def _reason_for_absence(path: str, event: Mapping[str, Json]) -> str:
    place: Json = event
    for step in path.split("."):
        place = place.get(step) if isinstance(place, Mapping) else None
    if isinstance(place, Mapping):
        return IS_AN_OBJECT
    if isinstance(place, (list, tuple)):
        return "the event has an array without values here"
    return "the event has no value here"


def _reason_for_type(leaf: Leaf, values: list[Atom]) -> str | None:
    wanted = {type(item.value) for item in leaf.alternatives if isinstance(item, Exactly)}
    wanted |= {float for item in leaf.alternatives if isinstance(item, Numeric)}
    texts = all(isinstance(value, str) for value in values)
    numbers = all(isinstance(value, (int, float)) for value in values)
    if texts and wanted == {float} and len(leaf.alternatives) == 1:
        return STRING_FOR_NUMBER
    if numbers and wanted == {str} and len(leaf.alternatives) == 1:
        return NUMBER_FOR_STRING
    return None


def _reason_for_case(leaf: Leaf, values: list[Atom]) -> str | None:
    wanted = {
        item.value.casefold() for item in leaf.alternatives if isinstance(item, Exactly) and isinstance(item.value, str)
    }
    if any(isinstance(value, str) and value.casefold() in wanted for value in values):
        return DIFFERS_IN_CASE
    return None
