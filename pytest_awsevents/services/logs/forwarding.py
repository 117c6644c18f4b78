"""Sends events on to where subscription filters want them."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import attempt_later
from pytest_awsevents.services.logs.destinations import find_destination
from pytest_awsevents.services.logs.state import LOGS, LogEvent, LogGroup, SubscriptionFilter, take_over

_PRINCIPAL = "logs.amazonaws.com"


def forward(scope: Scope, group: LogGroup, events: Sequence[LogEvent]) -> None:
    """Has new events of one stream sent to whoever subscribed to them."""
    for subscription in list(group.subscriptions.values()):
        chosen = [event for event in events if subscription.pattern.accepts(event.message)]
        if chosen:
            _send(scope, group, subscription, chosen)


def forward_output(scope: Scope) -> None:
    """The same for what services have written themselves."""
    for group, events in take_over(scope, scope.state(LOGS)):
        forward(scope, group, events)


def _send(scope: Scope, group: LogGroup, subscription: SubscriptionFilter, events: Sequence[LogEvent]) -> None:
    """What the destination refuses is lost."""
    message = {
        "messageType": "DATA_MESSAGE",
        "owner": scope.account,
        "logGroup": group.name,
        "logStream": events[0].stream,
        "subscriptionFilters": [subscription.settings["filterName"]],
        "logEvents": [{"id": one.id, "timestamp": one.timestamp, "message": one.message} for one in events],
    }
    data = gzip.compress(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)
    arn = parse_arn(subscription.settings["destinationArn"])
    assert arn is not None, "the filter was checked"
    target = arn if arn.service in DESTINATIONS else _target_of(scope, arn)
    if target is None:
        return
    there = scope.at(account=target.account, region=target.region).as_service(_PRINCIPAL)
    send = DESTINATIONS[target.service]
    attempt_later(scope, lambda: send(there, target, data, events[0]))


def _target_of(scope: Scope, arn: Arn) -> Arn | None:
    """The stream behind a destination of its own name, if there still is one."""
    destination = find_destination(scope, arn)
    return None if destination is None else parse_arn(destination.target)


def _to_function(scope: Scope, arn: Arn, data: bytes, event: LogEvent) -> None:
    payload: dict[str, Any] = {"awslogs": {"data": base64.b64encode(data).decode()}}
    params = {"FunctionName": str(arn), "InvocationType": "Event", "Payload": json.dumps(payload).encode()}
    scope.call("lambda", "Invoke", params)


def _to_stream(scope: Scope, arn: Arn, data: bytes, event: LogEvent) -> None:
    """By log stream: all events of one come to the same shard (documented); the key itself is by convention."""
    scope.call("kinesis", "PutRecord", {"StreamName": arn.resource_id, "Data": data, "PartitionKey": event.stream})


def _to_firehose(scope: Scope, arn: Arn, data: bytes, event: LogEvent) -> None:
    scope.call("firehose", "PutRecord", {"DeliveryStreamName": arn.resource_id, "Record": {"Data": data}})


DESTINATIONS: Mapping[str, Callable[[Scope, Arn, bytes, LogEvent], None]] = {
    "firehose": _to_firehose,
    "kinesis": _to_stream,
    "lambda": _to_function,
}
