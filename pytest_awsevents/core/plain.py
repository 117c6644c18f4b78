"""Records as plain JSON values: for snapshots, and for files."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime
from math import isfinite
from typing import Any

from pytest_awsevents.core.masking import masked, masked_params
from pytest_awsevents.core.records import (
    ApiCall,
    AuditLog,
    Delivery,
    Event,
    HttpRequest,
    Ingestion,
    Json,
    Record,
    RevisionExport,
    RuleEvaluation,
    Tick,
)


def as_dict(record: Record) -> dict[str, Json]:
    """One record: its kind, number, time, cause, and what makes it; secrets are masked."""
    cause = None if record.cause is None else record.cause.seq
    head = {"record": type(record).__name__, "seq": record.seq, "at": _time(record.at), "cause": cause}
    return {**head, **{name: _plain(value) for name, value in _members(record).items() if value is not None}}


def as_dicts(records: Iterable[Record]) -> list[dict[str, Json]]:
    """Records in their order."""
    return [as_dict(record) for record in records]


def _plain(value: Any) -> Json:
    """Any value of an API call as JSON has it: times as text, bytes as base64."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, float) and not isfinite(value):  # JSON has no such numbers
        return str(value)
    return value if isinstance(value, str | int | float | bool | None) else repr(value)


def _time(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _members(record: Record) -> dict[str, Any]:
    match record:
        case ApiCall():
            return _call(record)
        case Event():
            return {"bus": record.bus, "status": record.status, "reason": record.reason, "event": masked(record.raw)}
        case RuleEvaluation():
            return {"rule": record.rule.name, "event": record.event.seq, "matched": record.matched}
        case Delivery():
            return _delivery(record)
        case Tick():
            return {"kind": record.kind, "name": record.name, "due": record.due}
        case HttpRequest():
            return {"request": record.title, "status": record.status, "error": record.error}
        case RevisionExport():
            return {**record.raw, "status": record.status, "reason": record.reason}
        case AuditLog():
            return {"app": record.app, "status": record.status, "reason": record.reason, "log": masked(record.log)}
        case Ingestion():
            into = record.store_or_destination
            return {"into": into, "status": record.status, "reason": record.reason, "event": masked(record.event)}
    return {}


def _call(call: ApiCall) -> dict[str, Any]:
    error = None if call.error is None else {"code": call.error.code, "message": call.error.message}
    return {
        "operation": call.name,
        "account": call.account,
        "region": call.region,
        "principal": call.principal,
        "answered_by": call.answered_by,
        "params": masked_params(call.service, call.operation, call.params),
        "response": masked_params(call.service, call.operation, call.response, "output"),
        "error": error,
        "failure": call.failure,
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "event": delivery.event.seq,
        "rule": delivery.rule.name,
        "target": delivery.target.arn,
        "status": delivery.status,
        "attempts": len(delivery.attempts),
        "reason": delivery.reason,
        "error_code": delivery.error_code,
        "queue": delivery.queue,
        "payload": masked(delivery.payload),
    }
