"""Operators and leaves in words, for explanations: `prefix "x"`, `numeric > 100`, `"a" or "b"`."""

from __future__ import annotations

import json

from pytest_awsevents.patterns.atoms import Atom, json_value
from pytest_awsevents.patterns.operators import (
    AnythingBut,
    AnythingButLike,
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
    TextOperator,
    Wildcard,
)


def describe_leaf(leaf: Leaf) -> str:
    return " or ".join(map(describe, leaf.alternatives))


def describe(operator: Operator) -> str:
    match operator:
        case Exactly(value):
            return _show(value)
        case SameAddress(text):
            return _show(text)
        case Numeric():
            return f"numeric {_bounds(operator)}"
        case Cidr(text):
            return f"cidr {_show(text)}"
        case Exists(wanted):
            return f"exists: {str(wanted).lower()}"
        case AnythingBut(values):
            return f"anything-but {', '.join(map(_show, values))}"
        case AnythingButLike(operators):
            return f"anything-but {', '.join(map(_describe_text, operators))}"
        case _:
            return _describe_text(operator)


def _describe_text(operator: TextOperator) -> str:
    match operator:
        case Prefix(text, ignore_case):
            return f"prefix {'equals-ignore-case ' if ignore_case else ''}{_show(text)}"
        case Suffix(text, ignore_case):
            return f"suffix {'equals-ignore-case ' if ignore_case else ''}{_show(text)}"
        case EqualsIgnoreCase(text):
            return f"equals-ignore-case {_show(text)}"
        case Wildcard(text):
            return f"wildcard {_show(text)}"


def _bounds(numeric: Numeric) -> str:
    if numeric.lower == numeric.upper:
        return f"= {_number(numeric.lower)}"
    bounds = []
    if numeric.lower != -float("inf"):
        bounds.append(f"{'>' if numeric.lower_open else '>='} {_number(numeric.lower)}")
    if numeric.upper != float("inf"):
        bounds.append(f"{'<' if numeric.upper_open else '<='} {_number(numeric.upper)}")
    return ", ".join(bounds)


def _show(value: Atom) -> str:
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, tuple):
        return value[1]
    return json.dumps(json_value(value), ensure_ascii=False)


def _number(value: float) -> str:
    return repr(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
