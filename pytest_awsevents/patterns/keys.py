"""How an index finds the leaves that a value may satisfy: each alternative of a leaf as a key of one kind.

A key may promise too much (its leaf is then checked again), never too little.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from pytest_awsevents.patterns.folding import simple_key
from pytest_awsevents.patterns.operators import (
    Cidr,
    EqualsIgnoreCase,
    Exactly,
    Exists,
    Leaf,
    Numeric,
    Operator,
    Prefix,
    SameAddress,
    Suffix,
    Wildcard,
)

if TYPE_CHECKING:
    from pytest_awsevents.patterns.atoms import Atom


@dataclass(frozen=True, slots=True)
class Equal:
    """The value, or with `folded` its `casefold()`, is this one."""

    value: Atom
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Starts:
    text: str
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Ends:
    text: str
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """The value is an address of `width` bits, the first `bits` of them `prefix`."""

    width: int
    bits: int
    prefix: int


@dataclass(frozen=True, slots=True)
class Present:
    """Any value."""


Key: TypeAlias = Equal | Starts | Ends | Numeric | Network | Present


@dataclass(frozen=True, slots=True)
class Question:
    """A leaf as an index asks for it: any of `keys`; `conclusive` if a value with such a key surely satisfies it."""

    path: str
    keys: tuple[Key, ...]
    conclusive: bool


@lru_cache(maxsize=4096)
def question_of(leaf: Leaf) -> Question | None:
    """None for a leaf that can hold without any value."""
    if leaf.accepts_absence:
        return None
    found = [_key_of(operator) for operator in leaf.alternatives]
    return Question(leaf.path, tuple(dict.fromkeys(key for key, _ in found)), all(sure for _, sure in found))


def _key_of(operator: Operator) -> tuple[Key, bool]:
    """A key that every value satisfying the operator has; and whether no other value has it."""
    match operator:
        case Exactly(value):
            return Equal(value), True
        case SameAddress(_, width, number):
            return Network(width, width, number), True
        case Cidr(_, width, prefix, bits):
            return Network(width, bits, prefix), True
        case Numeric(lower, upper):
            return (Equal(lower) if lower == upper else operator), True
        case Wildcard(_, pieces):
            return _wildcard_key(pieces)
        case Prefix() | Suffix() | EqualsIgnoreCase():
            return _text_key(operator)
        case _:  # most values satisfy an anything-but
            return Present(), isinstance(operator, Exists)


def _wildcard_key(pieces: tuple[str, ...]) -> tuple[Key, bool]:
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return Equal(first), True
    if not first and not last:
        return Present(), False
    if len(first) >= len(last):
        return Starts(first), pieces == (first, "")
    return Ends(last), pieces == ("", last)


def _text_key(operator: Prefix | Suffix | EqualsIgnoreCase) -> tuple[Key, bool]:
    folded = isinstance(operator, EqualsIgnoreCase) or operator.ignore_case
    text = simple_key(operator.text) if folded else operator.text
    if text is None:
        return Present(), False
    if isinstance(operator, EqualsIgnoreCase):
        return Equal(text, folded), False
    if not text:
        return Present(), False
    return (Starts(text, folded) if isinstance(operator, Prefix) else Ends(text, folded)), not folded
