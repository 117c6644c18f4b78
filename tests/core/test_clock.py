"""The clock where nobody else froze time."""

from __future__ import annotations

import asyncio
import datetime as dt
import importlib
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import freezegun.api
import pytest

from pytest_awsevents.core.clock import parse_instant
from pytest_awsevents.core.errors import AwsEventsError, InvalidOption
from pytest_awsevents.core.freezers import Real
from pytest_awsevents.fake import AwsFake
from tests.core.conftest import Bench

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_unfrozen_time_is_real_and_aware(bench: Bench) -> None:
    before = datetime.now(UTC)
    now = bench.clock.now
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC
    assert not bench.clock.frozen


def test_freeze_stops_time_for_the_process(bench: Bench) -> None:
    assert bench.clock.freeze("2026-03-01T12:00Z") == NOON
    assert bench.clock.now == NOON
    assert bench.clock.frozen
    assert datetime.now(UTC) == NOON
    assert time.time() == NOON.timestamp()


def test_freeze_without_an_instant_freezes_where_time_is(bench: Bench) -> None:
    before = datetime.now(UTC)
    frozen = bench.clock.freeze()
    assert before <= frozen <= before + MINUTE
    assert bench.clock.now == frozen == datetime.now(UTC)


def test_freeze_again_moves(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    assert bench.clock.freeze(NOON + MINUTE) == NOON + MINUTE
    assert datetime.now(UTC) == NOON + MINUTE


def test_freezing_again_in_place_changes_nothing(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    assert bench.clock.freeze() == NOON


def test_what_the_clock_gives_are_real_datetimes(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    assert type(bench.clock.now) is Real.datetime
    assert type(bench.clock.tick()) is Real.datetime


def test_the_library_imported_under_a_freeze_still_knows_the_real_datetime() -> None:
    script = """
import freezegun
with freezegun.freeze_time("2026-01-01"):
    from pytest_awsevents.core.freezers import Real, now
    inside = now()
import datetime
assert Real.datetime is datetime.datetime, Real.datetime
assert type(inside) is datetime.datetime, type(inside)
"""
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(
    ("move", "seconds"),
    [
        (lambda clock: clock.tick(), 1),
        (lambda clock: clock.tick(2.5), 2.5),
        (lambda clock: clock.tick(timedelta(hours=1)), 3600),
        (lambda clock: clock.tick(weeks=1, days=1, hours=1, minutes=1, seconds=1), 8 * 86400 + 3661),
        (lambda clock: clock.tick(0), 0),
        (lambda clock: clock.move_to(NOON + MINUTE), 60),
        (lambda clock: clock.move_to(NOON - MINUTE), -60),
    ],
)
def test_moving_moves_everybody_by_that_much(bench: Bench, move: Any, seconds: float) -> None:
    bench.clock.freeze(NOON)
    expected = NOON + timedelta(seconds=seconds)
    assert move(bench.clock) == expected
    assert bench.clock.now == expected == datetime.now(UTC)


def test_tick_freezes_first_where_nobody_has(bench: Bench) -> None:
    before = datetime.now(UTC)
    moved = bench.clock.tick(hours=1)
    assert before + timedelta(hours=1) <= moved <= before + timedelta(hours=1, minutes=1)
    assert bench.clock.frozen
    assert datetime.now(UTC) == moved


def test_close_gives_real_time_back(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    bench.clock.close()
    assert not bench.clock.frozen
    assert dt.datetime is Real.datetime
    assert datetime.now(UTC) > NOON
    bench.clock.close()  # twice is harmless


@pytest.mark.parametrize("frozen", [True, False])
def test_work_sees_its_own_instant_on_the_way(bench: Bench, frozen: bool) -> None:
    if frozen:
        bench.clock.freeze(NOON)
    now = bench.clock.now
    bench.enter("second", now + 2 * MINUTE)
    bench.enter("first", now + MINUTE)
    bench.enter("beyond", now + timedelta(hours=9))
    target = bench.clock.move_to(now + timedelta(hours=1))
    assert bench.diary == [("first", now + MINUTE), ("second", now + 2 * MINUTE)]
    assert datetime.now(UTC) == target


def test_freeze_stops_at_every_due_instant(bench: Bench) -> None:
    now = bench.clock.now
    bench.enter("a", now + MINUTE)
    bench.clock.freeze(now + 2 * MINUTE)
    assert bench.diary == [("a", now + MINUTE)]
    bench.enter("b", now + 3 * MINUTE)
    bench.clock.freeze(now + 4 * MINUTE)
    assert bench.diary[1:] == [("b", now + 3 * MINUTE)]


def test_the_clock_of_due_work_says_the_same(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    seen: list[datetime] = []
    bench.agenda.add(NOON + MINUTE, lambda: seen.append(bench.clock.now), "a")
    bench.clock.tick(hours=1)
    assert seen == [NOON + MINUTE]


def test_work_created_on_the_way_runs_on_the_way(bench: Bench) -> None:
    bench.clock.freeze(NOON)

    def again() -> None:
        bench.diary.append(("x", datetime.now(UTC)))
        bench.agenda.add(datetime.now(UTC) + MINUTE, again, "x")

    bench.agenda.add(NOON + MINUTE, again, "x")
    bench.clock.tick(minutes=4)
    assert [instant for _, instant in bench.diary] == [NOON + n * MINUTE for n in (1, 2, 3, 4)]


def test_work_overdue_when_the_move_begins_runs_first_and_at_its_own_instant(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    bench.enter("overdue", NOON - MINUTE)
    bench.enter("now", NOON)
    bench.clock.tick(minutes=1)
    assert bench.diary == [("overdue", NOON - MINUTE), ("now", NOON)]


def test_work_due_at_the_target_runs(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    bench.enter("at", NOON + MINUTE)
    bench.enter("after", NOON + MINUTE + timedelta(microseconds=1))
    bench.clock.move_to(NOON + MINUTE)
    assert [name for name, _ in bench.diary] == ["at"]


def test_moving_back_fires_nothing_and_forgets_nothing(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    bench.enter("overdue", NOON - 3 * MINUTE)
    bench.enter("next", NOON + MINUTE)
    bench.clock.move_to(NOON - 2 * MINUTE)
    assert bench.diary == []
    bench.clock.move_to(NOON + MINUTE)
    assert [name for name, _ in bench.diary] == ["overdue", "next"]


def test_what_fired_does_not_fire_again_after_moving_back(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    bench.enter("once", NOON + MINUTE)
    bench.clock.tick(minutes=2)
    bench.clock.move_to(NOON)
    bench.clock.tick(minutes=2)
    assert len(bench.diary) == 1


def test_run_due_counts_and_leaves_what_is_to_come(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    bench.enter("b", NOON)
    bench.enter("a", NOON - MINUTE)
    bench.enter("later", NOON + MINUTE)
    assert bench.clock.run_due() == 2
    assert bench.diary == [("a", NOON - MINUTE), ("b", NOON)]
    assert bench.clock.run_due() == 0
    assert [work.why for work in bench.clock.upcoming()] == ["later"]
    assert datetime.now(UTC) == NOON


@pytest.mark.parametrize("name", ["move_to", "freeze", "tick"])
@pytest.mark.parametrize("frozen", [True, False])
def test_moving_while_work_fires_is_refused(bench: Bench, name: str, frozen: bool) -> None:
    if frozen:
        bench.clock.freeze(NOON)
    arguments = [] if name == "tick" else [NOON]
    bench.agenda.add(bench.clock.now, lambda: getattr(bench.clock, name)(*arguments), "moves")
    with pytest.raises(AwsEventsError) as caught:
        bench.clock.run_due()
    assert str(caught.value) == "the clock cannot be moved by code that runs because the clock was moved"
    assert not bench.clock.firing
    assert bench.clock.frozen is frozen


def test_work_that_raises_leaves_the_clock_usable(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    bench.agenda.add(NOON + MINUTE, lambda: 1 / 0, "breaks")
    bench.enter("after", NOON + 2 * MINUTE)
    with pytest.raises(ZeroDivisionError):
        bench.clock.tick(minutes=5)
    assert bench.clock.now == NOON + MINUTE == datetime.now(UTC)
    bench.clock.tick(minutes=5)
    assert bench.diary == [("after", NOON + 2 * MINUTE)]


def test_running_what_is_due_from_within_leaves_it_to_the_outer_run_in_order(bench: Bench) -> None:
    bench.clock.freeze(NOON)
    inner: list[int] = []

    def first() -> None:
        inner.append(bench.clock.run_due())
        bench.diary.append(("first", datetime.now(UTC)))

    bench.agenda.add(NOON, first, "first")
    bench.enter("second", NOON)
    assert bench.clock.run_due() == 2
    assert inner == [0]
    assert [name for name, _ in bench.diary] == ["first", "second"]


def test_two_threads_with_due_work_leave_real_time_behind(bench: Bench) -> None:
    """Once, the second to finish put the first one's instant back for good."""
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        inside.set()
        assert go_on.wait(10)

    past = datetime.now(UTC) - timedelta(hours=1)
    bench.agenda.add(past, slow, "slow")
    worker = threading.Thread(target=bench.clock.run_due)
    worker.start()
    assert inside.wait(10)
    bench.enter("other", past)
    assert bench.clock.now > past + MINUTE, "the other thread's instant is not ours"
    assert bench.clock.run_due() == 0, "the other thread will come to it"
    go_on.set()
    worker.join()
    assert [name for name, _ in bench.diary] == ["other"]
    assert not bench.clock.firing
    assert bench.clock.now > past + MINUTE


@pytest.mark.parametrize(
    "at",
    [
        "2026-03-01T12:00Z",
        "2026-03-01T12:00:00",
        "2026-03-01 13:00:00+01:00",
        datetime(2026, 3, 1, 12),
        NOON,
        datetime(2026, 3, 1, 4, tzinfo=timezone(timedelta(hours=-8))),
    ],
)
def test_instants_are_understood(at: Any) -> None:
    assert parse_instant(at) == NOON


def test_a_date_is_its_midnight() -> None:
    midnight = datetime(2026, 3, 1, tzinfo=UTC)
    assert parse_instant(date(2026, 3, 1)) == midnight
    assert parse_instant("2026-03-01") == midnight


@pytest.mark.parametrize("at", ["tomorrow", "", 5, None, "2026-13-01", "9999-12-31T23:59:59-01:00"])
def test_what_is_no_instant_is_refused(bench: Bench, at: Any) -> None:
    with pytest.raises(InvalidOption) as caught:
        bench.clock.move_to(at)
    assert str(caught.value) == (
        f"not an instant: {at!r}; give a datetime or ISO 8601 text such as '2026-12-01T09:00Z'"
    )
    assert not bench.clock.frozen


@pytest.mark.parametrize(
    ("arguments", "named", "text"),
    [
        ((5,), {"hours": 1}, "tick() takes either a delta or named units such as hours=1, not both"),
        ((-1,), {}, "tick() only moves forward, got -1 day, 23:59:59; use move_to() to go back"),
        (("5 minutes",), {}, "tick() takes a timedelta or a number of seconds, got '5 minutes'"),
        ((float("nan"),), {}, "tick() takes a timedelta or a number of seconds, got nan"),
        ((timedelta(days=3_000_000),), {}, "tick(3000000 days, 0:00:00) leads beyond the year 9999"),
    ],
)
def test_ticks_that_make_no_sense_are_refused(bench: Bench, arguments: Any, named: Any, text: str) -> None:
    bench.clock.freeze(NOON)
    with pytest.raises(InvalidOption) as caught:
        bench.clock.tick(*arguments, **named)
    assert str(caught.value) == text
    assert bench.clock.now == NOON


def test_asyncio_sleeps_under_our_freeze(bench: Bench) -> None:
    bench.clock.freeze(NOON)

    async def nap() -> datetime:
        await asyncio.sleep(0)
        await asyncio.sleep(0.001)
        return datetime.now(UTC)

    assert asyncio.run(asyncio.wait_for(nap(), timeout=10)) == NOON


def test_a_freeze_begun_inside_a_running_loop_lets_it_sleep(bench: Bench) -> None:
    async def scenario() -> datetime:
        bench.clock.freeze(NOON)
        await asyncio.wait_for(asyncio.sleep(0.001), timeout=10)
        return datetime.now(UTC)

    assert asyncio.run(scenario()) == NOON


def test_the_freeze_ends_with_the_fake() -> None:
    with AwsFake() as fake:
        fake.clock.freeze(NOON)
        assert datetime.now(UTC) == NOON
    assert dt.datetime is Real.datetime
    assert datetime.now(UTC) > NOON


def test_the_freeze_ends_with_the_fake_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), AwsFake(now=NOON):
        _ = 1 / (NOON - datetime.now(UTC)).total_seconds()
    assert dt.datetime is Real.datetime


def test_durations_that_pytest_reports_stay_real(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def frozen(aws_clock):
            aws_clock.freeze("2036-01-01T00:00Z")

        @pytest.mark.aws_fake(now="1999-01-01T00:00Z")
        def test_marker(aws_clock):
            pass

        def test_body(aws_clock):
            aws_clock.freeze("2036-01-01T00:00Z")

        def test_fixture(frozen, aws_clock):
            aws_clock.tick(days=9)
        """
    )
    result = pytester.inline_run("-p", "no:randomly", "-p", "no:asyncio")
    result.assertoutcome(passed=3)
    for report in result.getreports("pytest_runtest_logreport"):
        assert 0 <= report.duration < 30, (report.nodeid, report.when)


def test_modules_that_import_when_asked_for_an_attribute_do_so_before_time_is_frozen(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """freezegun asks all modules for all attributes, and does so when `datetime` is a fake already."""
    (tmp_path / "lazy_models.py").write_text(
        "def __dir__():\n    return ['model']\n\ndef __getattr__(name):\n    import lazy_model\n    return lazy_model\n"
    )
    (tmp_path / "lazy_model.py").write_text("import datetime\nkind = datetime.datetime.__name__\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("lazy_models")
    bench.clock.freeze()
    assert sys.modules["lazy_model"].kind == "datetime"


@pytest.mark.parametrize("modules", [0, 1, 200])
def test_a_freeze_that_is_interrupted_leaves_time_running(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, modules: int
) -> None:
    look_through = freezegun.api._get_cached_module_attributes
    left = iter(range(modules))

    def interrupted(module: Any) -> Any:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return look_through(module)

    real = (time.time, time.monotonic, dt.datetime, datetime)
    with monkeypatch.context() as patched:
        patched.setattr(freezegun.api, "_get_cached_module_attributes", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bench.clock.freeze(NOON)

    assert (time.time, time.monotonic, dt.datetime, datetime) == real
    assert not freezegun.api.freeze_factories
    assert not bench.clock.frozen
    assert bench.clock.freeze(NOON) == NOON
