"""Events, why they came about, and how rules judged them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from pytest_awsevents.core.records.base import Json, Record
from pytest_awsevents.core.records.calls import ApiCall
from pytest_awsevents.core.rules import NO_RULES, Rule, RuleSet
from pytest_awsevents.patterns import Mismatch

TickKind: TypeAlias = Literal["schedule", "replay", "retry"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tick(Record):
    """Something that happened because its time had come: a fire of a schedule, a minute of a replay, a retry.

    `name` is that of the rule, schedule or replay, `arn` its ARN; `due` the instant at which it was due.
    """

    kind: TickKind
    name: str
    arn: str = field(repr=False)
    due: datetime

    @property
    def raw(self) -> Json:
        return {"kind": self.kind, "name": self.name, "arn": self.arn, "due": f"{self.due:%Y-%m-%dT%H:%M:%SZ}"}


EventStatus: TypeAlias = Literal["accepted", "unknown-bus", "rejected", "encryption-failed"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Event(Record):
    """One event put on a bus.

    `status` is `accepted`, `unknown-bus` (AWS answers with an id and drops it), `rejected` (`reason` has the entry's
    error code and text) or `encryption-failed` (the bus cannot use its key: `reason`). `raw` is the envelope that
    targets see; `rules` are those of the bus at that moment, which is in `bus_account` and `bus_region`.
    """

    id: str
    bus: str
    bus_account: str = field(default="", repr=False)
    bus_region: str = field(default="", repr=False)
    raw_event: Mapping[str, Json] = field(repr=False)
    rules: RuleSet = field(default_factory=lambda: NO_RULES, repr=False)
    status: EventStatus = "accepted"
    reason: str | None = None

    @property
    def source(self) -> str:
        """Who put it: `Source` of the entry."""
        return str(self.raw_event.get("source", ""))

    @property
    def detail_type(self) -> str:
        """What it is: `DetailType` of the entry."""
        return str(self.raw_event.get("detail-type", ""))

    @property
    def detail(self) -> Json:
        """The parsed detail."""
        return self.raw_event.get("detail")

    @property
    def time(self) -> str:
        """ISO 8601, whole seconds, `Z`."""
        return str(self.raw_event.get("time", ""))

    @property
    def resources(self) -> tuple[str, ...]:
        """The ARNs it is about."""
        return tuple(self.raw_event.get("resources", ()))

    @property
    def account(self) -> str:
        """The account it was put in first."""
        return str(self.raw_event.get("account", ""))

    @property
    def region(self) -> str:
        """The region it was put in first."""
        return str(self.raw_event.get("region", ""))

    @property
    def raw(self) -> Json:
        return self.raw_event

    @property
    def call(self) -> ApiCall | None:
        """The API call that put it, if one did."""
        return next((record for record in (self.cause, *self.ancestors()) if isinstance(record, ApiCall)), None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleEvaluation(Record):
    """One rule judged against one event. `mismatches` is empty when it matched; `reason` says what else kept it."""

    event: Event
    rule: Rule
    matched: bool
    mismatches: tuple[Mismatch, ...] = ()
    reason: str | None = None

    @property
    def raw(self) -> Json:
        return self.event.raw
