"""Branches → functions of a flattened event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pytest_awsevents.patterns.consistency import PlacedLeaf, is_consistent
from pytest_awsevents.patterns.predicates import Test, leaf_test

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_awsevents.patterns.atoms import Atom
    from pytest_awsevents.patterns.flatten import Flat
    from pytest_awsevents.patterns.operators import Leaf

# An empty list of values: what a path has that the event does not have.
_NOTHING: Final[list[Atom]] = []


@dataclass(frozen=True, slots=True, eq=False)
class CompiledLeaf:
    path: str
    test: Test
    accepts_absence: bool

    def holds(self, flat: Flat) -> bool:
        """Does the leaf hold, taken by itself?"""
        value = flat.values.get(self.path, _NOTHING)
        if value.__class__ is not list:
            return self.test(value)  # type: ignore[arg-type]
        return any(map(self.test, value)) if value else self.accepts_absence  # type: ignore[arg-type]


def compile_leaf(leaf: Leaf) -> CompiledLeaf:
    return CompiledLeaf(leaf.path, leaf_test(leaf), leaf.accepts_absence)


def branch_matches(leaves: Sequence[CompiledLeaf], flat: Flat) -> bool:
    """Do all leaves of a branch hold together? `leaves` in path order."""
    if not flat.placed:
        return all(leaf.holds(flat) for leaf in leaves)
    placed = [leaf for leaf in leaves if leaf.path in flat.placed]
    if len(placed) < 2:
        return all(leaf.holds(flat) for leaf in leaves)
    if not all(leaf.holds(flat) for leaf in leaves if leaf not in placed or not leaf.accepts_absence):
        return False
    return is_consistent([PlacedLeaf(leaf.test, leaf.accepts_absence, flat.placed[leaf.path]) for leaf in placed])
