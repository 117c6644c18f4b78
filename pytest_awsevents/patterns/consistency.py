"""Arrays of objects: values of one match must come from the same element of every array they share.

Leaves are taken in path order, as the engine does. A *choice* is the elements fixed so far; each leaf turns every
choice into those it allows, and choices that later leaves cannot tell apart are merged, so their number stays near the
number of elements. An absence test fixes nothing and holds where no value of its path fits the choice (observed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_awsevents.patterns.atoms import Atom
    from pytest_awsevents.patterns.flatten import Place
    from pytest_awsevents.patterns.predicates import Test

Choice: TypeAlias = frozenset[tuple[int, int]]  # (array, element)

# Places as a tree: array → element → places further in, and under _HERE whether something stands right here.
_Places: TypeAlias = "dict[int, dict[int, _Places]]"
_HERE = -1
_SOMETHING: _Places = {}
# So few choices need not be merged, nor so few places sorted.
_FEW = 4


class PlacedLeaf(NamedTuple):
    """One leaf with the placed values of its path."""

    test: Test
    accepts_absence: bool
    values: Sequence[tuple[Place, Atom]]


def is_consistent(leaves: Sequence[PlacedLeaf]) -> bool:
    """Is there one choice of elements under which every leaf holds? `leaves` in path order."""
    choices: set[Choice] = {frozenset()}
    for number, leaf in enumerate(leaves, start=1):
        reached = _reached(choices, [place for place, value in leaf.values if leaf.test(value)])
        if leaf.accepts_absence:
            everything = _tree(place for place, _ in leaf.values)
            reached.update(choice for choice in choices if not any(True for _ in _compatible(everything, choice)))
        if not reached:
            return False
        choices = reached if len(reached) <= _FEW else _merged(reached, leaves[number:])
    return True


def _reached(choices: set[Choice], places: Sequence[Place]) -> set[Choice]:
    """Each choice together with each of the places that it does not rule out."""
    if len(choices) * len(places) > _FEW:
        tree = _tree(places)
        return {reached for choice in choices for reached in _compatible(tree, choice)}
    return {
        choice.union(place)
        for choice in choices
        for place in places
        if not any(array == other and index != element for array, index in choice for other, element in place)
    }


def _merged(choices: Iterable[Choice], later: Sequence[PlacedLeaf]) -> set[Choice]:
    """The choices without what later leaves do not ask about."""
    arrays = {array for leaf in later for place, _ in leaf.values for array, _ in place}
    return {frozenset(step for step in choice if step[0] in arrays) for choice in choices}


def _tree(places: Iterable[Place]) -> _Places:
    root: _Places = {}
    for place in places:
        node = root
        for array, index in place:
            node = node.setdefault(array, {}).setdefault(index, {})
        node[_HERE] = _SOMETHING
    return root


def _compatible(tree: _Places, choice: Choice) -> Iterator[Choice]:
    """The choice together with each of the places in the tree that it does not rule out."""
    fixed = dict(choice)
    todo = [(tree, choice)]
    while todo:
        node, reached = todo.pop()
        for array, elements in node.items():
            if array == _HERE:
                yield reached
            elif array not in fixed:
                todo += [(inner, reached | {(array, index)}) for index, inner in elements.items()]
            elif fixed[array] in elements:
                todo.append((elements[fixed[array]], reached))
