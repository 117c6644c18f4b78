"""What a query is made of: expressions, and the commands that use them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from pytest_awsevents.services.logs.insights.values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands in the query."""

    value: Value


@dataclass(frozen=True, slots=True)
class Field:
    """The value of a field."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of values of one row."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A function of all rows of a group; `count(*)` has no arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """Two expressions with an operator in between."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a condition."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Like:
    """Whether a value holds a text, or what a regular expression matches."""

    operand: Node
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class In:
    """Whether a value equals one of several."""

    operand: Node
    options: tuple[Node, ...]


Node: TypeAlias = Literal | Field | Call | Aggregate | Binary | Not | Like | In


@dataclass(frozen=True, slots=True)
class Column:
    """An expression, and the name of the field that it makes."""

    name: str
    expression: Node


@dataclass(frozen=True, slots=True)
class Fields:
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Display:
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    condition: Node


@dataclass(frozen=True, slots=True)
class Parse:
    """`targets`: which group of the pattern becomes which field."""

    source: Node
    pattern: re.Pattern[str]
    targets: tuple[tuple[str | int, str], ...]


@dataclass(frozen=True, slots=True)
class Stats:
    columns: tuple[Column, ...]
    groups: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """Keys, each with whether it is descending; the first counts most."""

    keys: tuple[tuple[Node, bool], ...]


@dataclass(frozen=True, slots=True)
class Limit:
    count: int


@dataclass(frozen=True, slots=True)
class Dedup:
    columns: tuple[Column, ...]


Command: TypeAlias = Fields | Display | Filter | Parse | Stats | Sort | Limit | Dedup


@dataclass(frozen=True, slots=True)
class Query:
    """The commands of a query, in their order."""

    commands: tuple[Command, ...]
