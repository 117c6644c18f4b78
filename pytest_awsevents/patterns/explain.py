"""Why an event does or does not match: every leaf with what it wants and what the event has. Data only."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from pytest_awsevents.patterns.atoms import Json, json_value
from pytest_awsevents.patterns.consistency import PlacedLeaf, is_consistent
from pytest_awsevents.patterns.describe import describe_leaf
from pytest_awsevents.patterns.flatten import flatten
from pytest_awsevents.patterns.matching import all_hold
from pytest_awsevents.patterns.pattern import Pattern, as_pattern
from pytest_awsevents.patterns.reasons import NO_ELEMENT, reason_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_awsevents.patterns.flatten import Flat, Place
    from pytest_awsevents.patterns.matching import CompiledLeaf
    from pytest_awsevents.patterns.operators import Leaf
    from pytest_awsevents.patterns.parse import Branch


class Absent(enum.Enum):
    """The type of ABSENT: the event has no value at a path, which is not the same as null."""

    ABSENT = "(absent)"

    def __repr__(self) -> str:
        return "(absent)"

    __str__ = __repr__


ABSENT: Final = Absent.ABSENT
Got: TypeAlias = Json | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafVerdict:
    """One leaf of the pattern judged against the event.

    `got` is the value, a tuple of them where arrays give several, or ABSENT; `elements` the array elements whose values
    satisfy the leaf, such as `detail.items[2]`, if several leaves look into that array.
    """

    path: str
    wanted: str
    got: Got
    passed: bool
    elements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """One thing that keeps the event from matching.

    Either a leaf that failed, or leaves that hold only in different elements of one array: then `path` is the array and
    `got` maps each leaf's path to the elements that satisfy it.
    """

    path: str
    wanted: str
    got: Got
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The verdict with its reasons; `matched` always agrees with `Pattern.matches`.

    With `$or`, `leaves` and `mismatches` are those of one of the `branches` ways to match: the first that matched,
    otherwise the one that came nearest. `branch` is its number from 0, in the order of the text.
    """

    matched: bool
    leaves: tuple[LeafVerdict, ...]
    mismatches: tuple[Mismatch, ...]
    branch: int
    branches: int


def explain(pattern: str | Pattern, event: Mapping[str, Json]) -> Explanation:
    """Judges every leaf. Raises InvalidPattern for a text that EventBridge refuses, never anything for an event."""
    pattern = as_pattern(pattern)
    flat = flatten(event, pattern.paths)
    judged = [_judge(*leaves, flat, event) for leaves in zip(pattern.branches, pattern.compiled, strict=True)]
    branch = min(range(len(judged)), key=lambda number: len(judged[number][1]))
    leaves, mismatches = judged[branch]
    return Explanation(
        matched=not mismatches, leaves=leaves, mismatches=mismatches, branch=branch, branches=len(judged)
    )


def _judge(
    branch: Branch, compiled: Sequence[CompiledLeaf], flat: Flat, event: Mapping[str, Json]
) -> tuple[tuple[LeafVerdict, ...], tuple[Mismatch, ...]]:
    together = [leaf for leaf in compiled if leaf.path in flat.placed]
    relative = [leaf for leaf in together if _is_relative(leaf, flat)] if len(together) > 1 else []
    verdicts = tuple(
        _verdict(leaf, test, flat, passed=test in relative or all_hold([test], flat.values))
        for leaf, test in zip(branch, compiled, strict=True)
    )
    mismatches = [
        Mismatch(path=leaf.path, wanted=verdict.wanted, got=verdict.got, reason=reason_for(leaf, flat, event))
        for leaf, verdict in zip(branch, verdicts, strict=True)
        if not verdict.passed
    ]
    holding = [leaf for leaf, verdict in zip(compiled, verdicts, strict=True) if verdict.passed and leaf in together]
    if not is_consistent([PlacedLeaf(leaf.test, leaf.accepts_absence, flat.placed[leaf.path]) for leaf in holding]):
        mismatches.append(_scattered(holding, verdicts, flat))
    return verdicts, tuple(mismatches)


def _is_relative(leaf: CompiledLeaf, flat: Flat) -> bool:
    """An absence test over elements asks about those that other leaves have chosen: it cannot fail by itself."""
    return leaf.accepts_absence and all(place for place, _ in flat.placed[leaf.path])


def _verdict(leaf: Leaf, test: CompiledLeaf, flat: Flat, *, passed: bool) -> LeafVerdict:
    return LeafVerdict(
        path=leaf.path,
        wanted=describe_leaf(leaf),
        got=_got(flat, leaf.path),
        passed=passed,
        elements=_elements(test, flat),
    )


def _got(flat: Flat, path: str) -> Got:
    if path not in flat.values:
        return ABSENT
    value = flat.values[path]
    if not isinstance(value, list):
        return json_value(value)
    return json_value(value[0]) if len(value) == 1 else tuple(map(json_value, value))


def _elements(leaf: CompiledLeaf, flat: Flat) -> tuple[str, ...]:
    found = [_element_name(place, flat) for place, value in flat.placed.get(leaf.path, ()) if leaf.test(value)]
    return tuple(dict.fromkeys(name for name in found if name))


def _element_name(place: Place, flat: Flat) -> str:
    """`detail.items[2].tags[0]`"""
    name = outer = ""
    for array, index in place:
        path = flat.arrays[array].name
        name += f"{path[len(outer) :]}[{index}]"
        outer = path
    return name


def _scattered(holding: Sequence[CompiledLeaf], verdicts: Sequence[LeafVerdict], flat: Flat) -> Mismatch:
    """Leaves that all hold, but not in one element."""
    paths = [leaf.path for leaf in holding]
    found = {verdict.path: verdict.elements for verdict in verdicts if verdict.path in paths}
    words = [f"{path} in {', '.join(elements) or 'none'}" for path, elements in found.items()]
    return Mismatch(
        path=_shared_array(paths, flat),
        wanted=f"one element for {' and '.join(paths)}",
        got=found,
        reason=f"{NO_ELEMENT}{'; '.join(words)}",
    )


def _shared_array(paths: Sequence[str], flat: Flat) -> str:
    """The innermost array that holds all the leaves, or the first that holds some of them."""
    names = [node.name for node in flat.arrays]
    shared = [name for name in names if all(path.startswith(f"{name}.") or path == name for path in paths)]
    return max(shared, key=len) if shared else names[0]
