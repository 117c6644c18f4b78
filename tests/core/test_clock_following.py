"""The clock where the test, or its other plugins, froze time."""

from __future__ import annotations

import datetime as dt
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import freezegun
import freezegun.api
import pytest
import time_machine

from pytest_awsevents.core import freezers
from pytest_awsevents.core.errors import AwsEventsError
from pytest_awsevents.core.freezers import Real
from pytest_awsevents.fake import AwsFake
from tests.core.conftest import Bench

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ODD = timedelta(microseconds=123_457)


def test_the_internals_that_are_read_exist() -> None:
    """Fails when freezegun or time-machine rename what `core.freezers` looks at."""
    with freezegun.freeze_time(NOON):
        assert freezegun.api.freeze_factories[-1].time_to_freeze == NOON.replace(tzinfo=None)
    with freezegun.freeze_time(NOON, tick=True):
        assert type(freezegun.api.freeze_factories[-1]).__name__ == "TickingDateTimeFactory"
    stack = getattr(time_machine, "traveller_stack", None)
    stack = time_machine.coordinates_stack if stack is None else stack  # the name before time-machine 3
    with time_machine.travel(NOON):
        assert callable(stack[-1].move_to)


@freezegun.freeze_time("2026-03-01T12:00:00Z")
def test_it_follows_the_decorator() -> None:
    with AwsFake() as fake:
        assert fake.clock.now == NOON
        assert not fake.clock.frozen


def test_it_follows_the_context(bench: Bench) -> None:
    with freezegun.freeze_time(NOON):
        assert bench.clock.now == NOON
        with freezegun.freeze_time(NOON + MINUTE):
            assert bench.clock.now == NOON + MINUTE
        assert bench.clock.now == NOON
    assert bench.clock.now > NOON + MINUTE


def test_it_follows_a_freezer_that_is_moved(bench: Bench) -> None:
    with freezegun.freeze_time(NOON) as freezer:
        freezer.tick(60)
        assert bench.clock.now == NOON + MINUTE
        freezer.move_to(NOON)
        assert bench.clock.now == NOON


def test_moving_a_freezer_alone_fires_nothing_until_asked(bench: Bench) -> None:
    with freezegun.freeze_time(NOON) as freezer:
        bench.enter("a", NOON + MINUTE)
        freezer.tick(timedelta(hours=1))
        assert bench.diary == []
        assert bench.clock.run_due() == 1
        assert bench.diary == [("a", NOON + MINUTE)]
        assert datetime.now(UTC) == NOON + timedelta(hours=1)


def test_the_zone_of_a_freeze_does_not_matter(bench: Bench) -> None:
    with freezegun.freeze_time("2026-03-01T12:00:00", tz_offset=-5):
        assert bench.clock.now == NOON
    with freezegun.freeze_time("2026-03-01T13:00:00+01:00"):
        assert bench.clock.now == NOON


def test_a_ticking_freeze_ticks(bench: Bench) -> None:
    with freezegun.freeze_time(NOON, tick=True):
        first = bench.clock.now
        while bench.clock.now == first:
            pass
        assert NOON <= first < bench.clock.now < NOON + MINUTE


def test_a_freeze_that_steps_on_every_read_is_looked_at_and_not_stepped(bench: Bench) -> None:
    with freezegun.freeze_time(NOON, auto_tick_seconds=60):
        assert bench.clock.now == bench.clock.now == NOON
        assert datetime.now(UTC) == NOON
        assert bench.clock.now == NOON + MINUTE


def test_a_freeze_that_steps_is_moved_exactly(bench: Bench) -> None:
    with freezegun.freeze_time(NOON, auto_tick_seconds=60):
        assert bench.clock.move_to(NOON + 3 * MINUTE) == NOON + 3 * MINUTE
        assert bench.clock.now == NOON + 3 * MINUTE
        bench.clock.move_to(NOON + 3 * MINUTE)  # freezegun itself steps when it is moved to where it is
        assert bench.clock.now == NOON + 3 * MINUTE


@pytest.mark.parametrize("freeze", [freezegun.freeze_time, lambda at: time_machine.travel(at, tick=False)])
def test_moving_moves_the_freeze_of_the_test_and_stops_at_what_is_due(bench: Bench, freeze: Any) -> None:
    with freeze(NOON):
        bench.enter("b", NOON + 2 * MINUTE + ODD)
        bench.enter("a", NOON + MINUTE)
        target = bench.clock.tick(minutes=10)
        assert target == NOON + 10 * MINUTE == datetime.now(UTC)
        assert bench.diary == [("a", NOON + MINUTE), ("b", NOON + 2 * MINUTE + ODD)]
    assert datetime.now(UTC) > NOON + timedelta(days=1)


@pytest.mark.parametrize("freeze", [freezegun.freeze_time, lambda at: time_machine.travel(at, tick=False)])
def test_freezing_inside_the_freeze_of_the_test_moves_that(bench: Bench, freeze: Any) -> None:
    with freeze(NOON):
        assert bench.clock.freeze() == NOON
        assert bench.clock.freeze(NOON + MINUTE) == NOON + MINUTE == datetime.now(UTC)
        assert bench.clock.frozen
    assert datetime.now(UTC) > NOON + timedelta(days=1)


def test_a_freeze_that_ends_before_the_fake_leaves_nothing_frozen() -> None:
    """The order of a decorated test with fixtures: the decorator's freeze ends first."""
    with AwsFake() as fake:
        with freezegun.freeze_time(NOON):
            fake.clock.freeze(NOON + MINUTE)
        assert datetime.now(UTC) > NOON + timedelta(days=1)
        assert dt.datetime is Real.datetime
    assert dt.datetime is Real.datetime
    assert vars(dt)["datetime"] is datetime
    assert freezegun.api.freeze_factories == []
    assert abs(time.time() - datetime.now(UTC).timestamp()) < 60


def test_the_clock_freezes_by_itself_after_the_freeze_of_the_test(bench: Bench) -> None:
    with freezegun.freeze_time(NOON):
        bench.clock.freeze()
    bench.clock.move_to(NOON + MINUTE)
    assert datetime.now(UTC) == NOON + MINUTE


def test_it_follows_time_machine(bench: Bench) -> None:
    with time_machine.travel(NOON + ODD, tick=False) as traveller:
        assert bench.clock.now == NOON + ODD
        assert not bench.clock.frozen
        traveller.shift(60)
        assert bench.clock.now == NOON + MINUTE + ODD


def test_freezing_stops_a_time_machine_that_ticks(bench: Bench) -> None:
    with time_machine.travel(NOON, tick=True):
        bench.clock.freeze(NOON + MINUTE)
        assert datetime.now(UTC) == NOON + MINUTE
        assert datetime.now(UTC) == NOON + MINUTE


def test_due_work_under_a_ticking_time_machine_sees_its_instant(bench: Bench) -> None:
    with time_machine.travel(NOON, tick=True):
        bench.enter("a", NOON + MINUTE + ODD)
        bench.clock.tick(minutes=5)
        assert bench.diary == [("a", NOON + MINUTE + ODD)]


def test_due_work_under_a_ticking_freeze_sees_its_instant(bench: Bench) -> None:
    with freezegun.freeze_time(NOON, tick=True):
        bench.enter("a", NOON + MINUTE)
        bench.clock.tick(minutes=5)
        assert bench.diary == [("a", NOON + MINUTE)]
        assert NOON + 5 * MINUTE <= datetime.now(UTC) < NOON + 6 * MINUTE


def test_a_clock_that_lags_by_a_rounding_error_does_not_hang(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A freezer that stores floats may come out a microsecond early; the work is due all the same."""

    class Lagging:
        instant = NOON

        def move_to(self, instant: datetime) -> None:
            self.instant = instant - timedelta(microseconds=1)

        def hold(self) -> None: ...

    freezer = Lagging()
    monkeypatch.setattr(freezers, "active", lambda: freezer)
    monkeypatch.setattr(freezers, "now", lambda: freezer.instant)
    bench.enter("a", NOON + MINUTE)
    bench.clock.move_to(NOON + 2 * MINUTE)
    assert [name for name, _ in bench.diary] == ["a"]


def test_moving_inside_a_firing_is_refused_under_the_freeze_of_the_test(bench: Bench) -> None:
    with freezegun.freeze_time(NOON):
        bench.agenda.add(NOON, lambda: bench.clock.freeze(NOON + MINUTE), "moves")
        with pytest.raises(AwsEventsError, match="cannot be moved"):
            bench.clock.run_due()
        assert datetime.now(UTC) == NOON
        assert len(freezegun.api.freeze_factories) == 1


def test_pytest_freezer_style_fixtures_set_up_in_any_order(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import datetime
        import freezegun
        import pytest

        REAL = datetime.datetime

        @pytest.fixture
        def freezer():
            with freezegun.freeze_time("2026-03-01T12:00:00Z") as frozen:
                yield frozen

        def test_freezer_first(freezer, aws_clock):
            assert aws_clock.now.hour == 12
            freezer.tick(3600)
            assert aws_clock.now.hour == 13
            aws_clock.tick(hours=1)
            assert datetime.datetime.now().hour == 14
            aws_clock.freeze("2026-03-01T20:00Z")
            freezer.tick(3600)
            assert aws_clock.now.hour == 21

        def test_fake_first(aws_clock, freezer):
            aws_clock.freeze("2026-03-01T20:00Z")
            assert datetime.datetime.now().hour == 20

        @freezegun.freeze_time("2026-03-01T12:00:00Z")
        def test_decorated(aws_clock):
            aws_clock.freeze("2026-03-01T20:00Z")
            assert datetime.datetime.now().hour == 20

        @pytest.mark.aws_fake(now="2026-03-01T09:00Z")
        @freezegun.freeze_time("2026-03-01T12:00:00Z")
        def test_decorated_and_marked(aws_clock):
            assert aws_clock.now.hour == 12

        def test_nothing_is_left():
            assert datetime.datetime is REAL
            assert freezegun.api.freeze_factories == []
        """
    )
    pytester.inline_run("-p", "no:randomly", "-p", "no:asyncio").assertoutcome(passed=5)
