"""The numeric part of cron fields: values, names, lists, ranges and steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_awsevents.schedules.errors import InvalidSchedule


@dataclass(frozen=True, slots=True)
class Field:
    """The values that a cron field may take; `names` are other words for them, counted from `low`."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()
    accepted: int | None = None
    """Values up to here are accepted although they never come."""

    def value(self, word: str) -> int:
        """Read one number or name. Raises InvalidSchedule."""
        if word in self.names:
            return self.low + self.names.index(word)
        if not word.isdigit():
            names = f" or {self.names[0]}-{self.names[-1]}" if self.names else ""
            raise InvalidSchedule(f"{self.name}: {word!r} is not a value: write {self.low}-{self.high}{names}")
        number = int(word)
        if not self.low <= number <= (self.accepted or self.high):
            raise InvalidSchedule(f"{self.name}: {number} is outside {self.low}-{self.high}")
        return number


MINUTES = Field("minutes", 0, 59)
HOURS = Field("hours", 0, 23)
DAYS_OF_MONTH = Field("day-of-month", 1, 31)
MONTHS = Field("month", 1, 12, ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"))
DAYS_OF_WEEK = Field("day-of-week", 1, 7, ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))
# The guide says 1970-2199; the live service was measured to take 2500 as well. Nothing fires after 2199.
YEARS = Field("year", 1970, 2199, accepted=9999)


def parse_values(field: Field, text: str) -> tuple[int, ...]:
    """Read a comma-separated list of values, ranges and steps into the sorted values they stand for.

    A range may wrap (the guide has hours 20-2); other fields than hours by analogy. Raises InvalidSchedule.
    """
    return tuple(sorted({value for term in text.split(",") for value in _term_values(field, term)}))


def _term_values(field: Field, term: str) -> Sequence[int]:
    span, slash, step = term.partition("/")
    if slash and (not step.isdigit() or int(step) == 0):
        raise InvalidSchedule(f"{field.name}: the step {step!r} of {term!r} is not a positive whole number")
    values = _span_values(field, span, open_end=bool(slash))
    return values[:: int(step)] if slash else values


def _span_values(field: Field, span: str, *, open_end: bool) -> Sequence[int]:
    if span == "*":
        return range(field.low, field.high + 1)
    start, dash, end = span.partition("-")
    first = field.value(start)
    last = field.value(end) if dash else field.high if open_end else first
    if first <= last or not dash:
        return range(first, min(last, field.high) + 1)
    return [*range(first, field.high + 1), *range(field.low, last + 1)]
