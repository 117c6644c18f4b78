"""What AppFabric keeps per account and region: app bundles with all that is in them, client tokens, habits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.records import AuditLog, Ingestion, Record
from pytest_awsevents.core.scope import Scope, StateKey

Members: TypeAlias = Mapping[str, Any]
PRINCIPAL = "appfabric.amazonaws.com"
Status: TypeAlias = Literal["PendingConnect", "Connected", "ConnectionValidationFailed", "TokenAutoRotationFailed"]


@dataclass(slots=True, eq=False, kw_only=True)
class AppAuthorization:
    """The right to read the audit logs of one tenant of an application."""

    id: str
    arn: str
    app: str
    tenant: Members
    auth_type: str
    credential: Members = field(repr=False)
    created: datetime
    updated: datetime
    status: Status = "PendingConnect"
    work: Work | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def tenant_id(self) -> str:
        found: str = self.tenant["tenantIdentifier"]
        return found


@dataclass(slots=True, eq=False, kw_only=True)
class Destination:
    """Where an ingestion delivers. `waiting` are the logs that are on their way there, oldest first.

    `origin` is the call that made it.

    `status` is None until AppFabric has looked whether it can deliver; `retry` is the next try after a failed one,
    `failures` how often in a row it failed, `failing` since when.
    """

    id: str
    arn: str
    schema: str
    format: str
    configuration: Members
    origin: Record
    created: datetime
    updated: datetime
    status: Literal["Active", "Failed"] | None = None
    reason: str | None = None
    waiting: list[Ingestion] = field(default_factory=list)
    failures: int = 0
    failing: datetime | None = None
    retry: Work | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def target(self) -> Members:
        found: Members = self.configuration["auditLog"]["destination"]
        return found

    @property
    def title(self) -> str:
        """`s3:bucket` or `firehose:stream`."""
        if "s3Bucket" in self.target:
            return f"s3:{self.target['s3Bucket']['bucketName']}"
        return f"firehose:{self.target['firehoseStream']['streamName']}"


@dataclass(slots=True, eq=False, kw_only=True)
class AppIngestion:
    """An ingestion. `unread` are the logs that the application keeps until AppFabric can read them, oldest first."""

    id: str
    arn: str
    app: str
    tenant_id: str
    type: str
    created: datetime
    updated: datetime
    state: Literal["enabled", "disabled"] = "enabled"
    destinations: dict[str, Destination] = field(default_factory=dict)
    unread: list[AuditLog] = field(default_factory=list)
    reading: Work | None = None
    forgetting: Work | None = None
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False, kw_only=True)
class UserAccessTask:
    """The search for one user in one tenant: what was found, or why nothing was, when it has `finished`."""

    id: str
    app: str
    tenant: Members
    email: str
    started: datetime
    found: Members | None = None
    error: Members | None = None
    finished: bool = False


@dataclass(slots=True, eq=False, kw_only=True)
class AppBundle:
    id: str
    arn: str
    key_arn: str | None
    authorizations: dict[str, AppAuthorization] = field(default_factory=dict)
    ingestions: dict[str, AppIngestion] = field(default_factory=dict)
    tasks: dict[str, UserAccessTask] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What no source says of AppFabric, or says in two ways; see `aws_appfabric.habits`."""

    batch_every: timedelta = timedelta(minutes=5)
    keep_for: timedelta = timedelta(days=7)
    ocsf_version: str = "1.1.0"
    raw_parquet: bool = True
    strict_deletion: bool = False


@dataclass(slots=True, eq=False)
class AppFabricState:
    """`tokens` has, by operation and client token, the params it came with and the ARN of what was made.

    `users` are those of the applications, by app, tenant and lower-case email; `refusals` the tenants that take no
    credentials.
    """

    bundles: dict[str, AppBundle] = field(default_factory=dict)
    tokens: dict[tuple[str, str], tuple[Members, str]] = field(default_factory=dict, repr=False)
    users: dict[tuple[str, str, str], Members] = field(default_factory=dict)
    refusals: set[tuple[str, str]] = field(default_factory=set)
    habits: Habits = field(default_factory=Habits)


def _new_state(_: Scope) -> AppFabricState:
    return AppFabricState()


APPFABRIC = StateKey("appfabric", _new_state)


def moment(scope: Scope) -> datetime:
    """Now, in milliseconds."""
    now = scope.now
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
