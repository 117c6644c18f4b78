"""The resources of EventBridge besides buses, rules and targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.rules import Params


@dataclass(frozen=True, slots=True)
class ArchivedEvent:
    """An event as an archive keeps it; `size` in bytes as AWS counts them."""

    envelope: Mapping[str, Any]
    time: datetime
    archived: datetime
    size: int


@dataclass(slots=True, eq=False)
class Archive:
    """An archive of a bus; `retention_days` 0 keeps events for ever."""

    name: str
    arn: str
    bus_arn: str
    created: datetime
    event_pattern: str | None = None
    retention_days: int = 0
    settings: Params = field(default_factory=dict)
    events: list[ArchivedEvent] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Replay:
    """One replay of an archive; `work` is what the agenda still holds for it."""

    name: str
    arn: str
    archive_arn: str
    bus_arn: str
    filter_arns: tuple[str, ...] | None
    first: datetime
    last: datetime
    started: datetime
    description: str | None = None
    state: str = "STARTING"
    ended: datetime | None = None
    last_replayed: datetime | None = None
    work: Work | None = None


@dataclass(slots=True, eq=False)
class Connection:
    """A connection; `parameters` are AuthParameters with their secrets, which go nowhere but into the secret."""

    name: str
    arn: str
    authorization_type: str
    created: datetime
    modified: datetime
    state: str
    parameters: Params = field(default_factory=dict, repr=False)
    authorized: datetime | None = None
    secret_arn: str | None = None
    settings: Params = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class ApiDestination:
    """An HTTP endpoint that a connection authorizes; `settings` are its members as given."""

    name: str
    arn: str
    created: datetime
    modified: datetime
    settings: Params


@dataclass(slots=True, eq=False)
class Endpoint:
    """A global endpoint; `failed_over` sends its events to the secondary region."""

    name: str
    arn: str
    id: str
    home_region: str
    created: datetime
    modified: datetime
    settings: Params
    state: str = "CREATING"
    failed_over: bool = False

    @property
    def secondary_region(self) -> str:
        route: str = self.settings["RoutingConfig"]["FailoverConfig"]["Secondary"]["Route"]
        return route


@dataclass(slots=True, eq=False)
class EventSource:
    """A partner event source, as partner and customer both see it; `expiry` is when it goes if it stays pending."""

    name: str
    arn: str
    partner: str
    customer: str
    created: datetime
    state: str = "PENDING"
    expiry: Work | None = None
