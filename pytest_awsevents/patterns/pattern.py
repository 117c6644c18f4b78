"""The parsed pattern: what `parse` gives and everything else works on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from pytest_awsevents.patterns.flatten import flatten
from pytest_awsevents.patterns.matching import CompiledLeaf, branch_matches, compile_leaf
from pytest_awsevents.patterns.parse import Branch, read_branches
from pytest_awsevents.patterns.paths import PathNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_awsevents.patterns.atoms import Json


@dataclass(frozen=True)  # no slots: the cached properties are kept in its __dict__
class Pattern:
    """A valid event pattern.

    `branches` are the ways to match, one unless the pattern has `$or`; `overridden` the paths that the text gives more
    than once, of which the last counts.
    """

    text: str
    branches: tuple[Branch, ...]
    overridden: tuple[str, ...] = ()

    def matches(self, event: Mapping[str, Json]) -> bool:
        """Would EventBridge send this event to a rule with this pattern? Takes any JSON object, never raises."""
        flat = flatten(event, self.paths)
        return any(branch_matches(branch, flat) for branch in self.compiled)

    @cached_property
    def paths(self) -> PathNode:
        """The tree of all paths that the pattern looks at."""
        root = PathNode()
        for branch in self.branches:
            for leaf in branch:
                root.add(leaf.path)
        return root

    @cached_property
    def compiled(self) -> tuple[tuple[CompiledLeaf, ...], ...]:
        """The leaves of each branch, ready to be matched."""
        return tuple(tuple(map(compile_leaf, branch)) for branch in self.branches)


@lru_cache(maxsize=1024)
def parse(text: str) -> Pattern:
    """Reads a pattern. Raises InvalidPattern, with AWS's reason, for any text that EventBridge refuses."""
    branches, overridden = read_branches(text)
    return Pattern(text, branches, overridden)


def matches(pattern: str | Pattern, event: Mapping[str, Json]) -> bool:
    """Does the event match? Raises InvalidPattern for a text that EventBridge refuses, never anything for an event."""
    return as_pattern(pattern).matches(event)


def as_pattern(pattern: str | Pattern) -> Pattern:
    return parse(pattern) if isinstance(pattern, str) else pattern
