"""What CloudWatch Logs keeps per account and region."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.output import OUTPUT
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.base import PageMembers, milliseconds
from pytest_awsevents.services.logs.errors import invalid, missing
from pytest_awsevents.services.logs.filter_pattern import FilterPattern

_DAY = 24 * 3600 * 1000
_BYTES_AROUND = 26


@dataclass(frozen=True, slots=True)
class LogEvent:
    """A log event; times are milliseconds since the epoch, as CloudWatch Logs counts them."""

    id: str
    timestamp: int
    message: str
    ingested: int
    stream: str

    @property
    def size(self) -> int:
        return len(utf8(self.message)) + _BYTES_AROUND


@dataclass(slots=True, eq=False)
class LogStream:
    """A stream with its events by their time."""

    name: str
    created: int
    events: list[LogEvent] = field(default_factory=list)
    ingested: int | None = None
    token: str | None = None

    def add(self, event: LogEvent) -> None:
        insort(self.events, event, key=lambda one: one.timestamp)
        self.ingested = event.ingested


@dataclass(slots=True, eq=False)
class SubscriptionFilter:
    """Where the events of a group go that a pattern lets through; `settings` as they were put."""

    settings: Mapping[str, Any]
    pattern: FilterPattern
    created: int


@dataclass(slots=True, eq=False)
class Destination:
    """A stream by a name of its own, that other accounts may send to as its policy says."""

    name: str
    arn: str
    created: int
    target: str
    role: str
    policy: str | None = None
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class LogGroup:
    """A group; `settings` are further members of its description."""

    name: str
    arn: str
    created: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    retention: int | None = None
    protected: bool = False
    tags: dict[str, str] = field(default_factory=dict)
    streams: dict[str, LogStream] = field(default_factory=dict)
    metric_filters: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    subscriptions: dict[str, SubscriptionFilter] = field(default_factory=dict)

    def stream(self, name: str) -> LogStream:
        if name not in self.streams:
            raise missing("log stream")
        return self.streams[name]

    def check_deletion(self) -> None:
        """Refuses to delete what is protected."""
        if self.protected:
            raise AwsError(
                "ValidationException",
                f"Log group {self.name} has deletion protection enabled. Disable it before deleting.",
            )

    def trim(self, now: int) -> None:
        """Forgets what the retention period no longer keeps."""
        if self.retention is None:
            return
        horizon = now - self.retention * _DAY
        for stream in self.streams.values():
            if stream.events and stream.events[0].timestamp < horizon:
                del stream.events[: bisect_left(stream.events, horizon, key=lambda one: one.timestamp)]


@dataclass(slots=True, eq=False)
class LogsState:
    """All of CloudWatch Logs in one account and region; `read` counts what was taken over of services' output."""

    groups: dict[str, LogGroup] = field(default_factory=dict)
    policies: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    destinations: dict[str, Destination] = field(default_factory=dict)
    read: int = 0
    number: int = 0

    def event(self, stream: str, timestamp: int, message: str, now: int) -> LogEvent:
        """A new event; its id grows with its time."""
        self.number += 1
        return LogEvent(str((timestamp << 144) + self.number), timestamp, message, now, stream)


def _new_state(_: Scope) -> LogsState:
    return LogsState()


LOGS = StateKey("logs", _new_state)


def pages(items: str, maximum: int = 50) -> PageMembers:
    """How listings are paged."""
    return PageMembers(
        items,
        token_in="nextToken",
        token_out="nextToken",
        limit="limit",
        maximum=maximum,
        invalid=invalid("The specified nextToken is invalid."),
    )


def logs_in(scope: Scope) -> LogsState:
    """The state, with what services wrote since somebody last looked and without what has expired."""
    state = scope.state(LOGS)
    take_over(scope, state)
    now = milliseconds(scope.now)
    for group in state.groups.values():
        group.trim(now)
    return state


def take_over(scope: Scope, state: LogsState) -> Iterable[tuple[LogGroup, list[LogEvent]]]:
    """Makes events, and where need be groups and streams, of the output of services; gives the new ones."""
    written = scope.state(OUTPUT).written
    taken = []
    for lines in written[state.read :]:
        at = milliseconds(lines.at)
        group = state.groups.get(lines.group)
        if group is None:
            group = state.groups[lines.group] = new_group(scope, lines.group, at)
        stream = group.streams.setdefault(lines.stream, LogStream(lines.stream, at))
        events = [state.event(stream.name, at, line, at) for line in lines.read()]
        for event in events:
            stream.add(event)
        taken.append((group, events))
    state.read = len(written)
    return taken


def new_group(scope: Scope, name: str, created: int) -> LogGroup:
    return LogGroup(name, scope.arn("logs", f"log-group:{name}"), created)


def find_group(scope: Scope, name: str) -> LogGroup:
    group = logs_in(scope).groups.get(name)
    if group is None:
        raise missing("log group")
    return group


def named_group(scope: Scope, params: Params) -> LogGroup:
    """The group that a request names, or identifies by name or ARN."""
    name, identifier = params.get("logGroupName"), params.get("logGroupIdentifier")
    if name is not None and identifier is not None:
        raise AwsError("ValidationException", "LogGroup name and LogGroup ARN are mutually exclusive parameters.")
    if name is None and identifier is None:
        raise AwsError("ValidationException", "Either LogGroup name or LogGroup ARN must be provided.")
    return find_group(scope, name) if name is not None else identified_group(scope, str(identifier))


def identified_group(scope: Scope, identifier: str) -> LogGroup:
    """The group of a name or an ARN, with or without `:*`."""
    arn = parse_arn(identifier)
    place = scope if arn is None else scope.at(account=arn.account, region=arn.region)
    return find_group(place, group_name(identifier))


def group_name(identifier: str) -> str:
    """The name of a group in a name or an ARN."""
    arn = parse_arn(identifier)
    return identifier if arn is None else arn.resource_id.removesuffix(":*")
