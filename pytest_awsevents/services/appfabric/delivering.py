"""Delivers what waits for a destination; one that does not take it is Failed, and is tried again.

How often is not documented: after a batch's time, then twice as long each time, up to an hour, for as long as logs are
kept. After that they are lost, and recorded as that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.flow import Errand
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.senders import sender_to
from pytest_awsevents.services.appfabric.state import APPFABRIC, PRINCIPAL, Destination

_LONGEST = timedelta(hours=1)


def deliver(scope: Scope, destination: Destination, hindrance: Callable[[], str | None]) -> None:
    """Has what waits sent, or looked whether that could be done; `hindrance` says what else keeps it back.

    What follows from it, a Lambda function that reads the object say, runs when all is written down.
    """
    cause = destination.waiting[0] if destination.waiting else destination.origin

    def abandon(reason: str) -> None:
        _hold(scope, destination, f"destination: {reason}")

    scope.world.enqueue(Errand(cause, lambda: _deliver(scope.because_of(cause), destination, hindrance), abandon))


def _deliver(scope: Scope, destination: Destination, hindrance: Callable[[], str | None]) -> None:
    if destination.retry is not None:
        destination.retry.cancel()
        destination.retry = None
    _lose_old(scope, destination)
    by_appfabric = scope.as_service(PRINCIPAL)
    sender = sender_to(destination)
    reason = hindrance()
    try:
        if destination.status != "Active":
            sender.look(by_appfabric)
        if reason is None and destination.waiting:
            sender.send(by_appfabric)
    except AwsError as error:
        _fail(scope, destination, hindrance, f"{error.code}: {error.message}" if error.message else error.code)
        return
    destination.status, destination.reason = "Active", None
    destination.failures, destination.failing = 0, None
    if destination.waiting:
        _hold(scope, destination, reason)
        _try_again(scope, destination, hindrance, _end(scope, destination))


def drop(scope: Scope, destination: Destination, reason: str) -> None:
    """Gives up what waits for a destination."""
    if destination.retry is not None:
        destination.retry.cancel()
    for record in destination.waiting:
        scope.world.recorder.ingested(record, status="lost", reason=f"destination: {reason}")
    destination.waiting.clear()


def _hold(scope: Scope, destination: Destination, reason: str | None) -> None:
    """Writes down what keeps back what waits."""
    for record in destination.waiting:
        scope.world.recorder.ingested(record, status="pending", reason=reason)


def _fail(scope: Scope, destination: Destination, hindrance: Callable[[], str | None], reason: str) -> None:
    destination.status, destination.reason = "Failed", reason
    destination.failures += 1
    destination.failing = destination.failing or scope.now
    _hold(scope, destination, f"destination: Failed, {reason}")
    habits = scope.state(APPFABRIC).habits
    end = _end(scope, destination) if destination.waiting else destination.failing + habits.keep_for
    pause = min(habits.batch_every * 2 ** min(destination.failures - 1, 10), _LONGEST)
    if end > scope.now:
        _try_again(scope, destination, hindrance, min(scope.now + pause, end))


def _try_again(scope: Scope, destination: Destination, hindrance: Callable[[], str | None], due: datetime) -> None:
    why = f"next try of ingestion destination {destination.id}"
    destination.retry = scope.world.agenda.add(due, lambda: deliver(scope, destination, hindrance), why)


def _end(scope: Scope, destination: Destination) -> datetime:
    """When the oldest log that waits is kept no longer."""
    return destination.waiting[0].at + scope.state(APPFABRIC).habits.keep_for


def _lose_old(scope: Scope, destination: Destination) -> None:
    while destination.waiting and _end(scope, destination) <= scope.now:
        record = destination.waiting.pop(0)
        why = f"{record.reason or 'destination: not delivered'}, for longer than logs are kept"
        scope.world.recorder.ingested(record, status="lost", reason=why)
