"""The two day fields of a cron expression, resolved for every shape that a month can have."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from pytest_awsevents.schedules.errors import InvalidSchedule
from pytest_awsevents.schedules.fields import DAYS_OF_MONTH, DAYS_OF_WEEK, parse_values

DayTable = tuple[tuple[int, ...], ...]
"""The matching days of a month, by the month's shape."""

_SHORTEST = 28
_SATURDAY, _SUNDAY = 7, 1


@dataclass(frozen=True, slots=True)
class _Month:
    first_weekday: int  # Monday is 0, as in `calendar`
    length: int

    def days(self) -> range:
        return range(1, self.length + 1)

    def weekday(self, day: int) -> int:
        """AWS's number of the day's weekday: Sunday is 1."""
        return (self.first_weekday + day) % 7 + 1


# Days and weekdays depend on nothing but the first weekday and the length of a month.
_MONTHS = tuple(_Month(first, length) for first in range(7) for length in range(_SHORTEST, 32))

_DayRule = Callable[[_Month], Iterable[int]]


@cache  # bounded: the years of a schedule end in 2199
def month_shape(year: int, month: int) -> int:
    """Where a DayTable has the days of this month."""
    first_weekday, length = monthrange(year, month)
    return first_weekday * 4 + length - _SHORTEST


def parse_days(day_of_month: str, day_of_week: str) -> DayTable:
    """Read both day fields, exactly one of which is `?`. Raises InvalidSchedule.

    Documented except for: both `?` (refused), LW and L-n (accepted as Quartz does), `nW` at a month's edge.
    """
    if (day_of_month == "?") == (day_of_week == "?"):
        raise InvalidSchedule("exactly one of day-of-month and day-of-week has to be ?")
    rule = _month_day_rule(day_of_month) if day_of_week == "?" else _weekday_rule(day_of_week)
    return tuple(tuple(rule(month)) for month in _MONTHS)


def _month_day_rule(text: str) -> _DayRule:
    if text == "LW":
        return lambda month: [_nearest_weekday(month, month.length)]
    if text == "L":
        return lambda month: [month.length]
    if before_last := re.fullmatch(r"L-([1-9]|[12][0-9]|30)", text):
        back = int(before_last[1])
        return lambda month: [month.length - back] if back < month.length else []
    if weekday_near := re.fullmatch(r"([0-9]+)W", text):
        day = DAYS_OF_MONTH.value(weekday_near[1])
        return lambda month: [_nearest_weekday(month, day)] if day <= month.length else []
    if re.search("[LW]", text):
        raise InvalidSchedule(f"day-of-month: {text!r} is not a value: L, LW, L-3 and 15W stand alone")
    chosen = parse_values(DAYS_OF_MONTH, text)
    return lambda month: [day for day in chosen if day <= month.length]


def _nearest_weekday(month: _Month, day: int) -> int:
    """The weekday closest to the day, within the month (convention, as Quartz; the guide is silent on the edges)."""
    weekday = month.weekday(day)
    if weekday == _SATURDAY:
        return day - 1 if day > 1 else day + 2
    if weekday == _SUNDAY:
        return day + 1 if day < month.length else day - 2
    return day


def _weekday_rule(text: str) -> _DayRule:
    if "#" in text:
        return _nth_weekday_rule(text)
    if "/" in text:
        raise InvalidSchedule(f"day-of-week: {text!r} has a step, which this field does not take: list the days")
    if text != "L" and text.endswith("L") and "," not in text:
        last = DAYS_OF_WEEK.value(text[:-1])
        return lambda month: [day for day in month.days()[-7:] if month.weekday(day) == last]
    # "L" alone is the last day of the week (convention: the guide has no example of it)
    chosen = (_SATURDAY,) if text == "L" else parse_values(DAYS_OF_WEEK, text)
    return lambda month: [day for day in month.days() if month.weekday(day) in chosen]


def _nth_weekday_rule(text: str) -> _DayRule:
    name, _, count = text.partition("#")
    if count not in ("1", "2", "3", "4", "5"):
        raise InvalidSchedule(f"day-of-week: {text!r} is not one day and its number 1-5: write for example TUE#2")
    wanted, week = DAYS_OF_WEEK.value(name), int(count) - 1
    return lambda month: [day for day in month.days()[week * 7 : week * 7 + 7] if month.weekday(day) == wanted]
