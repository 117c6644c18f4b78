"""`cron(minutes hours day-of-month month day-of-week year)`: parsing, and its wall-clock times."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pytest_awsevents.schedules.days import DayTable, month_shape, parse_days
from pytest_awsevents.schedules.errors import InvalidSchedule
from pytest_awsevents.schedules.fields import HOURS, MINUTES, MONTHS, YEARS, parse_values


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression, resolved to what the enumeration needs."""

    expression: str
    times: tuple[timedelta, ...] = field(repr=False)
    """Times of day, as distances from midnight, in order."""
    days: DayTable = field(repr=False)
    months: tuple[int, ...] = field(repr=False)
    years: tuple[int, ...] = field(repr=False)


def parse_cron(body: str) -> Cron:
    """Read the six fields between the parentheses; names and letters in either case (convention).

    Raises InvalidSchedule.
    """
    words = body.upper().split()
    if len(words) != 6:
        raise InvalidSchedule(
            f"{len(words)} fields instead of 6: write cron(minutes hours day-of-month month day-of-week year)"
        )
    minutes, hours, day_of_month, month, day_of_week, year = words
    minutes_of_hour = parse_values(MINUTES, minutes)
    times = tuple(timedelta(0, 3600 * h + 60 * m) for h in parse_values(HOURS, hours) for m in minutes_of_hour)
    return Cron(
        expression=f"cron({body})",
        times=times,
        days=parse_days(day_of_month, day_of_week),
        months=parse_values(MONTHS, month),
        years=parse_values(YEARS, year),
    )


def wall_times_after(cron: Cron, wall: datetime) -> Iterator[datetime]:
    """Enumerate the matching times strictly after `wall`, lazily, in the wall time that `wall` is in.

    Its tzinfo, or the lack of one, is carried along and never asked: which instants those are is the caller's affair.
    """
    times = cron.times
    for midnight in _midnights_from(cron, wall):
        first = 0 if midnight > wall else bisect_right(times, wall - midnight)
        # By index: a slice would copy up to 1440 times for the sake of the one that is asked for.
        for index in range(first, len(times)):
            yield midnight + times[index]


def count_wall_times(cron: Cron, after: datetime, until: datetime) -> int:
    """How many matching times lie after `after` and not after `until`; counted by days, not one by one."""
    times, count = cron.times, 0
    for midnight in _midnights_from(cron, after):
        if midnight > until:
            break
        first = 0 if midnight > after else bisect_right(times, after - midnight)
        count += max(bisect_right(times, until - midnight) - first, 0)
    return count


def _midnights_from(cron: Cron, wall: datetime) -> Iterator[datetime]:
    """The beginnings of the matching days, from the day of `wall` on."""
    this_year, this_month, zone = wall.year, wall.month, wall.tzinfo
    for year in cron.years[bisect_left(cron.years, this_year) :]:
        months = cron.months if year > this_year else cron.months[bisect_left(cron.months, this_month) :]
        for month in months:
            days = cron.days[month_shape(year, month)]
            if month == this_month and year == this_year:
                days = days[bisect_left(days, wall.day) :]
            for day in days:
                yield datetime(year, month, day, tzinfo=zone)
