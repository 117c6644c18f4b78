"""Functions of all rows of a group, by their names in lower case."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from pytest_awsevents.services.logs.insights.values import Timestamp, Value, bounded, number_of, sort_key, text_of

Values: TypeAlias = Sequence[Value]
"""One value for each row of the group, by their time, those that are missing too."""


class AggregateFunction(NamedTuple):
    """What gives the value: of the values, and of the second argument where there is one."""

    value: Callable[[Values, Value], Value]
    least: int = 1
    most: int = 1


def _numbers(values: Values) -> list[int | float]:
    return [number for value in values if (number := number_of(value)) is not None]


def _count(values: Values, _: Value) -> Value:
    return sum(value is not None for value in values)


def _count_distinct(values: Values, _: Value) -> Value:
    return len({text_of(value) for value in values if value is not None})


def _sum(values: Values, _: Value) -> Value:
    return bounded(sum(_numbers(values)))


def _average(values: Values, _: Value) -> Value:
    numbers = _numbers(values)
    return sum(numbers) / len(numbers) if numbers else None


def _deviation(values: Values, _: Value) -> Value:
    """Of the whole group, not of a sample (convention)."""
    numbers = _numbers(values)
    if not numbers:
        return None
    mean = sum(numbers) / len(numbers)
    return math.sqrt(sum((number - mean) ** 2 for number in numbers) / len(numbers))


def _percentile(values: Values, wanted: Value) -> Value:
    """By nearest rank (convention)."""
    numbers, percent = sorted(_numbers(values)), number_of(wanted)
    if not numbers or percent is None or not 0 <= percent <= 100:
        return None
    return numbers[max(math.ceil(percent / 100 * len(numbers)), 1) - 1]


def _least(values: Values, _: Value) -> Value:
    return _plain(min((one for one in values if one is not None), key=sort_key, default=None))


def _greatest(values: Values, _: Value) -> Value:
    return _plain(max((one for one in values if one is not None), key=sort_key, default=None))


def _first(values: Values, _: Value) -> Value:
    return _plain(next((one for one in values if one is not None), None))


def _last(values: Values, _: Value) -> Value:
    return _plain(next((one for one in reversed(values) if one is not None), None))


def _plain(value: Value) -> Value:
    """Times are given as milliseconds (reported for `earliest` and `latest`)."""
    return int(value) if isinstance(value, Timestamp) else value


AGGREGATES: Mapping[str, AggregateFunction] = {
    "count": AggregateFunction(_count, 0),
    "count_distinct": AggregateFunction(_count_distinct),
    "sum": AggregateFunction(_sum),
    "avg": AggregateFunction(_average),
    "stddev": AggregateFunction(_deviation),
    "pct": AggregateFunction(_percentile, 2, 2),
    "min": AggregateFunction(_least),
    "max": AggregateFunction(_greatest),
    "earliest": AggregateFunction(_first),
    "latest": AggregateFunction(_last),
    "sortsfirst": AggregateFunction(_least),
    "sortslast": AggregateFunction(_greatest),
}
NOT_FAKED = frozenset(("count_over_time", "histogram", "median", "percentile", "rate", "sum_over_time", "values"))
"""Functions that AWS has besides."""
