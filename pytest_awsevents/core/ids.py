"""Ids that look random and are the same in every run of the same test."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

_T = TypeVar("_T")
_LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class Ids:
    """All ids and all chance of one fake, drawn from one seed (normally the node id of the test)."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    @cached_property
    def _random(self) -> random.Random:
        # Seeding costs about 10 µs: a fake that nobody uses does not pay it.
        # Two threads may come here at once: both have to draw from the same one.
        drawn: random.Random = self.__dict__.setdefault("_random", random.Random(self._seed))
        return drawn

    def uuid(self) -> str:
        """A lower-case UUID; AWS does not keep to version 4 either."""
        text = f"{self._random.getrandbits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def derived(self, *parts: object) -> str:
        """A UUID that belongs to something for good: the same whenever it is asked for; no other id changes by it."""
        text = hashlib.blake2b(repr((self._seed, *parts)).encode(), digest_size=16).hexdigest()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def hex(self, digits: int) -> str:
        """That many lower-case hexadecimal digits."""
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"

    def letters(self, length: int) -> str:
        """Upper-case letters and digits 2-7, as access keys are made of."""
        return "".join(self._random.choices(_LETTERS_AND_DIGITS, k=length))

    def fraction(self) -> float:
        """A number from 0 up to, but without, 1: for jitter."""
        return self._random.random()

    def shuffled(self, items: Sequence[_T]) -> list[_T]:
        """The items in another order."""
        return self._random.sample(items, len(items))
