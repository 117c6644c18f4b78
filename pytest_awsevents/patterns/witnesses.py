"""Values that satisfy a leaf."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pytest_awsevents.patterns.atoms import Json, atom, json_value
from pytest_awsevents.patterns.folding import forms
from pytest_awsevents.patterns.operators import (
    Cidr,
    EqualsIgnoreCase,
    Exactly,
    Leaf,
    Numeric,
    Operator,
    Prefix,
    SameAddress,
    Suffix,
    Wildcard,
)
from pytest_awsevents.patterns.predicates import leaf_test

if TYPE_CHECKING:
    from collections.abc import Iterator

# Tried for operators that only exclude; null is left over whatever they exclude.
_ANYTHING: tuple[Json, ...] = ("x", "y", 1, 0, "", None)


def witnesses(leaf: Leaf) -> Iterator[Json]:
    """Some values that satisfy the leaf, at least one for every alternative that any value satisfies."""
    test = leaf_test(leaf)
    for operator in leaf.alternatives:
        yield from (value for value in _candidates(operator) if test(atom(value)))


def _candidates(operator: Operator) -> tuple[Json, ...]:
    match operator:
        case Exactly(value):
            return (json_value(value),)
        case SameAddress(text):
            return (text,)
        case Prefix(text, False) | Suffix(text, False):
            return (text,)
        case Prefix(text) | Suffix(text) | EqualsIgnoreCase(text):
            return "".join(forms(character)[0] for character in text), "".join(
                forms(character)[1] for character in text
            )
        case Wildcard(_, pieces):
            return "".join(pieces), "x".join(pieces)
        case Numeric():
            return _numbers(operator)
        case Cidr(_, width, prefix, bits):
            return (_address(width, prefix << (width - bits)),)
        case _:
            return _ANYTHING


def _numbers(numeric: Numeric) -> tuple[Json, ...]:
    """Round numbers first, then the neighbours of the bounds."""
    bounds = [bound for bound in (numeric.lower, numeric.upper) if math.isfinite(bound)]
    near = [bound + step for bound in bounds for step in (0, 1, -1)]
    exact = [math.nextafter(bound, direction) for bound in bounds for direction in (math.inf, -math.inf)]
    found = [number for number in (*near, sum(bounds) / len(bounds), *exact) if math.isfinite(number)]
    return tuple(int(number) if number.is_integer() else number for number in found)


def _address(width: int, number: int) -> str:
    if width == 32:
        return ".".join(str(number >> shift & 0xFF) for shift in (24, 16, 8, 0))
    return ":".join(f"{number >> shift & 0xFFFF:x}" for shift in range(112, -1, -16))
