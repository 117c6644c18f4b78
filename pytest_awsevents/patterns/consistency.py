"""Arrays of objects: values of one match must come from the same element of every array they share.

Leaves are taken in path order, as the engine does. A *choice* is the elements fixed so far; each leaf turns every
choice into those it allows, and choices that later leaves cannot tell apart are merged, so their number stays near the
number of elements. An absence test fixes nothing and holds where no value of its path fits the choice (observed).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_awsevents.patterns.atoms import Atom
    from pytest_awsevents.patterns.flatten import Place
    from pytest_awsevents.patterns.predicates import Test

Choice: TypeAlias = frozenset[tuple[int, int]]  # (array, element)
NO_CHOICE: Choice = frozenset()


@dataclass(slots=True)
class PlacedLeaf:
    """One leaf with the placed values of its path."""

    test: Test
    accepts_absence: bool
    values: Sequence[tuple[Place, Atom]]


@dataclass(slots=True)
class _Element:
    """Values that stand directly in one element, and the arrays further in: array → element → values."""

    values: list[Atom] = field(default_factory=list)
    arrays: dict[int, dict[int, _Element]] = field(default_factory=dict)


def is_consistent(leaves: Sequence[PlacedLeaf]) -> bool:
    """Is there one choice of elements under which every leaf holds? `leaves` in path order."""
    later = _arrays_of_later_leaves(leaves)
    choices = {NO_CHOICE}
    for leaf, relevant in zip(leaves, later, strict=True):
        tree = _tree(leaf.values)
        choices = {
            frozenset(step for step in reached if step[0] in relevant)
            for choice in choices
            for reached in _next_choices(leaf, tree, choice)
        }
        if not choices:
            return False
    return True


def _arrays_of_later_leaves(leaves: Sequence[PlacedLeaf]) -> list[frozenset[int]]:
    later: list[frozenset[int]] = []
    seen: frozenset[int] = frozenset()
    for leaf in reversed(leaves):
        later.append(seen)
        seen |= {array for place, _ in leaf.values for array, _ in place}
    return later[::-1]


def _tree(values: Sequence[tuple[Place, Atom]]) -> _Element:
    root = _Element()
    for place, value in values:
        element = root
        for array, index in place:
            element = element.arrays.setdefault(array, {}).setdefault(index, _Element())
        element.values.append(value)
    return root


def _next_choices(leaf: PlacedLeaf, tree: _Element, choice: Choice) -> Iterator[Choice]:
    """The choices that the leaf makes of one choice."""
    fixed = dict(choice)
    absent = True
    todo = [(tree, choice)]
    while todo:
        element, reached = todo.pop()
        absent = absent and not element.values
        if any(map(leaf.test, element.values)):
            yield reached
        for array, elements in element.arrays.items():
            if array not in fixed:
                todo += [(inner, reached | {(array, index)}) for index, inner in elements.items()]
            elif fixed[array] in elements:
                todo.append((elements[fixed[array]], reached))
    if absent and leaf.accepts_absence:
        yield choice
