"""JSON scalars as atoms: values whose Python equality and hash are EventBridge's equality.

Strings and comparable numbers stand for themselves. `true` and `false` do not (Python says `True == 1`), nor do numbers
that a double cannot hold in shortest form: EventBridge compares those by their text and never by size (observed).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None
Atom: TypeAlias = str | int | float | tuple[str, str] | None

TRUE = ("literal", "true")
FALSE = ("literal", "false")
_OVERFLOWED = {float("inf"): ("number", "Infinity"), float("-inf"): ("number", "-Infinity")}
# Every integer up to here is its own shortest double.
_EXACT = 2**53


def atom(value: Json) -> Atom:
    """The atom of a scalar that a JSON reader produced. Any other object is a value that equals nothing."""
    if value is True:
        return TRUE
    if value is False:
        return FALSE
    if isinstance(value, int):
        return value if -_EXACT <= value <= _EXACT else _atom_of_big(value)
    if isinstance(value, float) and not -float("inf") < value < float("inf"):
        return _OVERFLOWED.get(value, ("number", "NaN"))
    if value is None or isinstance(value, (str, float)):
        return value
    return ("other", type(value).__name__)


def number_atom(text: str) -> Atom:
    """The atom of a number written in a pattern.

    A number too big for a double equals every other one: an event that went through a JSON reader has lost its text.
    """
    number = comparable(text)
    if number is not None:
        return number
    if text.lstrip("-").isdigit():
        return ("number", text)
    return _OVERFLOWED.get(float(text), ("number", text))


def comparable(text: str) -> float | None:
    """The double a number text stands for, or None where its shortest form is another number."""
    number = float(text)
    try:
        same = Decimal(repr(number)) == Decimal(text)
    except InvalidOperation:  # an exponent beyond what Decimal reads
        return None
    return number if same and abs(number) != float("inf") else None


def json_value(atom: Atom) -> str | int | float | bool | None:
    """The JSON scalar that an atom stands for."""
    if not isinstance(atom, tuple):
        return atom
    kind, text = atom
    if kind != "number":
        return text == "true" if kind == "literal" else text
    try:
        return int(text)
    except ValueError:
        return float(text)


def _atom_of_big(value: int) -> Atom:
    digits = format(Decimal(value), "f")  # unlike str(), not limited to 4,300 digits
    number = comparable(digits)
    return ("number", digits) if number is None else number
