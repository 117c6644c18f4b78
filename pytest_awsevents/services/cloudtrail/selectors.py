"""Advanced event selectors judged against records: which records are kept, and which field kept one out.

Pure. As documented: any selector may keep a record; in a selector all fields have to agree; in a field the values of
Equals, StartsWith and EndsWith are alternatives, and each value of a Not operator is a veto.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Selector: TypeAlias = Mapping[str, Any]
"""One AdvancedEventSelector, as the API has it."""
LogRecord: TypeAlias = Mapping[str, Any]
"""One CloudTrail record."""

POSITIVE: Mapping[str, Callable[[str, str], bool]] = {
    "Equals": str.__eq__,
    "StartsWith": str.startswith,
    "EndsWith": str.endswith,
}
NEGATIVE: Mapping[str, Callable[[str, str], bool]] = {f"Not{name}": test for name, test in POSITIVE.items()}


class Obstacle(NamedTuple):
    """The first field of a selector that a record does not meet, what was wanted of it, and what the record has."""

    selector: str
    field: str
    wanted: str
    got: tuple[str, ...]


def keeps(selectors: Iterable[Selector], record: LogRecord) -> bool:
    """Whether any of the selectors keeps a record."""
    return any(all(_agrees(field, record) for field in one["FieldSelectors"]) for one in selectors)


def obstacles(selectors: Sequence[Selector], record: LogRecord) -> tuple[Obstacle, ...]:
    """What kept a record out, one for each selector; empty where it is kept."""
    found = []
    for number, selector in enumerate(selectors, start=1):
        missed = next((field for field in selector["FieldSelectors"] if not _agrees(field, record)), None)
        if missed is None:
            return ()
        name = selector.get("Name") or f"selector {number}"
        found.append(Obstacle(name, missed["Field"], _wanted(missed), values_of(record, missed["Field"])))
    return tuple(found)


def categories(selectors: Iterable[Selector]) -> frozenset[str]:
    """The event categories that selectors name."""
    return frozenset(
        value
        for selector in selectors
        for field in selector["FieldSelectors"]
        if field["Field"] == "eventCategory"
        for value in field.get("Equals", ())
    )


def values_of(record: LogRecord, field: str) -> tuple[str, ...]:
    """What a record has at a field of selectors, as texts; one for each resource at `resources.*`."""
    if field.startswith("resources."):
        name = field.removeprefix("resources.")
        found = [resource.get(name) for resource in record.get("resources") or ()]
    else:
        value: Any = record
        for name in field.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        found = [value]
    return tuple(_as_text(value) for value in found if value is not None)


def _agrees(field: Mapping[str, Any], record: LogRecord) -> bool:
    values = values_of(record, field["Field"])
    if any(test(value, veto) for name, test in NEGATIVE.items() for veto in field.get(name, ()) for value in values):
        return False
    wanted = [(test, text) for name, test in POSITIVE.items() for text in field.get(name, ())]
    return not wanted or any(test(value, text) for test, text in wanted for value in values)


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _wanted(field: Mapping[str, Any]) -> str:
    operators = [name for name in (*POSITIVE, *NEGATIVE) if field.get(name)]
    return " and ".join(f"{name} {' or '.join(field[name])}" for name in operators)
