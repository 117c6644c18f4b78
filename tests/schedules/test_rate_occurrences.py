from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_awsevents.schedules import Rate, next_after, occurrences, parse

CREATED = datetime(2026, 1, 1, 12, 0, 20, tzinfo=UTC)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def test_a_rate_counts_from_the_anchor() -> None:
    hourly = parse("rate(1 hour)")
    assert next_after(hourly, CREATED, anchor=CREATED) == CREATED + timedelta(hours=1)
    assert next_after(hourly, CREATED + timedelta(minutes=150), anchor=CREATED) == CREATED + timedelta(hours=3)
    assert next_after(hourly, CREATED + timedelta(hours=3), anchor=CREATED) == CREATED + timedelta(hours=4)


def test_before_the_anchor_the_first_occurrence_is_one_interval_after_it() -> None:
    assert next_after(Rate(5), CREATED - timedelta(days=1), anchor=CREATED) == CREATED + timedelta(minutes=5)


def test_without_an_anchor_a_rate_counts_from_the_start() -> None:
    found = list(islice(occurrences(Rate(1440), CREATED), 2))
    assert found == [CREATED + timedelta(days=1), CREATED + timedelta(days=2)]


@settings(deadline=None)
@given(st.integers(1, 100_000), instants, instants)
def test_every_occurrence_is_the_anchor_plus_whole_intervals(minutes: int, instant: datetime, anchor: datetime) -> None:
    interval, before = timedelta(minutes=minutes), instant
    for moment in islice(occurrences(Rate(minutes), instant, anchor=anchor), 5):
        assert moment > before
        assert (moment - anchor) % interval == timedelta(0)
        assert moment - interval <= max(before, anchor)
        before = moment


@pytest.mark.parametrize("value", ["9" * 9, "9" * 240])
def test_a_rate_past_the_end_of_the_calendar_never_fires(value: str) -> None:
    schedule = parse(f"rate({value} days)")
    assert next_after(schedule, CREATED, anchor=CREATED) is None


def test_the_enumeration_ends_with_the_calendar() -> None:
    last_days = datetime(9999, 12, 29, tzinfo=UTC)
    assert list(occurrences(parse("rate(1 day)"), last_days)) == [last_days + timedelta(days=n) for n in (1, 2)]


def test_an_anchor_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone: give an aware datetime"):
        next_after(Rate(1), CREATED, anchor=datetime(2026, 1, 1))
