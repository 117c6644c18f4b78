"""CloudTrail's data plane (`cloudtrail-data`): events from outside AWS, through channels.

The one service that imports another: it is a second endpoint of CloudTrail, with the same channels and stores.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.policies import Request, allows, statements_of
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.base import OperationTable, Service
from pytest_awsevents.services.cloudtrail.ingesting import ingest
from pytest_awsevents.services.cloudtrail.records.making import VERSION
from pytest_awsevents.services.cloudtrail.state import Channel, get_active_store, place
from pytest_awsevents.services.cloudtrail.wording import DATA_WORDING

operation = OperationTable()
_ACTION = "cloudtrail-data:PutAuditEvents"
_REQUIRED = ("version", "userIdentity", "eventSource", "eventName", "eventTime", "UID", "recipientAccountId")
_MAX_EVENTS = 100
_MAX_BYTES = 1_048_576


class _Refused(Exception):
    """One event that is not taken: code and text."""


@operation
def put_audit_events(scope: Scope, params: Params) -> dict[str, Any]:
    owner, channel = _channel(scope, params["channelArn"])
    _check_permission(scope, owner, channel, params.get("externalId"))
    events = params["auditEvents"]
    if not 1 <= len(events) <= _MAX_EVENTS or sum(map(_size, events)) > _MAX_BYTES:
        raise AwsError("UnsupportedOperationException", "A call takes 1 to 100 events of 1 MB altogether.")
    ids = [one["id"] for one in events]
    if len(set(ids)) < len(ids):
        raise AwsError("DuplicatedAuditEventId", "Two events of the call have the same id.")
    successful, failed = [], []
    for event in events:
        try:
            data = _data(owner, event)
        except _Refused as refused:
            code, message = refused.args
            failed.append({"id": event["id"], "errorCode": code, "errorMessage": message})
            continue
        successful.append({"id": event["id"], "eventID": _take(owner, channel, data)})
    return {"successful": successful, "failed": failed}


def _size(event: Params) -> int:
    return len(utf8(event["eventData"]))


def _channel(scope: Scope, text: str) -> tuple[Scope, Channel]:
    """The channel of an ARN, with the account and region it is in."""
    arn = parse_arn(text)
    if arn is None or arn.service != "cloudtrail" or arn.resource_type != "channel":
        raise AwsError("InvalidChannelARN", f"The channel ARN {text} is not valid.")
    owner = scope.at(account=arn.account, region=arn.region)
    channel = place(owner).channels.get(text)
    if channel is None:
        raise AwsError("ChannelNotFound", f"The channel {text} was not found.")
    return owner, channel


def _check_permission(scope: Scope, owner: Scope, channel: Channel, external_id: str | None) -> None:
    statements = (statements_of(channel.policy) if channel.policy else ()) or ()
    context = {} if external_id is None else {"cloudtrail:ExternalId": external_id}
    request = Request(scope.caller, _ACTION, (channel.arn,), context)
    if not allows(statements, request, owner=owner.account):
        raise AwsError("ChannelInsufficientPermission", f"{scope.caller.arn} may not put events to {channel.arn}.")


def _data(owner: Scope, event: Mapping[str, Any]) -> Mapping[str, Any]:
    text = event["eventData"]
    checksum = event.get("eventDataChecksum")
    if checksum is not None and checksum != base64.b64encode(hashlib.sha256(utf8(text)).digest()).decode():
        raise _Refused("InvalidChecksum", "The checksum does not fit the event data.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise _Refused("InvalidData", "The event data is not JSON.") from None
    missing = [name for name in _REQUIRED if not isinstance(data, dict) or name not in data]
    if missing:
        raise _Refused("InvalidData", f"The event data lacks {missing[0]}.")
    identity = data["userIdentity"]
    if not isinstance(identity, dict) or not {"type", "principalId"} <= set(identity):
        raise _Refused("InvalidData", "userIdentity needs type and principalId.")
    if data["recipientAccountId"] != owner.account:
        raise _Refused("InvalidRecipient", f"recipientAccountId is not {owner.account}, the owner of the channel.")
    try:
        datetime.fromisoformat(data["eventTime"])
    except (TypeError, ValueError):
        raise _Refused("InvalidData", "eventTime is not in the form yyyy-MM-ddTHH:mm:ss.") from None
    return dict(data)


def _take(owner: Scope, channel: Channel, data: Mapping[str, Any]) -> str:
    """Puts an event into the stores of the channel; the id it has there."""
    id, now = owner.ids.uuid(), owner.now
    record = {
        "eventVersion": VERSION,
        "eventCategory": "ActivityAuditLog",
        "eventType": "ActivityLog",
        "eventID": id,
        "eventTime": data["eventTime"],
        "awsRegion": owner.region,
        "recipientAccountId": data["recipientAccountId"],
        "metadata": {"ingestionTime": f"{now:%Y-%m-%dT%H:%M:%SZ}", "channelARN": channel.arn},
        "eventData": data,
    }
    for destination in channel.destinations:
        store = get_active_store(owner, destination["Location"])
        ingest(owner, store, [record])
    channel.ingestion = {
        "LatestIngestionSuccessTime": now,
        "LatestIngestionSuccessEventID": id,
        "LatestIngestionAttemptTime": now,
        "LatestIngestionAttemptEventID": id,
    }
    return id


service = Service(name="cloudtrail-data", operations=operation, wording=DATA_WORDING)
