"""`rate(value unit)`: parsing, and the instants counted from an anchor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from pytest_awsevents.schedules.errors import InvalidSchedule

_MINUTES_IN = {"minute": 1, "hour": 60, "day": 24 * 60}


@dataclass(frozen=True, slots=True)
class Rate:
    """A fixed interval; a day is 24 hours."""

    minutes: int


def parse_rate(body: str) -> Rate:
    """Read what stands between the parentheses: a positive whole number, one blank, a unit.

    Recorded: 1 takes the singular and more the plural, units are lower case, blanks at either end are refused.
    Raises InvalidSchedule.
    """
    number, _, unit = body.partition(" ")
    if not number.isdigit() or int(number) == 0:
        raise InvalidSchedule(f"{number!r} is not a positive whole number: write for example rate(5 minutes)")
    value, singular = int(number), unit.removesuffix("s")
    if singular not in _MINUTES_IN:
        raise InvalidSchedule(f"{unit!r} is not a unit: write minute(s), hour(s) or day(s), in lower case")
    right = singular if value == 1 else f"{singular}s"
    if unit != right:
        raise InvalidSchedule(f"{value} does not go with {unit!r}: write rate({value} {right})")
    return Rate(value * _MINUTES_IN[singular])


def instants_after(rate: Rate, instant: datetime, anchor: datetime) -> Iterator[datetime]:
    """Enumerate anchor + k * interval, k >= 1, strictly after the instant, to the end of the calendar.

    Convention: the guide only says that a rate starts when the rule is created; recorded tests fit this formula.
    """
    with suppress(OverflowError):  # past year 9999 there is nothing left to enumerate
        interval = timedelta(minutes=rate.minutes)
        moment = anchor + max((instant - anchor) // interval + 1, 1) * interval
        while True:
            yield moment
            moment += interval
