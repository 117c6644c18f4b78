"""From the text of a schedule expression to the instants at which it is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from pytest_awsevents.schedules.cron import Cron, count_wall_times, parse_cron, wall_times_after
from pytest_awsevents.schedules.errors import InvalidSchedule
from pytest_awsevents.schedules.rate import Rate, instants_after, parse_rate

Schedule: TypeAlias = Rate | Cron

_LONGEST = 256  # the API's limit; it also keeps every number below Python's limit on digits


def parse(expression: str) -> Schedule:
    """Read a schedule expression exactly as PutRule takes it. Raises InvalidSchedule."""
    if len(expression) > _LONGEST:
        raise InvalidSchedule(f"a schedule expression of {len(expression)} characters: at most {_LONGEST} are allowed")
    try:
        return _parse(expression)
    except InvalidSchedule as fault:
        raise InvalidSchedule(f"{expression!r}: {fault}") from None


def _parse(expression: str) -> Schedule:
    kind, parenthesis, body = expression.partition("(")
    if not expression.isascii():
        raise InvalidSchedule("only ASCII characters are allowed")
    if kind == "at":
        raise InvalidSchedule("at(...) belongs to EventBridge Scheduler: a rule takes rate(...) or cron(...)")
    if kind not in ("rate", "cron") or not parenthesis or not body.endswith(")"):
        raise InvalidSchedule("neither rate(value unit) nor cron(six fields), in lower case and without blanks around")
    return parse_rate(body[:-1]) if kind == "rate" else parse_cron(body[:-1])


def next_after(schedule: Schedule, instant: datetime, *, anchor: datetime | None = None) -> datetime | None:
    """The first occurrence strictly after the instant, in UTC; None if there is none any more.

    A rate counts from the anchor, the time of the rule's creation, or else from the instant itself.
    """
    return next(occurrences(schedule, instant, anchor=anchor), None)


def occurrences(schedule: Schedule, start: datetime, *, anchor: datetime | None = None) -> Iterator[datetime]:
    """Enumerate the occurrences strictly after the start, in UTC, lazily: cron ends in 2199, rate in 9999.

    Raises ValueError for a datetime without a time zone.
    """
    start = _in_utc(start)
    if isinstance(schedule, Cron):
        return wall_times_after(schedule, start)
    return instants_after(schedule, start, start if anchor is None else _in_utc(anchor))


def count_between(schedule: Schedule, after: datetime, until: datetime, *, anchor: datetime | None = None) -> int:
    """How many occurrences lie after `after` and not after `until`, without enumerating them."""
    after, until = _in_utc(after), _in_utc(until)
    if isinstance(schedule, Cron):
        return count_wall_times(schedule, after, until)
    start, interval = after if anchor is None else _in_utc(anchor), timedelta(minutes=schedule.minutes)
    return max((until - start) // interval - max((after - start) // interval, 0), 0)


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no time zone: give an aware datetime")
    return instant.astimezone(UTC)
