"""Schedules beside everything that freezes time: each line of freezegun's and time-machine's traps that we know."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import freezegun
import pytest
import time_machine

from pytest_awsevents.fake import AwsFake

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def seen() -> list[datetime]:
    """What `datetime.now` said in the handler of the scheduled rule, fire by fire."""
    return []


def hourly(fake: AwsFake, seen: list[datetime]) -> None:
    """A rule that fires every hour and tells the time in its handler."""
    function = fake.lambda_.function("tell", lambda event, context: seen.append(datetime.now(UTC)))
    fake.eventbridge.rule("hourly", schedule="rate(1 hour)", to=function)


@freezegun.freeze_time("2026-03-02T12:00:00Z")
def test_under_a_decorator(seen: list[datetime]) -> None:
    with AwsFake(seed="t") as fake:
        hourly(fake, seen)
        fake.clock.tick(hours=2)
        assert seen == [NOON + HOUR, NOON + 2 * HOUR]


@freezegun.freeze_time("2026-03-02T12:00:00Z", as_kwarg="frozen")
def test_under_a_decorator_that_hands_its_freezer_over(seen: list[datetime], frozen: Any = None) -> None:  # noqa: PT028  # or pytest would look for a fixture
    with AwsFake(seed="t") as fake:
        hourly(fake, seen)
        frozen.tick(2 * HOUR)
        assert seen == []  # a freezer of the test fires nothing by itself
        fake.clock.run_due()
        assert seen == [NOON + HOUR, NOON + 2 * HOUR]
        assert datetime.now(UTC) == NOON + 2 * HOUR


def test_under_nested_freezes(seen: list[datetime]) -> None:
    with freezegun.freeze_time(NOON), AwsFake(seed="t") as fake:
        hourly(fake, seen)
        with freezegun.freeze_time(NOON + HOUR):
            fake.clock.run_due()
        assert datetime.now(UTC) == NOON
        assert seen == [NOON + HOUR]
        with freezegun.freeze_time(NOON + HOUR):  # the same hour once more
            fake.clock.run_due()
        assert seen == [NOON + HOUR]


@pytest.mark.parametrize("tick", [False, True])
def test_under_time_machine(seen: list[datetime], tick: bool) -> None:
    with time_machine.travel(NOON, tick=tick) as traveller, AwsFake(seed="t") as fake:
        hourly(fake, seen)
        fake.clock.tick(hours=1)
        traveller.shift(HOUR)
        fake.client("events").list_rules()  # the next call brings what is due
        assert seen == [NOON + HOUR, NOON + 2 * HOUR]


def test_freezegun_inside_time_machine(seen: list[datetime]) -> None:
    """The other way round time-machine itself refuses."""
    with time_machine.travel(NOON - HOUR, tick=False), freezegun.freeze_time(NOON), AwsFake(seed="t") as fake:
        hourly(fake, seen)
        fake.clock.tick(hours=1)
        assert seen == [NOON + HOUR]


def test_a_freeze_that_steps_on_every_read(seen: list[datetime]) -> None:
    with freezegun.freeze_time(NOON, auto_tick_seconds=1), AwsFake(seed="t") as fake:
        hourly(fake, seen)
        fake.clock.tick(hours=1)
        assert seen == [NOON + HOUR]


def test_a_freeze_with_a_zone(seen: list[datetime]) -> None:
    with freezegun.freeze_time(NOON, tz_offset=-5), AwsFake(seed="t") as fake:
        hourly(fake, seen)
        fake.clock.tick(hours=1)
        assert fake.recorded.ticks.only().due == NOON + HOUR


def test_a_handler_that_moves_the_freezer_of_the_test_does_not_stop_the_jump(seen: list[datetime]) -> None:
    with freezegun.freeze_time(NOON) as freezer, AwsFake(seed="t") as fake:

        def slow(event: Any, context: Any) -> None:
            seen.append(datetime.now(UTC))
            freezer.tick(90)  # as if it took that long

        targets = [fake.lambda_.function(name, slow) for name in ("slow", "slower")]
        fake.eventbridge.rule("r", schedule="rate(1 hour)", to=targets)
        fake.clock.tick(hours=3)
        assert seen == [NOON + hours * HOUR for hours in (1, 1, 2, 2, 3, 3)]
        assert fake.clock.now == NOON + 3 * HOUR


def test_other_clocks_in_a_handler() -> None:
    got: dict[str, Any] = {}

    def look(event: Any, context: Any) -> None:
        got["time"] = time.time()
        got["record"] = logging.makeLogRecord({}).created
        got["uuids"] = {uuid.uuid1(), uuid.uuid1()}

    with AwsFake(seed="t", now=NOON) as fake:
        fake.eventbridge.rule("r", schedule="rate(1 hour)", to=fake.lambda_.function("look", look))
        fake.clock.tick(hours=1)
    due = (NOON + HOUR).timestamp()
    assert got["time"] == got["record"] == due
    assert len(got["uuids"]) == 2


def test_threads_see_the_time_of_the_fake(seen: list[datetime]) -> None:
    """freezegun leaves `time.time()` real in a thread's first frames; `datetime.now` and the clock it does not."""
    with AwsFake(seed="t", now=NOON) as fake:
        hourly(fake, seen)
        events = fake.client("events")
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(lambda _: fake.clock.now, range(4))) == [NOON] * 4
            fake.clock.tick(hours=1)
            list(pool.map(lambda _: events.list_rules(), range(8)))
        assert seen == [NOON + HOUR]


def test_threads_that_call_at_once_fire_what_is_due_once() -> None:
    with freezegun.freeze_time(NOON) as freezer, AwsFake(seed="t") as fake:
        queue = fake.sqs.queue("q")
        fake.eventbridge.rule("r", schedule="rate(1 minute)", to=queue)
        events = fake.client("events")
        freezer.tick(HOUR)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: events.list_rules(), range(40)))
        assert len(queue.bodies()) == len(fake.recorded.ticks) == 60


@pytest.mark.asyncio
async def test_async_code_between_fires(seen: list[datetime]) -> None:
    with AwsFake(seed="t", now=NOON) as fake:
        hourly(fake, seen)
        for _ in range(2):
            await asyncio.wait_for(asyncio.sleep(0.001), timeout=10)
            fake.clock.tick(hours=1)
        assert seen == [NOON + HOUR, NOON + 2 * HOUR]


@pytest.mark.asyncio
async def test_an_async_call_brings_what_is_due(seen: list[datetime]) -> None:
    aiobotocore = pytest.importorskip("aiobotocore.session")

    with freezegun.freeze_time(NOON, real_asyncio=True) as freezer, AwsFake(seed="t") as fake:
        hourly(fake, seen)
        freezer.tick(HOUR)
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        async with aiobotocore.get_session().create_client("events", region_name="us-east-1", **keys) as events:
            await events.list_rules()
        assert seen == [NOON + HOUR]


def test_credentials_outlive_any_jump() -> None:
    """botocore renews credentials that expire by the frozen clock; those of a fake do not expire."""
    with AwsFake(seed="t", now=NOON) as fake:
        queue = fake.client("sqs").create_queue(QueueName="q")["QueueUrl"]
        session = fake.session()
        sqs = session.client("sqs")
        fake.clock.tick(days=3650)
        assert sqs.send_message(QueueUrl=queue, MessageBody="still here")["MessageId"]


def test_schedules_go_on_until_the_end_of_the_calendar() -> None:
    with AwsFake(seed="t", now="9999-12-30T00:00Z") as fake:
        fake.eventbridge.rule("rate", schedule="rate(1 day)")
        fake.eventbridge.rule("cron", schedule="cron(0 0 * * ? *)")
        fake.clock.move_to("9999-12-31T23:59:59Z")
        assert [tick.name for tick in fake.recorded.ticks] == ["rate"]


def test_pytest_freezer(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from datetime import UTC, datetime

        import boto3
        import freezegun.api
        import pytest


        @pytest.mark.freeze_time("2026-03-02T12:00:00Z")
        def test_marked(aws_clock, aws_eventbridge):
            aws_eventbridge.rule("r", schedule="rate(1 hour)")
            aws_clock.tick(hours=1)
            aws_eventbridge.assert_fired("r", times=["2026-03-02T13:00Z"])
            assert datetime.now(UTC).hour == 13

        @pytest.mark.freeze_time
        def test_the_freezer_alone(aws_clock, aws_eventbridge, freezer):
            freezer.move_to("2026-03-02T12:00:00Z")
            aws_eventbridge.rule("r", schedule="rate(1 hour)")
            freezer.move_to("2026-03-02T14:30:00Z")
            aws_eventbridge.assert_fired("r", times=[])
            boto3.client("events").list_rules()
            aws_eventbridge.assert_fired("r", times=["2026-03-02T13:00Z", "2026-03-02T14:00Z"])

        @pytest.mark.aws_fake(now="2026-03-02T12:00:00Z")
        def test_the_freezer_inside_the_marker(aws_clock, aws_eventbridge, freezer):
            aws_eventbridge.rule("r", schedule="rate(1 hour)")
            freezer.move_to("2026-03-02T13:00:00Z")
            assert aws_clock.run_due() == 1

        def test_nothing_is_frozen():
            assert freezegun.api.freeze_factories == []
        """
    )
    result = pytester.inline_run("-p", "no:randomly", "-p", "no:asyncio", "-p", "no:cacheprovider")
    result.assertoutcome(passed=4)
    for report in result.getreports("pytest_runtest_logreport"):
        assert 0 <= report.duration < 30, (report.nodeid, report.when)
