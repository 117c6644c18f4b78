"""Counting occurrences gives what enumerating them would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.schedules import count_between, occurrences, parse

START = datetime(2026, 2, 27, 23, 30, tzinfo=UTC)
EXPRESSIONS = [
    "rate(1 minute)",
    "rate(7 minutes)",
    "rate(2 days)",
    "cron(* * * * ? *)",
    "cron(0/20 22-1 * * ? *)",
    "cron(30 12 L * ? *)",
    "cron(15 8 ? * MON-FRI 2026)",
    "cron(0 0 1 1 ? 2002)",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(
    first=st.integers(0, 5000),
    length=st.integers(-10, 4000),
    anchor=st.integers(-3000, 3000),
    second=st.integers(0, 59),
)
def test_counting_agrees_with_enumerating(expression: str, first: int, length: int, anchor: int, second: int) -> None:
    schedule = parse(expression)
    after = START + timedelta(minutes=first, seconds=second)
    until = after + timedelta(minutes=length)
    counted_from = START + timedelta(minutes=anchor)
    enumerated = list(takewhile(lambda due: due <= until, occurrences(schedule, after, anchor=counted_from)))
    assert count_between(schedule, after, until, anchor=counted_from) == len(enumerated)


def test_a_rate_without_an_anchor_counts_from_the_beginning() -> None:
    assert count_between(parse("rate(1 minute)"), START, START + timedelta(days=365)) == 525_600


def test_centuries_are_counted_without_enumerating_minutes() -> None:
    last = datetime(2200, 1, 1, tzinfo=UTC)
    days = (last - datetime(2026, 2, 28, tzinfo=UTC)).days
    assert count_between(parse("cron(* * * * ? *)"), START, last) == days * 1440 + 29
