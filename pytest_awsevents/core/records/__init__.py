"""What happened: the entries of the one causal log of a fake.

`ApiCall → Event → RuleEvaluation → Delivery → ApiCall …`: every record names the one that led to it in `cause`.
Records are read-only. An `ApiCall` and a `Delivery` are written when they begin and get their outcome from the
recorder when it is known.
"""

from __future__ import annotations

from pytest_awsevents.core.records.base import Caller, Json, Record
from pytest_awsevents.core.records.calls import ApiCall, CallError, HttpRequest
from pytest_awsevents.core.records.deliveries import Attempt, Delivery, DeliveryStatus
from pytest_awsevents.core.records.events import Event, EventStatus, RuleEvaluation, Tick, TickKind
from pytest_awsevents.core.records.exports import ExportStatus, RevisionExport
from pytest_awsevents.core.records.ingestions import AuditLog, AuditLogStatus, Ingestion, IngestionStatus

__all__ = [
    "ApiCall",
    "Attempt",
    "AuditLog",
    "AuditLogStatus",
    "CallError",
    "Caller",
    "Delivery",
    "DeliveryStatus",
    "Event",
    "EventStatus",
    "ExportStatus",
    "HttpRequest",
    "Ingestion",
    "IngestionStatus",
    "Json",
    "Record",
    "RevisionExport",
    "RuleEvaluation",
    "Tick",
    "TickKind",
]
