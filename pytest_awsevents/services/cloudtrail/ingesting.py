"""What an event data store holds: read off the causal log as far as the store was ingesting, and only when asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from pytest_awsevents.core.ids import Ids
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.cloudtrail.records.identities import Sessions
from pytest_awsevents.services.cloudtrail.records.making import is_logged, log_record
from pytest_awsevents.services.cloudtrail.records.sources import region_of
from pytest_awsevents.services.cloudtrail.selectors import LogRecord, keeps
from pytest_awsevents.services.cloudtrail.state import DELIVERY_TIME, EventDataStore, Kept, cloudtrail


def start_reading(scope: Scope, store: EventDataStore) -> None:
    """From now on the store keeps what is called."""
    store.cursor = last_seq(scope)
    store.ingesting = True


def stop_reading(scope: Scope, store: EventDataStore) -> None:
    """From now on the store keeps no more."""
    read_log(scope, store)
    store.ingesting = False
    store.undecided.clear()


def read_log(scope: Scope, store: EventDataStore) -> None:
    """Brings `kept` up to the end of the log; calls under way are looked at again next time."""
    if not store.ingesting:
        return
    calls = [*store.undecided, *calls_since(scope, store.cursor)]
    store.cursor = max(store.cursor, last_seq(scope))
    store.undecided = [call for call in calls if not is_logged(call) and call.error is None]
    ended = [call for call in calls if is_logged(call) and _concerns(scope, store, call)]
    for call, record in with_records(scope, ended):
        if keeps(store.selectors, record):
            store.kept.append(Kept(record, call.seq, call.at + DELIVERY_TIME))


def held(scope: Scope, store: EventDataStore, *, everything: bool = False, horizon: int | None = None) -> list[Kept]:
    """The records in a store now; `everything`: those too that are still on their way, and those that expired."""
    read_log(scope, store)
    if everything:
        return list(store.kept)
    delivered, now = cloudtrail(scope).delivered, scope.now
    oldest = (now - timedelta(days=store.retention)).strftime("%Y-%m-%dT%H:%M:%SZ")
    last = float("inf") if horizon is None else horizon
    return [
        one
        for one in store.kept
        if (one.at <= now or one.seq <= delivered) and one.seq <= last and event_time(one.record) >= oldest
    ]


def with_records(scope: Scope, calls: Iterable[ApiCall]) -> Iterable[tuple[ApiCall, LogRecord]]:
    """Calls with the records made of them."""
    ids: Ids = scope.world.ids
    sessions = Sessions(one for one in scope.world.recorder.records() if isinstance(one, ApiCall))
    for call in calls:
        begun = sessions.of(call.access_key) if ":assumed-role/" in call.principal else None
        yield call, log_record(call, ids, begun)


def calls_since(scope: Scope, seq: int) -> list[ApiCall]:
    return [one for one in scope.world.recorder.records() if one.seq > seq and isinstance(one, ApiCall)]


def last_seq(scope: Scope) -> int:
    records = scope.world.recorder.records()
    return records[-1].seq if records else 0


def event_time(record: LogRecord) -> str:
    """When it happened, in ISO 8601, which sorts as time does."""
    return str(record.get("eventTime") or record.get("eventData", {}).get("eventTime") or "")


def parse_event_time(record: LogRecord) -> datetime:
    return datetime.fromisoformat(event_time(record)).replace(tzinfo=UTC)


def ingest(scope: Scope, store: EventDataStore, records: Sequence[LogRecord]) -> None:
    """Puts records into a store as they are."""
    now = scope.now
    store.kept += [Kept(record, 0, now) for record in records]


def _concerns(scope: Scope, store: EventDataStore, call: ApiCall) -> bool:
    if not store.multi_region and region_of(call) != store.region:
        return False
    if call.account == store.account:
        return True
    organization = cloudtrail(scope).organization
    return store.organization and organization is not None and call.account in organization.members
