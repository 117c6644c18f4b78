"""What CloudTrail keeps, and how its resources are found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.cloudtrail.selectors import LogRecord, Selector, categories

PRINCIPAL = "cloudtrail.amazonaws.com"
DELIVERY_TIME = timedelta(minutes=5)
"""How long after a call its record arrives: on average about five minutes (user guide, "How CloudTrail works")."""
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Kept(NamedTuple):
    """A record that a store keeps; `seq` is that of its call, 0 where it came another way; `at` when it arrives."""

    record: LogRecord
    seq: int
    at: datetime


@dataclass(slots=True, eq=False)
class EventDataStore:
    """An event data store. `kept` and `undecided` are how far the log has been read, up to `cursor`."""

    name: str
    arn: str
    account: str
    region: str
    created: datetime
    updated: datetime
    selectors: list[Selector]
    multi_region: bool
    organization: bool
    retention: int
    protected: bool
    billing: str
    kms_key: str | None
    status: str
    tags: dict[str, str]
    cursor: int = 0
    ingesting: bool = False
    kept: list[Kept] = field(default_factory=list)
    undecided: list[ApiCall] = field(default_factory=list)
    transition: Work | None = None
    federation_role: str | None = None
    insights: list[dict[str, Any]] | None = None
    insights_destination: str | None = None
    configuration: dict[str, Any] = field(default_factory=dict)
    policy: str | None = None

    @property
    def id(self) -> str:
        return self.arn.rpartition("/")[2]

    @property
    def category(self) -> str:
        """The category of events that the store holds; `Management` for those of AWS's own calls."""
        named = categories(self.selectors)
        return next(iter(named)) if len(named) == 1 else "Management"

    @property
    def pending_deletion(self) -> bool:
        return self.status == "PENDING_DELETION"


@dataclass(slots=True, eq=False)
class Trail:
    """A trail; `since` is the seq of the call that began logging, None while it does not log.

    `last` is the seq of the call that ended logging, which is still logged.
    """

    name: str
    arn: str
    account: str
    region: str
    bucket: str
    settings: dict[str, Any]
    tags: dict[str, str]
    basic: list[dict[str, Any]] | None
    advanced: list[Selector] | None = None
    insights: list[dict[str, Any]] | None = None
    configuration: dict[str, Any] = field(default_factory=dict)
    since: int | None = None
    last: int | None = None
    started: datetime | None = None
    stopped: datetime | None = None
    pending: list[ApiCall] = field(default_factory=list)
    delivery: Work | None = None
    status: dict[str, Any] = field(default_factory=dict)
    digest: str | None = None

    @property
    def multi_region(self) -> bool:
        return bool(self.settings["IsMultiRegionTrail"])


@dataclass(slots=True, eq=False)
class Channel:
    """A channel for events from outside AWS; `known` are the ids of events it took."""

    name: str
    arn: str
    source: str
    destinations: list[dict[str, str]]
    tags: dict[str, str]
    policy: str | None = None
    known: set[str] = field(default_factory=set)
    ingestion: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Query:
    """A query of stores; `horizon` is the last seq of the log that it sees, `at` the instant it sees."""

    id: str
    statement: str
    stores: list[str]
    created: datetime
    horizon: int
    status: str = "QUEUED"
    alias: str | None = None
    delivery_uri: str | None = None
    delivery_status: str | None = None
    error: str | None = None
    rows: list[list[dict[str, str]]] = field(default_factory=list)
    statistics: dict[str, int] = field(default_factory=dict)
    transition: Work | None = None


@dataclass(slots=True, eq=False)
class Import:
    """An import of log files into stores."""

    id: str
    destinations: list[str]
    source: dict[str, Any]
    created: datetime
    updated: datetime
    start: datetime | None
    end: datetime | None
    status: str = "INITIALIZING"
    statistics: dict[str, int] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    transition: Work | None = None


@dataclass(slots=True, eq=False)
class Dashboard:
    """A dashboard, stored."""

    name: str
    arn: str
    created: datetime
    updated: datetime
    settings: dict[str, Any]
    tags: dict[str, str]
    status: str = "CREATED"
    refresh: str | None = None
    policy: str | None = None


@dataclass(slots=True)
class Place:
    """What CloudTrail keeps for one account in one region."""

    stores: dict[str, EventDataStore] = field(default_factory=dict)
    trails: dict[str, Trail] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    imports: dict[str, Import] = field(default_factory=dict)
    dashboards: dict[str, Dashboard] = field(default_factory=dict)


@dataclass(slots=True)
class Organization:
    """The organization that the accounts of a fake are in, if the test arranged one."""

    management: str
    members: set[str]
    delegates: set[str] = field(default_factory=set)


@dataclass(slots=True)
class CloudTrail:
    """All that CloudTrail keeps; `delivered` is the seq up to which the test had records delivered at once.

    `ending` are trails whose last call is being answered, `undelivered` those with a log file to come, deleted or not.
    `transition_time` is how long stores and queries stay in the states on their way.
    """

    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    organization: Organization | None = None
    transition_time: timedelta = timedelta(0)
    delivered: int = 0
    insights: list[LogRecord] = field(default_factory=list)
    observing: bool = False
    ending: list[Trail] = field(default_factory=list)
    undelivered: list[Trail] = field(default_factory=list)

    def trails(self) -> Iterator[Trail]:
        for place in self.places.values():
            yield from place.trails.values()


def _new_state(scope: Scope) -> CloudTrail:
    return CloudTrail()


CLOUDTRAIL = StateKey("cloudtrail", _new_state)


def cloudtrail(scope: Scope) -> CloudTrail:
    """CloudTrail of all accounts and regions: trails and organizations cross both."""
    return scope.shared(CLOUDTRAIL)


def place(scope: Scope) -> Place:
    """What there is in the account and region of a scope."""
    return cloudtrail(scope).places.setdefault((scope.account, scope.region), Place())


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def get_store(scope: Scope, reference: str) -> EventDataStore:
    """The store of that ARN or id; AWS's error where there is none."""
    id = reference
    if reference.startswith("arn:"):
        arn = parse_arn(reference)
        if arn is None or arn.service != "cloudtrail" or arn.resource_type != "eventdatastore":
            raise _invalid_store(reference)
        id = arn.resource_id if (arn.account, arn.region) == (scope.account, scope.region) else ""
        if not is_uuid(arn.resource_id):
            raise _invalid_store(reference)
    elif not is_uuid(reference):
        raise _invalid_store(reference)
    settle(scope, place(scope).stores.get(id))
    store = place(scope).stores.get(id)
    if store is None:
        raise AwsError("EventDataStoreNotFoundException", f"The event data store {reference} was not found.")
    return store


def get_active_store(scope: Scope, reference: str) -> EventDataStore:
    """The same, where it is not about to be deleted."""
    store = get_store(scope, reference)
    if store.pending_deletion:
        raise AwsError("InactiveEventDataStoreException", f"The event data store {store.arn} is inactive.")
    return store


def next_state(scope: Scope, why: str, work: Any) -> Work:
    """Enters what ends a state on the way: before the next API call, or when the transition time is over."""
    return scope.world.agenda.add(scope.now + cloudtrail(scope).transition_time, work, why)


def settle(scope: Scope, waiting: EventDataStore | Query | Import | None) -> None:
    """Does what is due of a resource; the agenda does it too, but not for calls that a function makes."""
    work = None if waiting is None else waiting.transition
    if work is not None and work.due <= scope.now and not work.cancelled:
        work.cancel()
        work.run()


def _invalid_store(reference: str) -> AwsError:
    return AwsError("EventDataStoreARNInvalidException", f"The event data store ARN {reference} is not valid.")


def invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)
