"""Periods of time, and the times at which they begin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pytest_awsevents.services.logs.insights.values import Period, Timestamp

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MONDAY = _EPOCH - timedelta(days=3)  # the epoch was a Thursday
_NAMES: Mapping[str, tuple[str, ...]] = {
    "ms": ("millisecond", "ms", "msec"),
    "s": ("second", "s", "sec"),
    "m": ("minute", "m", "min"),
    "h": ("hour", "h", "hr"),
    "d": ("day", "d"),
    "w": ("week", "w"),
    "mo": ("month", "mo", "mon"),
    "q": ("quarter", "q", "qtr"),
    "y": ("year", "y", "yr"),
}
_FIXED: Mapping[str, timedelta] = {
    "ms": _MILLISECOND,
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_MONTHS: Mapping[str, int] = {"mo": 1, "q": 3, "y": 12}


def unit_of(name: str) -> str | None:
    """The unit that a name or an abbreviation means; names of several letters may be plurals (documented)."""
    for unit, names in _NAMES.items():
        if name in names or (name.endswith("s") and len(name) > 2 and name[:-1] in names):
            return unit
    return None


def floor(at: Timestamp, period: Period) -> Timestamp:
    """The beginning of the period that holds a time, in UTC; weeks begin on Mondays (convention)."""
    if period.unit in _FIXED:
        origin = _MONDAY if period.unit == "w" else _EPOCH
        length = period.count * (_FIXED[period.unit] // _MILLISECOND)
        first = (origin - _EPOCH) // _MILLISECOND
        return Timestamp(first + (at - first) // length * length)
    then = _EPOCH + at * _MILLISECOND
    length = period.count * _MONTHS[period.unit]
    return _month(((then.year - 1970) * 12 + then.month - 1) // length * length)


def ceiling(at: Timestamp, period: Period) -> Timestamp:
    """The next beginning of a period, or the time itself where it is one."""
    begun = floor(at, period)
    if begun == at:
        return begun
    if period.unit in _FIXED:
        return Timestamp(begun + period.count * (_FIXED[period.unit] // _MILLISECOND))
    then = _EPOCH + begun * _MILLISECOND
    return _month((then.year - 1970) * 12 + then.month - 1 + period.count * _MONTHS[period.unit])


def _month(number: int) -> Timestamp:
    """The beginning of a month, counted from that of the epoch."""
    first = datetime(1970 + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    return Timestamp((first - _EPOCH) // _MILLISECOND)
