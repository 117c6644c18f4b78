"""Keys in the order of S3, for listings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
_FEW = 32


class KeyIndex(Generic[T]):
    """Something for each key. Sorting waits until somebody lists; what changed since then is put in its place.

    Python orders strings by code point, which is the order of their UTF-8 bytes, which is that of S3.
    """

    def __init__(self) -> None:
        self._entries: dict[str, T] = {}
        self._sorted: list[str] = []
        self._changed: set[str] = set()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> T | None:
        return self._entries.get(key)

    def put(self, key: str, entry: T) -> None:
        if key not in self._entries:
            self._changed.add(key)
        self._entries[key] = entry

    def remove(self, key: str) -> None:
        if self._entries.pop(key, None) is not None:
            self._changed.add(key)

    def sorted(self) -> Sequence[str]:
        """All keys in order; to be used before the next change."""
        if len(self._changed) > _FEW:
            self._sorted = sorted(self._entries)
        else:
            for key in self._changed:
                self._place(key)
        self._changed.clear()
        return self._sorted

    def _place(self, key: str) -> None:
        position = bisect_left(self._sorted, key)
        there = position < len(self._sorted) and self._sorted[position] == key
        if there and key not in self._entries:
            del self._sorted[position]
        elif not there and key in self._entries:
            self._sorted.insert(position, key)


class Row(NamedTuple):
    """A key, or a common prefix with where its keys are."""

    text: str
    start: int
    stop: int
    folded: bool


def walk(keys: Sequence[str], prefix: str, delimiter: str, start: int) -> Iterator[Row]:
    """The keys with a prefix from a position on; those that go on behind a delimiter as one row."""
    position = max(start, bisect_left(keys, prefix))
    while position < len(keys) and keys[position].startswith(prefix):
        key = keys[position]
        found = key.find(delimiter, len(prefix)) if delimiter else -1
        if found < 0:
            yield Row(key, position, position + 1, folded=False)
            position += 1
        else:
            common = key[: found + len(delimiter)]
            stop = behind_prefix(keys, common, position)
            yield Row(common, position, stop, folded=True)
            position = stop


def behind_row(keys: Sequence[str], text: str, prefix: str, delimiter: str) -> int:
    """The position behind a row of such a listing: behind all keys of a common prefix, should it be one."""
    found = text.find(delimiter, len(prefix)) if delimiter and text.startswith(prefix) else -1
    if found >= 0 and found + len(delimiter) == len(text):
        return behind_prefix(keys, text)
    return bisect_right(keys, text)


def behind_prefix(keys: Sequence[str], prefix: str, start: int = 0) -> int:
    """The position of the first key that comes after all keys with a prefix."""
    return bisect_right(keys, prefix, lo=start, key=lambda key: key[: len(prefix)])
