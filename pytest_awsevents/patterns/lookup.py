"""One path of an index: which keys does a value have?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from pytest_awsevents.patterns.addresses import address
from pytest_awsevents.patterns.keys import Ends, Equal, Key, Network, Starts
from pytest_awsevents.patterns.operators import Numeric
from pytest_awsevents.patterns.ranges import RangeTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_awsevents.patterns.atoms import Atom

K = TypeVar("K")
T = TypeVar("T")


class Lookup(Generic[T]):
    """Key → item, for the values of one path.

    `equal` finds by the value itself and is open to the caller, who has no time for a call; `find_more` finds the rest
    if there `is_more`.
    """

    __slots__ = ("_cuts", "_folded", "_networks", "_present", "_ranges", "equal", "is_more")

    def __init__(self) -> None:
        self.equal: dict[Atom, T] = {}
        self.is_more = False
        # Prefixes and suffixes by length: a text is cut once for each length in use.
        self._cuts: list[tuple[slice, dict[str, T]]] = []
        self._folded: Lookup[T] | None = None
        self._networks: dict[tuple[int, int], dict[int, T]] = {}
        self._ranges: RangeTable[T] | None = None
        self._present: list[T] = []

    def setdefault(self, key: Key, make: Callable[[], T]) -> T:
        """The item of a key, made if there is none."""
        self.is_more = self.is_more or not isinstance(key, Equal) or key.folded
        match key:
            case Equal(value, False):
                return _setdefault(self.equal, value, make)
            case Starts(text, False):
                return _setdefault(self._cut(slice(len(text))), text, make)
            case Ends(text, False):
                return _setdefault(self._cut(slice(-len(text), None)), text, make)
            case Equal() | Starts() | Ends():
                self._folded = self._folded or Lookup[T]()
                return self._folded.setdefault(replace(key, folded=False), make)
            case Network(width, bits, prefix):
                return _setdefault(self._networks.setdefault((width, bits), {}), prefix, make)
            case Numeric():
                self._ranges = self._ranges or RangeTable[T]()
                return self._ranges.setdefault(key, make)
            case _:
                if not self._present:
                    self._present.append(make())
                return self._present[0]

    def find_more(self, value: Atom) -> list[T]:
        """The items of all keys, other than equality, that the value has."""
        found = self._present.copy()
        if isinstance(value, str):
            for cut, table in self._cuts:
                item = table.get(value[cut])
                if item is not None:
                    found.append(item)
            if self._folded is not None:
                folded = value.casefold()
                if folded in self._folded.equal:
                    found.append(self._folded.equal[folded])
                if self._folded.is_more:
                    found += self._folded.find_more(folded)
            if self._networks:
                found += self._find_networks(value)
        elif self._ranges is not None and isinstance(value, (int, float)):
            found += self._ranges.find(value)
        return found

    def _cut(self, cut: slice) -> dict[str, T]:
        for known, table in self._cuts:
            if known == cut:
                return table
        self._cuts.append((cut, {}))
        return self._cuts[-1][1]

    def _find_networks(self, text: str) -> list[T]:
        parsed = address(text)
        if parsed is None:
            return []
        width, number = parsed
        return [
            table[number >> (width - bits)]
            for (family, bits), table in self._networks.items()
            if family == width and number >> (width - bits) in table
        ]


def _setdefault(table: dict[K, T], key: K, make: Callable[[], T]) -> T:
    if key not in table:
        table[key] = make()
    return table[key]
