"""Which of many branches match an event: a tree in which every node asks for the values of a few paths.

A node keeps a handful of branches in a list and tries them one by one. When the list gets long, it hands each branch
on to a child by its most telling leaf: the one whose keys (see `keys`) the fewest other branches share. A value in an
event leads to the children whose key it has. So the cost of an event depends on the branches that nearly match and on
the paths that tell branches apart, hardly on the number of branches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pytest_awsevents.patterns.census import Census
from pytest_awsevents.patterns.keys import Question, question_of
from pytest_awsevents.patterns.lookup import Lookup
from pytest_awsevents.patterns.matching import NOTHING, CompiledLeaf, branch_matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_awsevents.patterns.atoms import Atom
    from pytest_awsevents.patterns.flatten import Flat, Values
    from pytest_awsevents.patterns.parse import Branch

# So many branches are tried one by one before it pays to tell them apart.
BUCKET = 4
# A branch is handed on at most so often.
DEPTH = 12
# A leaf with several alternatives hands its branch on to several children, and the next such leaf to several of each.
MAX_COPIES = 256
_NO_LOOKUPS: Final[dict[str, Lookup[Node]]] = {}


@dataclass(slots=True, eq=False)
class Rule:
    """What branches belong to. `number` is its place among the rules; `live` until it is removed or replaced."""

    name: str
    number: int
    live: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One branch of a rule on its way down the tree.

    `unproven` are the leaves that no node above has shown to hold, `unasked` the questions that none has asked,
    `copies` how many candidates like this one the branch has become.
    """

    rule: Rule
    leaves: tuple[CompiledLeaf, ...]
    unproven: tuple[CompiledLeaf, ...]
    unasked: tuple[Question, ...]
    copies: int = 1

    def after(self, question: Question) -> Candidate:
        """The candidate that a child gets whose key answers the question."""
        unproven = self.unproven
        if question.conclusive:
            unproven = tuple(leaf for leaf in unproven if leaf.path != question.path)
        copies = self.copies * len(question.keys)
        unasked = tuple(item for item in self.unasked if item is not question and copies * len(item.keys) <= MAX_COPIES)
        return Candidate(self.rule, self.leaves, unproven, unasked, copies)


def candidate(rule: Rule, branch: Branch, leaves: tuple[CompiledLeaf, ...]) -> Candidate:
    questions = filter(None, map(question_of, branch))
    return Candidate(rule, leaves, leaves, tuple(item for item in questions if len(item.keys) <= MAX_COPIES))


class Node:
    """A place in the tree: candidates to be tried, and the questions that lead on."""

    __slots__ = ("_census", "_depth", "bucket", "lookups")

    def __init__(self, depth: int = 0) -> None:
        self.bucket: tuple[Candidate, ...] = ()  # a tuple, for it is read from memory faster
        self.lookups: dict[str, Lookup[Node]] = _NO_LOOKUPS
        self._depth = depth
        self._census: Census | None = None  # None: has not handed on anything yet

    def add(self, candidates: list[Candidate]) -> None:
        """Takes more candidates. Many at once are told apart better than one after the other."""
        if self._census is None and (len(self.bucket) + len(candidates) <= BUCKET or self._depth == DEPTH):
            self.bucket += tuple(candidates)
            return
        if self._census is None:
            candidates, self.bucket = [*self.bucket, *candidates], ()
            self.lookups, self._census = {}, Census()
        self._hand_on(candidates, self._census)

    def ask(self, values: Values, reached: list[Node]) -> None:
        """Appends the children that the values lead to."""
        lookups = self.lookups
        if len(lookups) > len(values):
            lookups = {path: lookups[path] for path in values if path in lookups}
        for path, lookup in lookups.items():
            value = values.get(path, NOTHING)
            if isinstance(value, list):
                reached += _children(lookup, value) if value else ()
                continue
            child = lookup.equal.get(value)
            if child is not None:
                reached.append(child)
            if lookup.is_more:
                reached += lookup.find_more(value)

    def _hand_on(self, candidates: list[Candidate], census: Census) -> None:
        for item in candidates:
            census.count(item.unasked)
        kept: list[Candidate] = []
        handed_on: dict[Node, list[Candidate]] = {}
        for item in candidates:
            question = census.most_telling(item.unasked) if item.unproven else None
            if question is None:
                kept.append(item)
                continue
            below = item.after(question)
            lookup = self.lookups.setdefault(question.path, Lookup())
            for key in question.keys:
                handed_on.setdefault(lookup.setdefault(key, self._make_child), []).append(below)
        self.bucket += tuple(kept)
        for child, theirs in handed_on.items():
            child.add(theirs)

    def _make_child(self) -> Node:
        return Node(self._depth + 1)


def matching_rules(root: Node, flat: Flat) -> set[Rule]:
    """The rules of which any branch in the tree matches."""
    if flat.placed:
        # Which leaf holds in which element is more than what is proven on the way.
        nodes = _reached(root, flat.values)
        return {item.rule for node in nodes for item in node.bucket if branch_matches(item.leaves, flat)}
    found: set[Rule] = set()
    values = flat.values
    nodes = [root]
    for node in nodes:
        for item in node.bucket:
            for path, test, accepts_absence in item.unproven:  # `all_hold`, without the cost of calling it
                value = values.get(path, NOTHING)
                if not isinstance(value, list):
                    if not test(value):
                        break
                elif not (any(map(test, value)) if value else accepts_absence):
                    break
            else:
                found.add(item.rule)
        if node.lookups:
            node.ask(values, nodes)
    return found


def _reached(root: Node, values: Values) -> list[Node]:
    nodes = [root]
    for node in nodes:
        node.ask(values, nodes)
    return nodes


def _children(lookup: Lookup[Node], values: Iterable[Atom]) -> Iterable[Node]:
    """The children that any of the values leads to, each once."""
    found: dict[Node, None] = {}
    for value in dict.fromkeys(values):
        if value in lookup.equal:
            found[lookup.equal[value]] = None
        if lookup.is_more:
            found.update(dict.fromkeys(lookup.find_more(value)))
    return found
