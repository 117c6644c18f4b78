"""Many rules, one event → the rules that match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_awsevents.patterns.pattern import Pattern, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_awsevents.patterns.atoms import Json


class RuleIndex:
    """The rules of one event bus by name."""

    def __init__(self) -> None:
        self._rules: dict[str, Pattern] = {}

    def add(self, name: str, pattern_text: str) -> None:
        """Adds a rule, or gives an existing one another pattern; it keeps its place. Raises InvalidPattern."""
        self._rules[name] = parse(pattern_text)

    def remove(self, name: str) -> None:
        """Removes a rule. Raises KeyError for an unknown name."""
        del self._rules[name]

    def match(self, event: Mapping[str, Json]) -> list[str]:
        """The names of the rules that match the event, in the order they were created."""
        return [name for name, pattern in list(self._rules.items()) if pattern.matches(event)]
