"""What may stand in a leaf: one frozen dataclass per operator, and the leaf itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pytest_awsevents.patterns.atoms import Atom


@dataclass(frozen=True, slots=True)
class Exactly:
    """A plain value that is not an IP address, or `exactly`."""

    value: Atom


@dataclass(frozen=True, slots=True)
class Prefix:
    text: str
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Suffix:
    text: str
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class EqualsIgnoreCase:
    text: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`text` as written, `pieces` the literal texts around its stars."""

    text: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Numeric:
    """A range of comparable numbers; a bound that is not there is infinite. `=` is a range of one number."""

    lower: float = -float("inf")
    upper: float = float("inf")
    lower_open: bool = False
    upper_open: bool = False

    def holds(self, number: float) -> bool:
        above = number > self.lower if self.lower_open else number >= self.lower
        return above and (number < self.upper if self.upper_open else number <= self.upper)


@dataclass(frozen=True, slots=True)
class Cidr:
    """`text` as written; `prefix` is the first `bits` bits of addresses that have `width` bits."""

    text: str
    width: int
    prefix: int
    bits: int


@dataclass(frozen=True, slots=True)
class SameAddress:
    """A plain string that is an IP address: every text of that address equals it (observed)."""

    text: str
    width: int
    number: int


@dataclass(frozen=True, slots=True)
class Exists:
    wanted: bool


@dataclass(frozen=True, slots=True)
class AnythingBut:
    """Excludes values, all strings or all numbers."""

    values: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class AnythingButLike:
    """Excludes the strings that any of `excluded` accepts."""

    excluded: tuple[TextOperator, ...]


TextOperator: TypeAlias = Prefix | Suffix | EqualsIgnoreCase | Wildcard
Operator: TypeAlias = Exactly | SameAddress | TextOperator | Numeric | Cidr | Exists | AnythingBut | AnythingButLike


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field of a pattern: its dotted path and the alternatives its value may satisfy."""

    path: str
    alternatives: tuple[Operator, ...]

    @property
    def accepts_absence(self) -> bool:
        return Exists(False) in self.alternatives
