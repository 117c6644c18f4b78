"""The value of an expression."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from pytest_awsevents.services.logs.insights.aggregates import AGGREGATES
from pytest_awsevents.services.logs.insights.functions import FUNCTIONS
from pytest_awsevents.services.logs.insights.periods import floor
from pytest_awsevents.services.logs.insights.syntax import Aggregate, Binary, Call, Field, In, Like, Literal, Node, Not
from pytest_awsevents.services.logs.insights.values import (
    Period,
    Timestamp,
    Value,
    bounded,
    compare,
    equal,
    is_true,
    number_of,
    text_of,
)

Row: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is evaluated with: a row, the time in milliseconds, and the rows of a group."""

    row: Row
    now: int
    group: Sequence[Row] = ()


def evaluate(node: Node, context: Context) -> Value:
    match node:
        case Literal(value):
            return value
        case Field(name):
            return context.row.get(name)
        case Call(function, arguments):
            return _called(function, [evaluate(one, context) for one in arguments], context)
        case Aggregate(function, arguments):
            return _aggregated(function, arguments, context)
        case Binary(operator, left, right):
            return _operated(operator, left, right, context)
        case Not(operand):
            return not is_true(evaluate(operand, context))
        case Like(operand, pattern):
            text = text_of(evaluate(operand, context))
            return text is not None and pattern.search(text) is not None
        case In(operand, options):
            value = evaluate(operand, context)
            return any(equal(value, evaluate(option, context)) for option in options)


def _called(function: str, arguments: Sequence[Value], context: Context) -> Value:
    if function == "now":  # in seconds (documented)
        return context.now // 1000
    if function == "bin":
        at, period = context.row.get("@timestamp"), arguments[0]
        return floor(at, period) if isinstance(at, Timestamp) and isinstance(period, Period) else None
    return FUNCTIONS[function].value(arguments)


def _aggregated(function: str, arguments: Sequence[Node], context: Context) -> Value:
    if not arguments:
        return len(context.group)
    rows = sorted(context.group, key=_time_of)
    values = [evaluate(arguments[0], replace(context, row=row)) for row in rows]
    try:
        return AGGREGATES[function].value(values, evaluate(arguments[1], context) if len(arguments) > 1 else None)
    except OverflowError:
        return None


def _time_of(row: Row) -> int:
    at = row.get("@timestamp")
    return at if isinstance(at, Timestamp) else 0


def _operated(operator: str, left: Node, right: Node, context: Context) -> Value:
    one = evaluate(left, context)
    if operator in ("and", "or"):
        decided = is_true(one) is (operator == "or")
        return is_true(one) if decided else is_true(evaluate(right, context))
    other = evaluate(right, context)
    if operator in _EQUALITIES:
        return equal(one, other) is _EQUALITIES[operator]
    if operator in _ORDERS:
        order = compare(one, other)
        return order is not None and order in _ORDERS[operator]
    return _calculated(operator, number_of(one), number_of(other))


def _calculated(operator: str, one: float | None, other: float | None) -> Value:
    """None where a number is missing, and where there is no result."""
    if one is None or other is None:
        return None
    try:
        return bounded(_ARITHMETIC[operator](one, other))
    except (ValueError, OverflowError, ZeroDivisionError):
        return None


_EQUALITIES: Mapping[str, bool] = {"=": True, "!=": False}
_ORDERS: Mapping[str, tuple[int, ...]] = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}
_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "%": math.fmod,
    "^": math.pow,
}
