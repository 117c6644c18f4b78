"""When schedules of EventBridge Scheduler fire."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_awsevents.core.clock import parse_instant
from pytest_awsevents.core.errors import TooManyFires
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.scheduler.expressions import Timetable, parse


def test_at_fires_once(fake: AwsFake, create: Any, queue: Any, fires: Any) -> None:
    create("at(2026-03-02T18:30:00)")
    fake.clock.tick(hours=6)
    assert queue.bodies() == []
    fake.clock.tick(days=3)
    assert queue.bodies() == ["due"]
    assert fires() == ["2026-03-02T18:30:00Z"]
    assert fake.clock.upcoming() == ()


def test_at_in_the_past_never_fires(fake: AwsFake, create: Any, queue: Any) -> None:
    create("at(2026-03-02T11:59:59)")
    fake.clock.tick(days=3)
    assert queue.bodies() == []


def test_at_this_very_moment_fires(fake: AwsFake, create: Any, queue: Any) -> None:
    create("at(2026-03-02T12:00:00)")
    assert len(queue.receive()) == 1


def test_a_rate_starts_at_once(fake: AwsFake, create: Any, fires: Any) -> None:
    create("rate(1 hour)")
    fake.clock.tick(hours=2, minutes=59)
    assert fires() == ["2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z", "2026-03-02T14:00:00Z"]


def test_a_window_begins_and_ends(fake: AwsFake, create: Any, fires: Any) -> None:
    create("rate(1 day)", StartDate="2026-03-03T08:00Z", EndDate="2026-03-05T08:00Z")
    create("cron(0 8 * * ? *)", name="daily", StartDate="2026-03-04T08:00Z", EndDate="2026-03-05T07:59Z")
    fake.clock.tick(days=30)
    assert fires() == [f"2026-03-0{day}T08:00:00Z" for day in (3, 4, 4, 5)]
    assert fake.clock.upcoming() == ()


def test_cron_follows_the_clock_of_its_zone(fake: AwsFake, create: Any, fires: Any) -> None:
    create("cron(0 18 ? * MON-FRI *)", ScheduleExpressionTimezone="Europe/Berlin")
    fake.clock.move_to("2026-03-27T12:00Z")  # a Friday; on Sunday clocks go forward
    fake.clock.tick(days=4)
    assert fires()[0] == "2026-03-02T17:00:00Z"
    assert fires()[-2:] == ["2026-03-27T17:00:00Z", "2026-03-30T16:00:00Z"]


def test_a_local_time_that_is_skipped_is_skipped(fake: AwsFake, create: Any, fires: Any) -> None:
    fake.clock.move_to("2026-03-27T12:00Z")
    create("cron(30 2 * * ? *)", ScheduleExpressionTimezone="Europe/Berlin")
    create("at(2026-03-29T02:30:00)", name="once", ScheduleExpressionTimezone="Europe/Berlin")
    fake.clock.tick(days=3)
    assert fires() == ["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"]


def test_a_local_time_that_comes_twice_fires_once(fake: AwsFake, create: Any, fires: Any) -> None:
    fake.clock.move_to("2026-10-24T12:00Z")
    create("cron(30 2 * * ? *)", ScheduleExpressionTimezone="Europe/Berlin")
    fake.clock.tick(days=2)
    assert fires() == ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]


def test_a_day_in_a_rate_is_24_hours(fake: AwsFake, create: Any, fires: Any) -> None:
    fake.clock.move_to("2026-03-28T12:00Z")
    create("rate(1 day)", ScheduleExpressionTimezone="Europe/Berlin")
    fake.clock.tick(days=1)
    assert fires() == ["2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"]


def test_a_flexible_window_is_somewhere_within_and_the_same_in_every_run(create: Any, fake: AwsFake) -> None:
    window = {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}

    def run(seed: str) -> list[tuple[str, float]]:
        with AwsFake(seed=seed, now="2026-03-02T12:00Z") as other:
            queue = other.sqs.queue("q")
            target = {"Arn": queue.arn, "RoleArn": "arn:aws:iam::123456789012:role/r", "Input": "x"}
            other.client("scheduler").create_schedule(
                Name="s", ScheduleExpression="rate(5 minutes)", FlexibleTimeWindow=window, Target=target
            )
            other.clock.tick(hours=5)
            return [(f"{tick.due:%H:%M}", (tick.at - tick.due).total_seconds()) for tick in other.recorded.ticks]

    fires = run("one")
    assert fires == run("one") != run("two")
    assert [due for due, _ in fires[:3]] == ["12:00", "12:05", "12:10"]
    assert all(0 <= late <= 15 * 60 for _, late in fires)
    assert len({late for _, late in fires}) > 10


def test_only_the_next_invocation_stands_on_the_agenda(fake: AwsFake, create: Any) -> None:
    create("rate(1 minute)")
    fake.clock.tick(hours=1)
    assert list(map(str, fake.clock.upcoming())) == ["2026-03-02T13:01:00Z  schedule s by rate(1 minute)"]


def test_a_disabled_schedule_does_not_fire_and_makes_up_for_nothing(
    fake: AwsFake, scheduler: Any, params: Any, create: Any, fires: Any
) -> None:
    create("rate(1 hour)", State="DISABLED")
    fake.clock.tick(hours=3, minutes=30)
    assert fires() == []
    scheduler.update_schedule(**params("rate(1 hour)", State="ENABLED"))
    fake.clock.tick(hours=1)
    assert fires() == ["2026-03-02T16:00:00Z"]  # the rhythm of its creation


def test_an_update_of_the_target_keeps_the_rhythm(
    fake: AwsFake, scheduler: Any, params: Any, create: Any, fires: Any
) -> None:
    create("rate(1 hour)")
    fake.clock.tick(minutes=90)
    scheduler.update_schedule(**params("rate(1 hour)", target={"Input": "other"}))
    fake.clock.tick(minutes=60)
    assert fires() == ["2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z", "2026-03-02T14:00:00Z"]
    assert fake.recorded.deliveries.last.text == "other"


def test_an_update_of_the_expression_starts_anew(
    fake: AwsFake, scheduler: Any, params: Any, create: Any, fires: Any
) -> None:
    create("rate(1 hour)")
    fake.clock.tick(minutes=90)
    scheduler.update_schedule(**params("rate(1 day)"))
    fake.clock.tick(days=1)
    assert fires() == [
        "2026-03-02T12:00:00Z",
        "2026-03-02T13:00:00Z",
        "2026-03-02T13:30:00Z",
        "2026-03-03T13:30:00Z",
    ]


@pytest.mark.parametrize("how", ["schedule", "group"])
def test_what_is_deleted_does_not_fire(fake: AwsFake, scheduler: Any, create: Any, queue: Any, how: str) -> None:
    scheduler.create_schedule_group(Name="g")
    create("cron(0 18 * * ? *)", GroupName="g")
    if how == "schedule":
        scheduler.delete_schedule(Name="s", GroupName="g")
    else:
        scheduler.delete_schedule_group(Name="g")
    fake.clock.tick(days=3)
    assert queue.bodies() == []


def test_a_clock_moved_back_fires_nothing_twice(
    fake: AwsFake, scheduler: Any, params: Any, create: Any, fires: Any
) -> None:
    create("cron(0 18 * * ? *)")
    fake.clock.move_to("2026-03-03T20:00Z")
    fake.clock.move_to("2026-03-02T12:00Z")
    scheduler.update_schedule(**params("cron(0 18 * * ? *)"))
    fake.clock.move_to("2026-03-04T20:00Z")
    assert fires() == [f"2026-03-0{day}T18:00:00Z" for day in (2, 3, 4)]


@pytest.mark.parametrize(
    ("expression", "count"),
    [("rate(1 minute)", "525,601"), ("cron(* * * * ? *)", "525,600"), ("at(2026-05-01T00:00:00)", "")],
)
def test_a_jump_that_fires_too_often_stops_before_it_starts(
    fake: AwsFake, create: Any, expression: str, count: str, queue: Any
) -> None:
    create(expression)
    if not count:
        fake.clock.tick(days=365)
        return
    with pytest.raises(TooManyFires, match=f"^schedule s by .* would fire {count} times until 2027-03-02T12:00:00Z;"):
        fake.clock.tick(days=365)
    assert f"{fake.clock.now:%Y-%m-%d}" == "2026-03-02"


ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
EXPRESSIONS = [
    "rate(7 minutes)",
    "rate(3 hours)",
    "cron(0/20 * * * ? *)",
    "cron(30 1-3 ? * SUN *)",
    "cron(5 0 1 * ? *)",
]


@settings(max_examples=60, deadline=None)
@given(
    expression=st.sampled_from(EXPRESSIONS),
    zone=st.sampled_from(ZONES),
    start=st.datetimes(
        parse_instant("2026-03-01").replace(tzinfo=None), parse_instant("2026-11-30").replace(tzinfo=None)
    ),
    hours=st.integers(0, 72),
)
def test_counting_agrees_with_enumerating(expression: str, zone: str, start: Any, hours: int) -> None:
    anchor = start.replace(tzinfo=UTC, second=0, microsecond=0)
    table = Timetable(parse(expression), ZoneInfo(zone), anchor, last=anchor + timedelta(hours=60))
    until = anchor + timedelta(hours=hours)
    enumerated = [due for due in table.after(anchor - timedelta(minutes=1)) if due <= until]
    assert enumerated == sorted(set(enumerated))
    # Where clocks change, local times that are skipped or come twice make a difference of two hours at most.
    slack = 0 if zone in ("UTC", "Asia/Kathmandu") or expression.startswith("rate") else 6
    assert abs(table.count(anchor - timedelta(minutes=1), until) - len(enumerated)) <= slack
