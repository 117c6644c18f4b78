"""AppFabric reads what applications have logged, in batches, and gives it to the destinations.

Applications keep their logs until they are read. AppFabric reads while the app authorization is connected and the
ingestion enabled (administration guide, "Ingestions"); how often, and how long what cannot be read is kept, no source
says: `batch_every`, `keep_for`. The guide only tells of a delay of up to half an hour.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

from pytest_awsevents.core.records import AuditLog, Ingestion, Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.delivering import deliver
from pytest_awsevents.services.appfabric.finding import authorization_of, ingestions_of
from pytest_awsevents.services.appfabric.ocsf.normalising import normalised
from pytest_awsevents.services.appfabric.state import (
    APPFABRIC,
    AppBundle,
    AppIngestion,
    Destination,
)


def emit(scope: Scope, bundle: AppBundle, ingestion: AppIngestion, log: Mapping[str, Json]) -> AuditLog:
    """An application writes a log, which waits to be read with the next batch."""
    recorder = scope.world.recorder
    written = recorder.append(
        AuditLog(
            seq=recorder.number(),
            at=scope.now,
            cause=scope.cause,
            app=ingestion.app,
            tenant=ingestion.tenant_id,
            ingestion=ingestion.arn,
            log=copy.deepcopy(dict(log)),
        )
    )
    ingestion.unread.append(written)
    _plan(scope, bundle, ingestion)
    return written


def read_tenant(scope: Scope, app: str, tenant_id: str) -> None:
    """Goes on with what waits for a tenant: its authorization or an ingestion of it has changed."""
    for bundle, ingestion in ingestions_of(scope):
        waits = ingestion.unread or any(one.waiting for one in ingestion.destinations.values())
        if waits and (ingestion.app, ingestion.tenant_id) == (app, tenant_id):
            _resume(scope, bundle, ingestion)


def try_destination(scope: Scope, bundle: AppBundle, ingestion: AppIngestion, destination: Destination) -> None:
    """Has AppFabric look whether it can deliver there, and do so; the outcome is the status of the destination."""

    def look() -> None:
        deliver(scope, destination, lambda: hindrance(bundle, ingestion))
        if ingestion.unread:
            _resume(scope, bundle, ingestion)

    scope.world.agenda.add(scope.now, look, f"check of ingestion destination {destination.id}")


def hindrance(bundle: AppBundle, ingestion: AppIngestion) -> str | None:
    """What keeps an ingestion from reading and delivering, as `stage: why`."""
    authorization = authorization_of(bundle, ingestion)
    if authorization is None:
        return f"authorization: there is none of {ingestion.app} for tenant {ingestion.tenant_id}"
    if authorization.status != "Connected":
        return f"authorization: its status is {authorization.status}"
    return "ingestion: it is disabled" if ingestion.state == "disabled" else None


def forget_all(scope: Scope, ingestion: AppIngestion, reason: str) -> None:
    """Gives up what was not read yet."""
    for log in ingestion.unread:
        scope.world.recorder.read(log, status="lost", reason=f"ingestion: {reason}")
    ingestion.unread.clear()
    for work in (ingestion.reading, ingestion.forgetting):
        if work is not None:
            work.cancel()


def _resume(scope: Scope, bundle: AppBundle, ingestion: AppIngestion) -> None:
    """Goes on with the next batch; what had kept back logs until now does so no longer, unless it still does."""
    if hindrance(bundle, ingestion) is None:
        recorder = scope.world.recorder
        for log in ingestion.unread:
            recorder.read(log, status="emitted")
        for destination in ingestion.destinations.values():
            for record in destination.waiting:
                if not (record.reason or "").startswith("destination"):
                    recorder.ingested(record, status="pending")
    _plan(scope, bundle, ingestion)


def _plan(scope: Scope, bundle: AppBundle, ingestion: AppIngestion) -> None:
    """Reads with the next batch, unless that is planned."""
    if ingestion.reading is None:
        due = scope.now + scope.state(APPFABRIC).habits.batch_every
        why = f"next batch of {ingestion.app} audit logs"
        ingestion.reading = scope.world.agenda.add(due, lambda: _read(scope, bundle, ingestion), why, background=True)


def _read(scope: Scope, bundle: AppBundle, ingestion: AppIngestion) -> None:
    ingestion.reading = None
    reason = hindrance(bundle, ingestion)
    if reason is None and not ingestion.destinations:
        reason = "destination: the ingestion has none"
    if reason is not None:
        for log in ingestion.unread:
            scope.world.recorder.read(log, status="emitted", reason=reason)
        _plan_forgetting(scope, ingestion)
        return
    logs, ingestion.unread = ingestion.unread, []
    for log in logs:
        scope.world.recorder.read(log, status="read")
    for destination in tuple(ingestion.destinations.values()):
        destination.waiting += _documents(scope, logs, destination)
        if destination.waiting:
            deliver(scope, destination, lambda: hindrance(bundle, ingestion))


def _documents(scope: Scope, logs: Sequence[AuditLog], destination: Destination) -> list[Ingestion]:
    """The logs in the form of a destination."""
    recorder, version = scope.world.recorder, scope.state(APPFABRIC).habits.ocsf_version
    return [
        recorder.append(
            Ingestion(
                seq=recorder.number(),
                at=scope.now,
                cause=log,
                store_or_destination=destination.arn,
                event=log.log if destination.schema == "raw" else normalised(log.app, log.log, log.at, version),
            )
        )
        for log in logs
    ]


def _plan_forgetting(scope: Scope, ingestion: AppIngestion) -> None:
    if ingestion.forgetting is None and ingestion.unread:
        due = ingestion.unread[0].at + scope.state(APPFABRIC).habits.keep_for
        why = f"end of unread {ingestion.app} audit logs"
        ingestion.forgetting = scope.world.agenda.add(due, lambda: _forget(scope, ingestion), why)


def _forget(scope: Scope, ingestion: AppIngestion) -> None:
    """Applications do not keep their logs for ever."""
    ingestion.forgetting = None
    keep_for = scope.state(APPFABRIC).habits.keep_for
    kept = [log for log in ingestion.unread if log.at + keep_for > scope.now]
    for log in ingestion.unread[: len(ingestion.unread) - len(kept)]:
        scope.world.recorder.read(log, status="lost", reason=f"{log.reason}, for longer than logs are kept")
    ingestion.unread = kept
    _plan_forgetting(scope, ingestion)
