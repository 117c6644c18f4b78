from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import islice, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_awsevents.schedules import next_after, occurrences, parse
from pytest_awsevents.schedules.cron import Cron, wall_times_after
from tests.schedules.brute_force import CronCase, cron_cases

starts = st.datetimes(datetime(2019, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))


def first(expression: str, start: datetime, count: int = 3) -> list[str]:
    return [f"{moment:%Y-%m-%d %H:%M}" for moment in islice(occurrences(parse(expression), start), count)]


NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)  # a Thursday


@settings(max_examples=200, deadline=None)
@given(cron_cases, starts)
def test_the_enumeration_agrees_with_a_brute_force_one(case: CronCase, start: datetime) -> None:
    days = 450
    end = datetime.combine(start.date() + timedelta(days=days), datetime.min.time(), UTC)
    found = takewhile(lambda moment: moment < end, occurrences(parse(case.expression), start))
    assert list(islice(found, 30)) == list(islice(case.occurrences(start, days), 30))


@settings(max_examples=100, deadline=None)
@given(cron_cases, starts)
def test_going_on_from_each_occurrence_gives_the_next_and_never_goes_back(case: CronCase, start: datetime) -> None:
    schedule, moment = parse(case.expression), start
    for expected in islice(occurrences(schedule, start), 10):
        assert expected > moment
        assert next_after(schedule, expected - timedelta(microseconds=1)) == expected
        assert next_after(schedule, moment) == expected
        moment = expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(30 7 L * ? *)", ["2026-01-31 07:30", "2026-02-28 07:30", "2026-03-31 07:30"]),
        ("cron(30 7 LW * ? *)", ["2026-01-30 07:30", "2026-02-27 07:30", "2026-03-31 07:30"]),
        ("cron(30 7 L-2 * ? *)", ["2026-01-29 07:30", "2026-02-26 07:30", "2026-03-29 07:30"]),
        ("cron(30 7 1W 2-3,8 ? *)", ["2026-02-02 07:30", "2026-03-02 07:30", "2026-08-03 07:30"]),
        ("cron(30 7 31W * ? *)", ["2026-01-30 07:30", "2026-03-31 07:30", "2026-05-29 07:30"]),
        ("cron(30 7 ? * 3L *)", ["2026-01-27 07:30", "2026-02-24 07:30", "2026-03-31 07:30"]),
        ("cron(30 7 ? * L *)", ["2026-01-03 07:30", "2026-01-10 07:30", "2026-01-17 07:30"]),
        ("cron(30 7 ? * THU#5 *)", ["2026-01-29 07:30", "2026-04-30 07:30", "2026-07-30 07:30"]),
        ("cron(30 7 ? * sat-Sun *)", ["2026-01-03 07:30", "2026-01-04 07:30", "2026-01-10 07:30"]),
        ("cron(0 23-1/2 ? * THU *)", ["2026-01-01 01:00", "2026-01-01 23:00", "2026-01-08 01:00"]),
        ("cron(0 0 29 2 ? 2096/4)", ["2096-02-29 00:00", "2104-02-29 00:00", "2108-02-29 00:00"]),
    ],
)
def test_wildcards(expression: str, expected: list[str]) -> None:
    assert first(expression, NEW_YEAR) == expected


def test_a_wrapped_range_of_hours_is_looked_at_day_by_day() -> None:
    sunday_night = datetime(2026, 1, 4, 23, 59, tzinfo=UTC)
    assert first("cron(0 23-0 ? * MON-FRI *)", sunday_night) == [
        "2026-01-05 00:00",
        "2026-01-05 23:00",
        "2026-01-06 00:00",
    ]


def test_the_instant_itself_is_no_occurrence_after_it() -> None:
    daily = parse("cron(15 10 * * ? *)")
    due = datetime(2026, 5, 5, 10, 15, tzinfo=UTC)
    assert next_after(daily, due - timedelta(seconds=1)) == due
    assert next_after(daily, due) == due + timedelta(days=1)
    assert next_after(daily, due + timedelta(seconds=59)) == due + timedelta(days=1)


@pytest.mark.parametrize("years", ["2002-2005", "2500", "2200-2300"])
def test_years_that_are_over_or_beyond_2199_never_come(years: str) -> None:
    assert next_after(parse(f"cron(0 0 1 1 ? {years})"), NEW_YEAR) is None


def test_nothing_comes_after_2199() -> None:
    every_minute = parse("cron(* * * * ? *)")
    assert first("cron(* * * * ? *)", datetime(2199, 12, 31, 23, 57, 30, tzinfo=UTC)) == [
        "2199-12-31 23:58",
        "2199-12-31 23:59",
    ]
    assert next_after(every_minute, datetime.max.replace(tzinfo=UTC)) is None


def test_before_1970_the_first_occurrence_is_in_1970() -> None:
    assert first("cron(0 0 * * ? *)", datetime.min.replace(tzinfo=UTC), 1) == ["1970-01-01 00:00"]


def test_a_day_that_no_month_has_ends_at_once() -> None:
    assert next_after(parse("cron(0 0 31 2,4,6 ? *)"), NEW_YEAR) is None


def test_instants_of_other_zones_are_read_as_utc() -> None:
    just_before_ten_utc = datetime(2026, 1, 1, 4, 59, tzinfo=timezone(timedelta(hours=-5)))
    found = next_after(parse("cron(0 10 * * ? *)"), just_before_ten_utc)
    assert found == datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone: give an aware datetime"):
        next_after(parse("cron(0 10 * * ? *)"), datetime(2026, 1, 1))


def test_the_core_works_in_whatever_wall_time_it_is_given() -> None:
    daily = parse("cron(30 2 * * ? *)")
    assert isinstance(daily, Cron)
    assert next(wall_times_after(daily, datetime(2026, 3, 28, 12))) == datetime(2026, 3, 29, 2, 30)
