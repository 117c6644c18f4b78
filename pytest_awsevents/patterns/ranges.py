"""Numeric ranges, found by a number that lies in them.

A segment tree: the bounds cut the number line into slots, every range is kept in a few nodes that cover its slots, and
a number finds all its ranges on the way from its slot to the root. The cost is logarithmic in the number of ranges,
plus the ranges found.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_awsevents.patterns.operators import Numeric

T = TypeVar("T")
_INFINITY = float("inf")
# So many new ranges are looked at one by one before the tree is built again.
_RECENT = 4


class RangeTable(Generic[T]):
    """Range → item."""

    def __init__(self) -> None:
        self._items: dict[Numeric, T] = {}
        self._recent: dict[Numeric, T] = {}
        self._bounds: list[float] = []
        self._cover: list[list[T]] = [[], []]

    def setdefault(self, numeric: Numeric, make: Callable[[], T]) -> T:
        """The item of a range, made if there is none."""
        if numeric not in self._items:
            self._items[numeric] = self._recent[numeric] = make()
            if len(self._recent) > _RECENT + len(self._items) // 8:
                self._build()
        return self._items[numeric]

    def find(self, number: float) -> Iterator[T]:
        """The items of all ranges that the number lies in."""
        bounds = self._bounds
        index = bisect_left(bounds, number)
        on_bound = index < len(bounds) and bounds[index] == number
        node = 2 * index + on_bound + len(self._cover) // 2
        while node:
            yield from self._cover[node]
            node >>= 1
        for numeric, item in self._recent.items():
            if numeric.holds(number):
                yield item

    def _build(self) -> None:
        ends = {end for numeric in self._items for end in (numeric.lower, numeric.upper)}
        bounds = self._bounds = sorted(ends - {_INFINITY, -_INFINITY})
        slots = 2 * len(bounds) + 1  # one for each bound and one for each gap before, between and after them
        self._cover = [[] for _ in range(2 * slots)]
        self._recent = {}
        for numeric, item in self._items.items():
            start, end = 0, slots
            if numeric.lower != -_INFINITY:
                start = 2 * bisect_left(bounds, numeric.lower) + 1 + numeric.lower_open
            if numeric.upper != _INFINITY:
                end = 2 * bisect_left(bounds, numeric.upper) + 2 - numeric.upper_open
            self._insert(item, start + slots, end + slots)

    def _insert(self, item: T, start: int, end: int) -> None:
        while start < end:
            if start & 1:
                self._cover[start].append(item)
                start += 1
            if end & 1:
                end -= 1
                self._cover[end].append(item)
            start >>= 1
            end >>= 1
