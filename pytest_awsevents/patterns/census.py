"""Which question tells the candidates of a node apart best."""

from __future__ import annotations

from collections import Counter

from pytest_awsevents.patterns.keys import Key, Network, Present, Question
from pytest_awsevents.patterns.operators import Numeric


class Census:
    """Counts which keys the candidates of one node share, to tell how much a question would tell."""

    __slots__ = ("_candidates", "_crowds", "_sizes")

    def __init__(self) -> None:
        self._candidates = 0
        self._crowds: Counter[tuple[str, Key | type[Key]]] = Counter()
        self._sizes: Counter[str] = Counter()

    def count(self, questions: tuple[Question, ...]) -> None:
        self._candidates += 1
        for question in questions:
            self._sizes[question.path] += 1
            self._crowds.update((question.path, _crowd(key)) for key in question.keys)

    def most_telling(self, questions: tuple[Question, ...]) -> Question | None:
        """The question that leaves the smallest crowd; None if that is everybody."""
        best = min(questions, key=self._rank, default=None)
        return None if best is None or self._is_everybody(best) else best

    def _is_everybody(self, question: Question) -> bool:
        return any(self._crowds[question.path, key] >= self._candidates for key in question.keys)

    def _rank(self, question: Question) -> tuple[float, int, int]:
        return self._crowd_of(question), len(question.keys), -self._sizes[question.path]

    def _crowd_of(self, question: Question) -> float:
        return sum(self._crowds[question.path, _crowd(key)] * _VAGUENESS.get(type(key), 1) for key in question.keys)


def _crowd(key: Key) -> Key | type[Key]:
    """Those that a value with this key would lead to as well: ranges overlap, so all of a path count."""
    return Numeric if isinstance(key, Numeric) else key


# How much less a key tells than equality: it holds for so many more of the values to come.
_VAGUENESS: dict[type[Key], int] = {Numeric: 4, Network: 2, Present: 40}
