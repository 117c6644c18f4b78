"""The running of replays: STARTING, RUNNING, COMPLETED or CANCELLED, each at its time on the agenda."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.eventbridge.archiving import drop_expired
from pytest_awsevents.services.eventbridge.resources import ArchivedEvent, Replay
from pytest_awsevents.services.eventbridge.routing import put_on_bus
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE, bus_name

# How long AWS takes is not documented: long enough for a test to see each state.
_STEP = timedelta(seconds=10)


def start(scope: Scope, replay: Replay) -> None:
    _plan(scope, replay, scope.now + _STEP, _run, "start")


def cancel(scope: Scope, replay: Replay) -> None:
    replay.state = "CANCELLING"
    assert replay.work is not None, "a replay that has not ended is on the agenda"
    replay.work.cancel()
    _plan(scope, replay, scope.now + _STEP, lambda scope, replay: _end(scope, replay, "CANCELLED"), "end")


def _run(scope: Scope, replay: Replay) -> None:
    """Puts the events of the replay on the bus again, minute by minute of their time, in the order of arrival."""
    replay.state = "RUNNING"
    for archived in _events_of(scope, replay):
        replay.last_replayed = archived.time
        put_on_bus(scope, bus_name(replay.bus_arn), _replayed(archived, replay), replay.filter_arns)
    _plan(scope, replay, scope.now + _STEP, lambda scope, replay: _end(scope, replay, "COMPLETED"), "end")


def _end(scope: Scope, replay: Replay, state: str) -> None:
    replay.state = state
    replay.ended = scope.now


def _plan(scope: Scope, replay: Replay, due: datetime, step: Callable[[Scope, Replay], None], why: str) -> None:
    replay.work = scope.world.agenda.add(due, lambda: step(scope, replay), f"{why} of replay {replay.name}")


def _events_of(scope: Scope, replay: Replay) -> list[ArchivedEvent]:
    archive = scope.state(EVENTBRIDGE).archives.get(replay.archive_arn.rpartition("/")[2])
    if archive is None:
        return []
    drop_expired(archive, scope.now)
    within = [event for event in archive.events if replay.first <= event.time <= replay.last]
    return sorted(within, key=lambda event: event.time.replace(second=0))


def _replayed(archived: ArchivedEvent, replay: Replay) -> dict[str, object]:
    """The event with `replay-name` behind its region, where AWS puts it (recorded)."""
    replayed: dict[str, object] = {}
    for name, value in archived.envelope.items():
        replayed[name] = value
        if name == "region":
            replayed["replay-name"] = replay.name
    return replayed
