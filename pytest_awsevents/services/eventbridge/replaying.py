"""The running of replays: a minute of archived time after the other, each at its time on the agenda.

STARTING, RUNNING, COMPLETED; CANCELLING, CANCELLED. How long AWS takes for any of it is not documented: the paces below
let a test see every state, and `run_due()` does not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from pytest_awsevents.core.records import Tick
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.eventbridge.archiving import drop_expired
from pytest_awsevents.services.eventbridge.resources import ArchivedEvent, Replay
from pytest_awsevents.services.eventbridge.routing import put_on_bus
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE, bus_name

_UNFINISHED = ("STARTING", "RUNNING", "CANCELLING")
_TO_START = _TO_CANCEL = timedelta(seconds=10)
_PER_MINUTE = timedelta(seconds=1)


def start(scope: Scope, replay: Replay) -> None:
    _plan(scope, replay, _TO_START, lambda: _run(scope, replay), "start of")


def cancel(scope: Scope, replay: Replay) -> None:
    replay.state = "CANCELLING"
    _plan(scope, replay, _TO_CANCEL, lambda: _end(scope, replay, "CANCELLED"), "end of")


def finish(scope: Scope, replay: Replay) -> None:
    """Has a replay do all that it still has to do, now, with all that follows from it."""
    while replay.state in _UNFINISHED and replay.work is not None:
        work = replay.work
        work.cancel()
        work.run()
        scope.world.drain()


def is_unfinished(replay: Replay) -> bool:
    return replay.state in _UNFINISHED


def _run(scope: Scope, replay: Replay) -> None:
    replay.state = "RUNNING"
    _plan_next(scope, replay, _minutes(scope, replay))


def _plan_next(scope: Scope, replay: Replay, minutes: Iterator[list[ArchivedEvent]]) -> None:
    _plan(scope, replay, _PER_MINUTE, lambda: _go_on(scope, replay, minutes), "next minute of")


def _go_on(scope: Scope, replay: Replay, minutes: Iterator[list[ArchivedEvent]]) -> None:
    events = next(minutes, None)
    if events is None:
        _end(scope, replay, "COMPLETED")
    else:
        _plan_next(scope, replay, minutes)
        _replay(scope, replay, events)


def _replay(scope: Scope, replay: Replay, events: list[ArchivedEvent]) -> None:
    """Puts the events of a minute on the bus again; in what order is chance (documented)."""
    recorder, now = scope.world.recorder, scope.now
    tick = recorder.append(
        Tick(seq=recorder.number(), at=now, cause=scope.cause, kind="replay", name=replay.name, arn=replay.arn, due=now)
    )
    there, bus = scope.because_of(tick), bus_name(replay.bus_arn)
    for archived in scope.ids.shuffled(events):
        put_on_bus(there, bus, _replayed(archived, replay), replay.filter_arns)
    replay.last_replayed = max(archived.time for archived in events)


def _end(scope: Scope, replay: Replay, state: str) -> None:
    replay.state = state
    replay.ended = scope.now
    replay.work = None


def _plan(scope: Scope, replay: Replay, wait: timedelta, step: Callable[[], None], what: str) -> None:
    if replay.work is not None:
        replay.work.cancel()
    replay.work = scope.world.agenda.add(scope.now + wait, step, f"{what} replay {replay.name}", background=True)


def _minutes(scope: Scope, replay: Replay) -> Iterator[list[ArchivedEvent]]:
    """What the archive holds between the ends of the window, both included (convention), minute by minute."""
    archive = scope.state(EVENTBRIDGE).archives.get(replay.archive_arn.rpartition("/")[2])
    if archive is None:
        return iter(())
    drop_expired(archive, scope.now)
    within = [event for event in archive.events if replay.first <= event.time <= replay.last]
    in_order = sorted(within, key=_minute)
    return iter([list(events) for _, events in groupby(in_order, key=_minute)])


def _minute(archived: ArchivedEvent) -> datetime:
    return archived.time.replace(second=0, microsecond=0)


def _replayed(archived: ArchivedEvent, replay: Replay) -> dict[str, object]:
    """The event with `replay-name` behind its region, where AWS puts it (recorded)."""
    replayed: dict[str, object] = {}
    for name, value in archived.envelope.items():
        replayed[name] = value
        if name == "region":
            replayed["replay-name"] = replay.name
    return replayed
