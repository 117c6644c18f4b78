"""What happened: the entries of the one causal log of a fake.

`ApiCall → Event → RuleEvaluation → Delivery → ApiCall …`: every record names the one that led to it in `cause`.
Records are read-only. An `ApiCall` and a `Delivery` are written when they begin and get their outcome from the
recorder when it is known.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from pytest_awsevents.core.masking import MASK, masked, masked_params, masked_urls
from pytest_awsevents.core.rules import NO_RULES, Params, Rule, RuleSet, Target
from pytest_awsevents.patterns import Mismatch

Json: TypeAlias = Any
"""A value as `json.loads` gives it."""


class Caller(NamedTuple):
    """The line of the test, or of the code under test, that made an API call: `file` and `line`."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{_short_path(self.file, Path.cwd())}:{self.line}"


@lru_cache(maxsize=1024)
def _short_path(file: str, folder: Path) -> str:
    try:
        relative = os.path.relpath(file, folder)
    except ValueError:  # another drive
        return file
    return file if relative.startswith("..") else relative


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Record:
    """One entry: `seq` counts from 1 in the order of beginning, `at` is the time of the fake."""

    seq: int
    at: datetime
    cause: Record | None = field(repr=False)

    @property
    def raw(self) -> Json:
        """What went over the wire, by AWS's names."""
        raise NotImplementedError

    def ancestors(self) -> tuple[Record, ...]:
        """The records that led to this one, nearest first."""
        found: list[Record] = []
        record = self.cause
        while record is not None:
            found.append(record)
            record = record.cause
        return tuple(found)


class CallError(NamedTuple):
    """The error an API call was answered with: its `code` and `message`."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ApiCall(Record):
    """One API call, by code under test or by a service.

    `params` as they were sent, timestamps as aware UTC datetimes; `response` None while it runs and after an error.
    `answered_by` is `fake`, `stub`, `fault`, `passthrough`, `default` for a target of a service that is not faked, or
    `nothing` for an operation nobody serves. `access_key` is the id of the key that signed it, None where a service or
    a helper called; `principal_id` the unique id of the caller. `failure` is why the function failed that this call
    invoked, at its last attempt: AWS does not tell the caller of an asynchronous invocation.
    """

    service: str
    operation: str
    params: Params
    account: str
    region: str
    principal: str
    caller: Caller | None
    response: Params | None = None
    error: CallError | None = None
    answered_by: str = "nothing"
    access_key: str | None = None
    principal_id: str = ""
    failure: str | None = None

    @property
    def name(self) -> str:
        """`service:Operation`."""
        return f"{self.service}:{self.operation}"

    @property
    def raw(self) -> Json:
        return self.params

    def __repr__(self) -> str:
        """All but the cause, secrets masked."""
        shown = {one.name: getattr(self, one.name) for one in fields(self) if one.repr}
        shown["params"] = masked_params(self.service, self.operation, self.params)
        shown["response"] = masked_params(self.service, self.operation, self.response, "output")
        return f"ApiCall({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


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


class Attempt(NamedTuple):
    """One try to hand an event to a target; `error` is None where it was taken."""

    at: datetime
    error: CallError | None


DeliveryStatus: TypeAlias = Literal["pending", "delivered", "retrying", "dead-lettered", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Delivery(Record):
    """One event on its way to one target.

    `text` is exactly what the target gets, None where the input could not be made. `reason` says why it was not
    delivered, `error_code` is what EventBridge calls that. `due` is when a retry comes, `queue` the ARN of the queue
    that got it as a dead letter. `duplicate` marks the second delivery of what a target gets twice; `warning` is a
    permission it would have needed, `remedy` what would give it.
    """

    event: Event
    rule: Rule
    target: Target
    text: str | None = None
    status: DeliveryStatus = "pending"
    attempts: tuple[Attempt, ...] = ()
    reason: str | None = None
    error_code: str | None = None
    due: datetime | None = None
    queue: str | None = None
    duplicate: bool = False
    warning: str | None = None
    remedy: str | None = None

    @property
    def payload(self) -> Json:
        """The text parsed as JSON; the text itself where it is not JSON."""
        if self.text is None:
            return None
        try:
            return json.loads(self.text)
        except ValueError:
            return self.text

    @property
    def raw(self) -> Json:
        return self.payload


ExportStatus: TypeAlias = Literal["running", "completed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RevisionExport(Record):
    """A revision of a Data Exchange data set, or assets of it, on the way into one bucket.

    `keys` are those of the objects that were put; `key_pattern` is None where the job names keys itself. `event_action`
    is the ARN of the event action that had it exported, None for a job of code under test. `reason` says why it
    failed; `warning` is a permission it would have needed, `remedy` what would give it.
    """

    account: str
    region: str
    data_set: str
    revision: str
    job: str
    bucket: str
    key_pattern: str | None = None
    event_action: str | None = None
    keys: tuple[str, ...] = ()
    status: ExportStatus = "running"
    reason: str | None = None
    warning: str | None = None
    remedy: str | None = None

    @property
    def raw(self) -> Json:
        return {
            "DataSetId": self.data_set,
            "RevisionId": self.revision,
            "JobId": self.job,
            "Bucket": self.bucket,
            "Keys": list(self.keys),
        }


AuditLogStatus: TypeAlias = Literal["emitted", "read", "lost"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AuditLog(Record):
    """One audit log as a SaaS application wrote it, for AppFabric to read.

    `status` is `emitted` until AppFabric has read it; `reason` says what keeps it from that, or why it is `lost`.
    """

    app: str
    tenant: str
    ingestion: str
    log: Mapping[str, Json] = field(repr=False)
    status: AuditLogStatus = "emitted"
    reason: str | None = None

    @property
    def raw(self) -> Json:
        return self.log


IngestionStatus: TypeAlias = Literal["pending", "ingested", "refused", "lost"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ingestion(Record):
    """One event on its way into an event data store of CloudTrail Lake, or to an ingestion destination of AppFabric.

    `store_or_destination` is the ARN of that, `event` what arrives there. `reason` says why it has not arrived yet,
    or never will; `location` where it is to be found: `s3://bucket/key`, or the ARN of a stream or store.
    """

    store_or_destination: str
    event: Mapping[str, Json] = field(repr=False)
    status: IngestionStatus = "pending"
    reason: str | None = None
    location: str | None = None

    @property
    def raw(self) -> Json:
        return self.event


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class HttpRequest(Record):
    """One HTTP request to an API destination, to its token endpoint, to API Gateway or to AppSync.

    `status` is None while it runs and where no answer came; `error` says why none came. `secrets` are the values that
    are masked wherever a request is shown.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: str
    secrets: tuple[str, ...] = ()
    status: int | None = None
    error: str | None = None

    @property
    def json(self) -> Json:
        """The body parsed as JSON."""
        return json.loads(self.body)

    @property
    def raw(self) -> Json:
        return {"method": self.method, "url": self.url, "headers": dict(self.headers), "body": self.body}

    @property
    def title(self) -> str:
        """Method and URL, secrets masked."""
        return self.masked(f"{self.method} {self.url}")

    def masked(self, text: str) -> str:
        """A text without the secrets of this request."""
        for secret in sorted(self.secrets, key=len, reverse=True):  # one may be part of another
            text = text.replace(secret, MASK)
        return masked_urls(text)

    def __repr__(self) -> str:
        headers = {name: self.masked(value) for name, value in masked(self.headers).items()}
        body = self.masked(self.body)
        return (
            f"HttpRequest(seq={self.seq}, {self.title}, headers={headers!r}, body={body!r}, status={self.status!r}, "
            f"error={self.error!r})"
        )
