"""Branches → functions of a flattened event."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from pytest_awsevents.patterns.consistency import PlacedLeaf, is_consistent
from pytest_awsevents.patterns.predicates import Test, leaf_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pytest_awsevents.patterns.atoms import Atom
    from pytest_awsevents.patterns.flatten import Flat, Values
    from pytest_awsevents.patterns.operators import Leaf

# What a path has that the event does not have.
NOTHING: Final[list[Atom]] = []


class CompiledLeaf(NamedTuple):
    """A tuple, because unpacking one is the fastest way to three things at once."""

    path: str
    test: Test
    accepts_absence: bool


# Rules look for the same sources and types again and again: what they share stays warm in the processor's caches.
@lru_cache(maxsize=4096)
def compile_leaf(leaf: Leaf) -> CompiledLeaf:
    return CompiledLeaf(leaf.path, leaf_test(leaf), leaf.accepts_absence)


def all_hold(leaves: Iterable[CompiledLeaf], values: Values) -> bool:
    """Does each of the leaves hold, taken by itself?"""
    for path, test, accepts_absence in leaves:
        value = values.get(path, NOTHING)
        if not isinstance(value, list):
            if not test(value):
                return False
        elif not (any(map(test, value)) if value else accepts_absence):
            return False
    return True


def branch_matches(leaves: Sequence[CompiledLeaf], flat: Flat) -> bool:
    """Do all leaves of a branch hold together? `leaves` in path order."""
    placed = [leaf for leaf in leaves if leaf.path in flat.placed] if flat.placed else []
    if len(placed) < 2:
        return all_hold(leaves, flat.values)
    # What absence tests ask depends on the elements that other leaves choose.
    alone = [leaf for leaf in leaves if not (leaf.accepts_absence and leaf.path in flat.placed)]
    return all_hold(alone, flat.values) and is_consistent(
        [PlacedLeaf(test, accepts_absence, flat.placed[path]) for path, test, accepts_absence in placed]
    )
