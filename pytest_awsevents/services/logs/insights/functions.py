"""Functions of values of one row, by their names in lower case."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import NamedTuple, TypeAlias

from pytest_awsevents.services.logs.insights.periods import ceiling, floor
from pytest_awsevents.services.logs.insights.values import (
    Period,
    Timestamp,
    Value,
    compare,
    is_true,
    number_of,
    text_of,
)

Arguments: TypeAlias = Sequence[Value]
_MANY = 100


class Function(NamedTuple):
    """What gives the value, and how many arguments it takes."""

    value: Callable[[Arguments], Value]
    least: int
    most: int


def _of_number(calculate: Callable[[float], float]) -> Function:
    """A function of one number; None where it has no value."""

    def value(arguments: Arguments) -> Value:
        number = number_of(arguments[0])
        if number is None:
            return None
        try:
            return calculate(number)
        except (ValueError, OverflowError):
            return None

    return Function(value, 1, 1)


def _of_texts(calculate: Callable[..., Value], least: int, most: int) -> Function:
    """A function of texts; None where one of them is not there."""

    def value(arguments: Arguments) -> Value:
        texts = [text_of(argument) for argument in arguments]
        return None if None in texts else calculate(*texts)

    return Function(value, least, most)


def _extreme(wanted: int) -> Function:
    def value(arguments: Arguments) -> Value:
        numbers = [number for one in arguments if (number := number_of(one)) is not None]
        return reduce(lambda one, other: other if compare(other, one) == wanted else one, numbers) if numbers else None

    return Function(value, 1, _MANY)


def _of_time(calculate: Callable[[Timestamp, Period], Timestamp]) -> Function:
    def value(arguments: Arguments) -> Value:
        at, period = number_of(arguments[0]), arguments[1]
        if at is None or not isinstance(period, Period):
            return None
        try:
            return calculate(Timestamp(at), period)
        except (ValueError, OverflowError):  # outside of the calendar
            return None

    return Function(value, 2, 2)


def _from_millis(arguments: Arguments) -> Value:
    number = number_of(arguments[0])
    return None if number is None or not math.isfinite(number) else Timestamp(number)


def _to_millis(arguments: Arguments) -> Value:
    return int(arguments[0]) if isinstance(arguments[0], Timestamp) else None


def _substring(text: str, start: str, length: str | None = None) -> Value:
    first = _whole(start)
    count = len(text) if length is None else _whole(length)
    return None if first is None or count is None else text[first : first + count]


def _whole(text: str) -> int | None:
    number = number_of(text)
    return None if number is None or not math.isfinite(number) else max(int(number), 0)


def _present(arguments: Arguments) -> Value:
    return arguments[0] is not None


def _coalesce(arguments: Arguments) -> Value:
    return next((one for one in arguments if one is not None), None)


def _if(arguments: Arguments) -> Value:
    return arguments[1] if is_true(arguments[0]) else arguments[2]


def _empty(arguments: Arguments) -> Value:
    return not text_of(arguments[0])


def _blank(arguments: Arguments) -> Value:
    return not (text_of(arguments[0]) or "").strip()


def _concat(arguments: Arguments) -> Value:
    return "".join(text_of(one) or "" for one in arguments)


FUNCTIONS: Mapping[str, Function] = {
    "abs": _of_number(abs),
    "ceil": _of_number(math.ceil),
    "floor": _of_number(math.floor),
    "log": _of_number(math.log),
    "sqrt": _of_number(math.sqrt),
    "tonumber": _of_number(lambda number: number),
    "greatest": _extreme(1),
    "least": _extreme(-1),
    "datefloor": _of_time(floor),
    "dateceil": _of_time(ceiling),
    "frommillis": Function(_from_millis, 1, 1),
    "tomillis": Function(_to_millis, 1, 1),
    "ispresent": Function(_present, 1, 1),
    "coalesce": Function(_coalesce, 1, _MANY),
    "if": Function(_if, 3, 3),
    "isempty": Function(_empty, 1, 1),
    "isblank": Function(_blank, 1, 1),
    "concat": Function(_concat, 1, _MANY),
    "trim": _of_texts(str.strip, 1, 2),
    "ltrim": _of_texts(str.lstrip, 1, 2),
    "rtrim": _of_texts(str.rstrip, 1, 2),
    "strlen": _of_texts(len, 1, 1),
    "toupper": _of_texts(str.upper, 1, 1),
    "tolower": _of_texts(str.lower, 1, 1),
    "substr": _of_texts(_substring, 2, 3),
    "replace": _of_texts(str.replace, 3, 3),
    "strcontains": _of_texts(lambda text, part: int(part in text), 2, 2),
    "startswith": _of_texts(str.startswith, 2, 2),
    "endswith": _of_texts(str.endswith, 2, 2),
}
"""`bin` and `now` are missing: they ask for more than their arguments."""

NOT_FAKED = frozenset(
    (
        "base64decode",
        "base64encode",
        "case",
        "haversine",
        "ipv4tonumber",
        "isipinsubnet",
        "isipv4insubnet",
        "isipv6insubnet",
        "isprivateip",
        "ispublicip",
        "isreservedip",
        "isvalidip",
        "isvalidipv4",
        "isvalidipv6",
        "jsonparse",
        "jsonstringify",
        "md5",
        "regex_replace",
        "round",
        "sha256",
        "split",
        "todouble",
        "toint",
        "tolong",
        "urldecode",
        "urlencode",
    )
)
"""Functions that AWS has besides."""
