"""Random cron expressions together with a slow judge of each field, written without the parser's help."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAY_NAMES = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@dataclass(frozen=True)
class Field:
    """The text of a cron field and the values it lets through."""

    text: str
    allows: Callable[[int], bool]


@dataclass(frozen=True)
class DayFields:
    """The texts of both day fields and the days they let through."""

    day_of_month: str
    day_of_week: str
    allows: Callable[[date], bool]


@dataclass(frozen=True)
class CronCase:
    minutes: Field
    hours: Field
    days: DayFields
    months: Field
    years: Field

    @property
    def expression(self) -> str:
        first = f"{self.minutes.text} {self.hours.text} {self.days.day_of_month} {self.months.text}"
        return f"cron({first} {self.days.day_of_week} {self.years.text})"

    def occurrences(self, start: datetime, days: int) -> Iterator[datetime]:
        """Those strictly after the start, on its day and the days that follow."""
        times = [
            time(hour, minute, tzinfo=start.tzinfo)
            for hour in range(24)
            for minute in range(60)
            if self.hours.allows(hour) and self.minutes.allows(minute)
        ]
        for distance in range(days):
            day = start.date() + timedelta(days=distance)
            if self.years.allows(day.year) and self.months.allows(day.month) and self.days.allows(day):
                moments = (datetime.combine(day, moment) for moment in times)
                yield from (moment for moment in moments if moment > start)


def _terms(low: int, high: int, names: tuple[str, ...] = (), *, steps: bool = True) -> st.SearchStrategy[Field]:
    """One value, range or step."""
    size = high - low + 1

    def word(value: int, named: bool) -> str:
        return names[value - low] if named and names else str(value)

    def span(first: int, last: int, named: bool) -> Field:
        reach = (last - first) % size
        return Field(f"{word(first, named)}-{word(last, named)}", lambda value: (value - first) % size <= reach)

    def stepped_span(first: int, last: int, step: int) -> Field:
        reach = (last - first) % size
        return Field(
            f"{first}-{last}/{step}",
            lambda value: (value - first) % size <= reach and (value - first) % size % step == 0,
        )

    def stepped_from(first: int, step: int) -> Field:
        return Field(f"{first}/{step}", lambda value: value >= first and (value - first) % step == 0)

    values, named, step = st.integers(low, high), st.booleans(), st.integers(1, size + 3)
    plain = [
        st.just(Field("*", lambda value: True)),
        st.builds(lambda only, named: Field(word(only, named), lambda value: value == only), values, named),
        st.builds(span, values, values, named),
    ]
    stepped = [
        st.builds(lambda step: Field(f"*/{step}", lambda value: (value - low) % step == 0), step),
        st.builds(stepped_from, values, step),
        st.builds(stepped_span, values, values, step),
    ]
    return st.one_of(plain + stepped if steps else plain)


def _lists(terms: st.SearchStrategy[Field]) -> st.SearchStrategy[Field]:
    def either(fields: list[Field]) -> Field:
        return Field(",".join(field.text for field in fields), lambda value: any(f.allows(value) for f in fields))

    return st.lists(terms, min_size=1, max_size=3).map(either)


def _last_day(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _weekday(day: date) -> int:
    return day.isoweekday() % 7 + 1


def _weekdays_of_month(day: date) -> list[int]:
    return [number for number in range(1, _last_day(day) + 1) if day.replace(day=number).isoweekday() <= 5]


def _closest_weekday(day: date, wanted: int) -> int | None:
    if wanted > _last_day(day):
        return None
    return min(_weekdays_of_month(day), key=lambda number: abs(number - wanted))


def _month_days() -> st.SearchStrategy[DayFields]:
    def fields(text: str, allows: Callable[[date], bool]) -> DayFields:
        return DayFields(text, "?", allows)

    return st.one_of(
        _lists(_terms(1, 31)).map(lambda field: fields(field.text, lambda day: field.allows(day.day))),
        st.just(fields("L", lambda day: day.day == _last_day(day))),
        st.just(fields("LW", lambda day: day.day == _weekdays_of_month(day)[-1])),
        st.integers(1, 30).map(lambda back: fields(f"L-{back}", lambda day: day.day == _last_day(day) - back)),
        st.integers(1, 31).map(lambda near: fields(f"{near}W", lambda day: day.day == _closest_weekday(day, near))),
    )


def _week_days() -> st.SearchStrategy[DayFields]:
    def fields(text: str, allows: Callable[[date], bool]) -> DayFields:
        return DayFields("?", text, allows)

    def nth(weekday: int, week: int) -> DayFields:
        return fields(
            f"{DAY_NAMES[weekday - 1]}#{week}",
            lambda day: _weekday(day) == weekday and week == len(range(day.day, 0, -7)),
        )

    def last(weekday: int) -> DayFields:
        return fields(
            f"{weekday}L", lambda day: _weekday(day) == weekday and (day + timedelta(days=7)).month != day.month
        )

    weekdays = st.integers(1, 7)
    return st.one_of(
        _lists(_terms(1, 7, DAY_NAMES, steps=False)).map(
            lambda field: fields(field.text, lambda day: field.allows(_weekday(day)))
        ),
        st.just(fields("L", lambda day: _weekday(day) == 7)),
        weekdays.map(last),
        st.builds(nth, weekdays, st.integers(1, 5)),
    )


cron_cases = st.builds(
    CronCase,
    minutes=_lists(_terms(0, 59)),
    hours=_lists(_terms(0, 23)),
    days=st.one_of(_month_days(), _week_days()),
    months=_lists(_terms(1, 12, MONTH_NAMES)),
    years=st.one_of(
        st.just(Field("*", lambda year: True)),
        st.builds(
            lambda first, more: Field(f"{first}-{first + more}", lambda year: first <= year <= first + more),
            st.integers(2018, 2030),
            st.integers(0, 5),
        ),
    ),
)
