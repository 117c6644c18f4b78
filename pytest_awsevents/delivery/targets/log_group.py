"""CloudWatch Logs log groups."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.clock import parse_instant
from pytest_awsevents.core.errors import AwsError, InvalidOption
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.inputs import Transformer, compact

_STREAMS: StateKey[set[tuple[str, str]]] = StateKey("events:log-streams", lambda _: set())


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """PutLogEvents into a stream of the rule's own; one event each, its message is the payload (recorded)."""
    group = arn.resource_id.removesuffix(":*")
    stream = hashlib.md5(delivery.rule.arn.encode(), usedforsecurity=False).hexdigest()
    place = {"logGroupName": group, "logStreamName": stream}
    streams = scope.state(_STREAMS)
    if (group, stream) not in streams:
        _make_stream(scope, place)
        streams.add((group, stream))
    scope.call("logs", "PutLogEvents", {**place, "logEvents": [_log_event(delivery, text)]}, default={})


def _make_stream(scope: Scope, place: dict[str, str]) -> None:
    try:
        scope.call("logs", "CreateLogStream", place, default={})
    except AwsError as error:
        if error.code != "ResourceAlreadyExistsException":
            raise


def _log_event(delivery: Delivery, text: str) -> dict[str, Any]:
    """A transformer has to give `timestamp` and `message`; else the time is the event's (both documented)."""
    timestamp, message = datetime.fromisoformat(delivery.event.time).timestamp() * 1000, text
    payload = delivery.payload if isinstance(delivery.target.input, Transformer) else None
    if isinstance(payload, dict) and "message" in payload:
        given = payload["message"]
        message = given if isinstance(given, str) else compact(given)
        timestamp = _milliseconds(payload.get("timestamp"), timestamp)
    return {"timestamp": int(timestamp), "message": message}


def _milliseconds(given: object, otherwise: float) -> float:
    if isinstance(given, int | float) and not isinstance(given, bool):
        return given
    try:
        return parse_instant(str(given)).timestamp() * 1000
    except InvalidOption:
        return otherwise
