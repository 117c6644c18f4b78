"""Schedule expressions of EventBridge Scheduler: at(), rate() and cron(), in a time zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from pytest_awsevents.schedules import Cron, InvalidSchedule, Rate, count_between
from pytest_awsevents.schedules import occurrences as occurrences_in_utc
from pytest_awsevents.schedules import parse as parse_repeating
from pytest_awsevents.schedules.cron import count_wall_times, wall_times_after

_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Once:
    """`at(...)`: one time, on the clock of a time zone."""

    wall: datetime


Expression: TypeAlias = Once | Rate | Cron


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a schedule is due: an expression in a zone, from `first` to `last`, rates counted from `anchor`."""

    expression: Expression
    zone: ZoneInfo
    anchor: datetime
    first: datetime | None = None
    last: datetime | None = None

    def after(self, instant: datetime) -> Iterator[datetime]:
        """The instants after one, in UTC, lazily."""
        if isinstance(self.expression, Once):  # the window is not for these (documented)
            due = as_instant(self.expression.wall, self.zone)
            return iter([due] if due is not None and due > instant else [])
        return self._within(self._repeating(self._begin(instant)))

    def count(self, after: datetime, until: datetime) -> int:
        """How many instants lie after one and not after another; local times that are skipped are counted too."""
        if isinstance(self.expression, Once):
            return sum(due <= until for due in self.after(after))
        until = until if self.last is None else min(until, self.last)
        begin = self._begin(after)
        if until <= begin:
            return 0
        if isinstance(self.expression, Cron):
            return count_wall_times(self.expression, self._wall(begin), self._wall(until))
        at_anchor = begin < self.anchor <= until
        return at_anchor + count_between(self.expression, begin, until, anchor=self.anchor)

    def _begin(self, instant: datetime) -> datetime:
        return instant if self.first is None else max(instant, self.first - _INSTANT)

    def _within(self, instants: Iterator[datetime]) -> Iterator[datetime]:
        for due in instants:
            if self.last is not None and due > self.last:
                return
            yield due

    def _repeating(self, begin: datetime) -> Iterator[datetime]:
        if isinstance(self.expression, Cron):
            for wall in wall_times_after(self.expression, self._wall(begin)):
                due = as_instant(wall, self.zone)
                if due is not None and due > begin:
                    yield due
        elif isinstance(self.expression, Rate):
            if self.anchor > begin:  # the first one is at once (documented)
                yield self.anchor
            yield from occurrences_in_utc(self.expression, begin, anchor=self.anchor)

    def _wall(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone).replace(tzinfo=None)


def parse(text: str) -> Expression:
    """Reads an expression; InvalidSchedule where it is none."""
    found = _AT.fullmatch(text)
    if found is None:
        return parse_repeating(text)
    try:
        return Once(datetime.fromisoformat(found[1]))
    except ValueError as fault:
        raise InvalidSchedule(f"{text!r}: {fault}") from None


def as_instant(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant of a local time: the first one where it comes twice, None where it is skipped (documented)."""
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall else None
