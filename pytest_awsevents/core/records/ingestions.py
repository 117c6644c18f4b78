"""Audit logs, and what is on its way into event data stores and ingestion destinations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pytest_awsevents.core.records.base import Json, Record

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
