"""Patterns that EventBridge accepts although they cannot match, or do not mean what they say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from pytest_awsevents.patterns.describe import describe, describe_leaf
from pytest_awsevents.patterns.operators import (
    AnythingBut,
    AnythingButLike,
    Exactly,
    Exists,
    Leaf,
    Numeric,
    Operator,
)
from pytest_awsevents.patterns.pattern import Pattern, as_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

# The envelope of every event: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
_ENVELOPE = (
    "version",
    "id",
    "detail-type",
    "source",
    "account",
    "time",
    "region",
    "resources",
    "detail",
    "replay-name",
)
_TEXTS = frozenset(_ENVELOPE) - {"detail"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lint:
    """One finding. `never`: no event of EventBridge can match, as far as this leaf is needed."""

    path: str
    code: Literal["unknown-field", "wrong-type", "empty-range", "always-true", "overridden"]
    message: str
    never: bool


def lint(pattern: str | Pattern) -> tuple[Lint, ...]:
    """What is wrong with a valid pattern, in path order. Raises InvalidPattern for a text that EventBridge refuses."""
    pattern = as_pattern(pattern)
    leaves = dict.fromkeys(leaf for branch in pattern.branches for leaf in branch)
    found = [finding for leaf in leaves for finding in _lint_leaf(leaf)]
    found += [
        Lint(path=path, code="overridden", message="is given more than once; only the last counts", never=False)
        for path in pattern.overridden
    ]
    return tuple(sorted(found, key=lambda finding: finding.path))


def _lint_leaf(leaf: Leaf) -> Iterator[Lint]:
    if not leaf.accepts_absence:
        message = _unknown_field(leaf.path)
        if message:
            yield Lint(path=leaf.path, code="unknown-field", message=message, never=True)
        elif _wants_no_text(leaf):
            message = f"is always a string in EventBridge's events, but the pattern wants {describe_leaf(leaf)}"
            yield Lint(path=leaf.path, code="wrong-type", message=message, never=True)
    for operator in leaf.alternatives:
        if isinstance(operator, Numeric) and _is_empty(operator):
            never = len(leaf.alternatives) == 1
            yield Lint(path=leaf.path, code="empty-range", message=f"no number is {describe(operator)}", never=never)
    message = _always_true(leaf)
    if message:
        yield Lint(path=leaf.path, code="always-true", message=message, never=False)


def _unknown_field(path: str) -> str | None:
    """Only `detail` has fields of its own, and it is nothing but fields."""
    first, _, rest = path.partition(".")
    if first not in _ENVELOPE:
        near = get_close_matches(first.lower().replace("_", "-"), _ENVELOPE, n=1)
        hint = f"; did you mean {near[0]!r}" if near else "; fields of the event's own are in 'detail'"
        return f"EventBridge's events have no field {first!r}{hint}"
    if first in _TEXTS and rest:
        return f"{first!r} has no fields in EventBridge's events"
    if first == "detail" and not rest:
        return "'detail' is an object in EventBridge's events, and only its fields can match"
    return None


def _wants_no_text(leaf: Leaf) -> bool:
    return leaf.path in _TEXTS and all(_accepts_no_text(operator) for operator in leaf.alternatives)


def _accepts_no_text(operator: Operator) -> bool:
    return isinstance(operator, Numeric) or (isinstance(operator, Exactly) and not isinstance(operator.value, str))


def _is_empty(numeric: Numeric) -> bool:
    """Two neighbouring doubles, both excluded."""
    both_open = numeric.lower_open and numeric.upper_open
    return both_open and math.nextafter(numeric.lower, math.inf) >= numeric.upper


def _always_true(leaf: Leaf) -> str | None:
    if {Exists(True), Exists(False)} <= set(leaf.alternatives):
        return "exists: true or exists: false is every event"
    excluding = [item for item in leaf.alternatives if isinstance(item, (AnythingBut, AnythingButLike))]
    values = [set(item.values) for item in excluding if isinstance(item, AnythingBut)]
    if len(values) > 1 and not set.intersection(*values):
        return "alternatives are joined by OR: what one anything-but excludes, the other lets in"
    if leaf.path == "detail" and leaf.alternatives == (Exists(False),):
        return "'detail' is an object in EventBridge's events, and only its fields can exist"
    return None
