"""Many rules, one event → the rules that match."""

from __future__ import annotations

from operator import attrgetter
from threading import Lock
from typing import TYPE_CHECKING

from pytest_awsevents.patterns.candidates import Node, Rule, candidate, matching_rules
from pytest_awsevents.patterns.flatten import flatten
from pytest_awsevents.patterns.paths import PathNode
from pytest_awsevents.patterns.pattern import Pattern, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_awsevents.patterns.atoms import Json

# After so many changes, and as many again as there are rules, the tree is built anew: it then tells rules apart better,
# and is rid of the removed ones.
_MIN_CHANGES = 64


class RuleIndex:
    """The rules of one event bus, by name. May be read and changed from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rules: dict[str, tuple[Rule, Pattern]] = {}
        self._created = 0
        self._pending: list[tuple[Rule, Pattern]] = []
        self._paths = PathNode()
        self._tree = Node()
        self._changes = 0
        self._max_changes = _MIN_CHANGES

    def add(self, name: str, pattern_text: str) -> None:
        """Adds a rule, or gives an existing one another pattern: it keeps its place. Raises InvalidPattern."""
        pattern = parse(pattern_text)
        with self._lock:
            if name in self._rules:
                rule = Rule(name, self._retire(name).number)
            else:
                rule = Rule(name, self._created)
                self._created += 1
            self._rules[name] = rule, pattern
            self._pending.append((rule, pattern))
            self._changes += 1

    def remove(self, name: str) -> None:
        """Removes a rule. Raises KeyError for an unknown name."""
        with self._lock:
            self._retire(name)
            del self._rules[name]

    def match(self, event: Mapping[str, Json]) -> list[str]:
        """The names of the rules that match the event, in the order they were created. Never raises."""
        with self._lock:
            if self._pending or self._changes > self._max_changes:
                self._take_changes()
            found = matching_rules(self._tree, flatten(event, self._paths))
        if not found:
            return []
        return [rule.name for rule in sorted(found, key=_number) if rule.live]

    def _retire(self, name: str) -> Rule:
        """Removed rules stay in the tree, silent, until it is built anew."""
        rule, _ = self._rules[name]
        rule.live = False
        self._changes += 1
        return rule

    def _take_changes(self) -> None:
        if self._changes > self._max_changes:
            self._paths, self._tree = PathNode(), Node()
            self._pending = list(self._rules.values())
            self._changes, self._max_changes = 0, _MIN_CHANGES + len(self._rules)
        self._insert(self._pending)
        self._pending = []

    def _insert(self, rules: list[tuple[Rule, Pattern]]) -> None:
        candidates = []
        for rule, pattern in rules:
            for branch, leaves in zip(pattern.branches, pattern.compiled, strict=True):
                for leaf in branch:
                    self._paths.add(leaf.path)
                candidates.append(candidate(rule, branch, leaves))
        self._tree.add(candidates)


_number = attrgetter("number")
