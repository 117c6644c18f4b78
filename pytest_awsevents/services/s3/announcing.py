"""What happens to objects, told to EventBridge and to the destinations of event notifications."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import attempt_later, emit_event, queue_url
from pytest_awsevents.services.s3.state import (
    NULL_VERSION,
    S3,
    Bucket,
    DeleteMarker,
    Notification,
    Version,
    canonical_id,
    shown_id,
)

PRINCIPAL = "s3.amazonaws.com"
_ADDRESS = "127.0.0.1"
_ETAG_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e"
_BY_REQUEST = ("request-id", "requester", "source-ip-address")


@dataclass(frozen=True, slots=True)
class Happening:
    """A kind of event: its two names, what of the object it shows, and what else EventBridge is told."""

    event: str
    detail_type: str
    shows: tuple[str, ...]
    detail: Mapping[str, str] = field(default_factory=dict)
    origin: tuple[str, ...] = _BY_REQUEST
    schema: str = "2.1"


def _created(event: str, reason: str) -> Happening:
    return Happening(
        f"ObjectCreated:{event}", "Object Created", ("size", "etag", "sequencer"), {"reason": reason}
    )  # members of all kinds as recorded


PUT = _created("Put", "PutObject")
COPY = _created("Copy", "CopyObject")
COMPLETE = _created("CompleteMultipartUpload", "CompleteMultipartUpload")
DELETED = Happening(
    "ObjectRemoved:Delete",
    "Object Deleted",
    ("sequencer",),
    {"reason": "DeleteObject", "deletion-type": "Permanently Deleted"},
)
MARKED = Happening(
    "ObjectRemoved:DeleteMarkerCreated",
    "Object Deleted",
    ("etag", "sequencer"),
    {"reason": "DeleteObject", "deletion-type": "Delete Marker Created"},
)
TAGGED = Happening("ObjectTagging:Put", "Object Tags Added", ("etag",), schema="2.3")
UNTAGGED = Happening("ObjectTagging:Delete", "Object Tags Deleted", ("etag",), schema="2.3")
ACL_PUT = Happening("ObjectAcl:Put", "Object ACL Updated", ("etag",), schema="2.3")
RESTORE_BEGUN = Happening("ObjectRestore:Post", "Object Restore Initiated", ("size", "etag"))
RESTORE_DONE = Happening(
    "ObjectRestore:Completed", "Object Restore Completed", ("size", "etag"), origin=("request-id", "requester")
)
RESTORE_EXPIRED = Happening(
    "ObjectRestore:Delete", "Object Restore Expired", ("etag",), origin=("request-id", "requester"), schema="2.3"
)


def announce(
    scope: Scope,
    bucket: Bucket,
    happening: Happening,
    version: Version,
    *,
    detail: Mapping[str, str] | None = None,
    glacier: Mapping[str, Any] | None = None,
) -> None:
    """Tells whoever the bucket wants told; `detail` and `glacier` are further members of either kind of event."""
    if not bucket.eventbridge and not bucket.notifications:
        return
    facts = _facts(scope, bucket, happening, version)
    request_id = scope.ids.letters(16)
    home = scope.at(account=bucket.account, region=bucket.region)
    if bucket.eventbridge:
        _tell_eventbridge(home, bucket, happening, facts, request_id, detail or {})
    for notification in bucket.notifications:
        if _wants(notification, happening.event, version.key):
            record = _record(home, bucket, notification, happening, facts, request_id)
            if glacier is not None:
                record["glacierEventData"] = glacier
            _send(home, notification, json.dumps({"Records": [record]}, separators=(",", ":")))


def _facts(scope: Scope, bucket: Bucket, happening: Happening, version: Version) -> dict[str, Any]:
    """What is told of the object, by EventBridge's names and in its order."""
    facts: dict[str, Any] = {"key": version.key}
    if "size" in happening.shows and not isinstance(version, DeleteMarker):
        facts["size"] = version.size
    if "etag" in happening.shows:
        facts["etag"] = _ETAG_OF_NOTHING if isinstance(version, DeleteMarker) else version.etag
    id = shown_id(bucket, version)
    if id not in (None, NULL_VERSION):
        facts["version-id"] = id
    if "sequencer" in happening.shows:
        state = scope.state(S3)
        state.changes += 1
        facts["sequencer"] = f"{int(scope.now.timestamp()):08x}{state.changes:08x}"
    return facts


def _tell_eventbridge(
    scope: Scope,
    bucket: Bucket,
    happening: Happening,
    facts: Mapping[str, Any],
    request_id: str,
    more: Mapping[str, str],
) -> None:
    origin = {"request-id": request_id, "requester": _requester(scope), "source-ip-address": _ADDRESS}
    emit_event(
        scope,
        source="aws.s3",
        detail_type=happening.detail_type,
        resources=[bucket.arn],
        detail={
            "version": "0",
            "bucket": {"name": bucket.name},
            "object": facts,
            **{name: origin[name] for name in happening.origin},
            **happening.detail,
            **more,
        },
    )


def _requester(scope: Scope) -> str:
    """The account, or the service, that made the request (user guide, "Event message detail field")."""
    return scope.caller.account if scope.caller.arn.startswith("arn:") else scope.caller.arn


def _wants(notification: Notification, event: str, key: str) -> bool:
    kind = event.partition(":")[0]
    return (
        not notification.events.isdisjoint((f"s3:{event}", f"s3:{kind}:*"))
        and key.startswith(notification.prefix)
        and key.endswith(notification.suffix)
    )


def _record(
    scope: Scope,
    bucket: Bucket,
    notification: Notification,
    happening: Happening,
    facts: Mapping[str, Any],
    request_id: str,
) -> dict[str, Any]:
    """A record of an event notification (user guide, "Event message structure")."""
    shown = {_NOTIFICATION_NAMES[name]: value for name, value in facts.items()}
    shown["key"] = quote_plus(facts["key"], safe="/")
    if "sequencer" in shown:
        shown["sequencer"] = f"00{shown['sequencer'].upper()}"
    return {
        "eventVersion": happening.schema,
        "eventSource": "aws:s3",
        "awsRegion": bucket.region,
        "eventTime": scope.now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "eventName": happening.event,
        "userIdentity": {"principalId": f"AWS:{scope.caller.user_id}"},
        "requestParameters": {"sourceIPAddress": _ADDRESS},
        "responseElements": {"x-amz-request-id": request_id, "x-amz-id-2": host_id(scope)},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": notification.id,
            "bucket": {
                "name": bucket.name,
                "ownerIdentity": {"principalId": f"A{canonical_id(bucket.account)[:13].upper()}"},
                "arn": bucket.arn,
            },
            "object": shown,
        },
    }


_NOTIFICATION_NAMES = {
    "key": "key",
    "size": "size",
    "etag": "eTag",
    "version-id": "versionId",
    "sequencer": "sequencer",
}


def host_id(scope: Scope) -> str:
    return scope.ids.letters(56) + "="


def _send(scope: Scope, notification: Notification, text: str) -> None:
    """Has a message sent before the outermost API call returns; what the destination refuses is lost, as on S3."""
    arn = parse_arn(notification.arn)
    assert arn is not None, "the configuration was checked"
    at_destination = scope.at(account=arn.account, region=arn.region).as_service(PRINCIPAL)
    attempt_later(scope, lambda: send_to(at_destination, arn, text))


def send_to(scope: Scope, arn: Arn, text: str) -> None:
    """Hands a message to a destination of event notifications; raises AwsError."""
    _SENDERS[arn.service](scope, arn, text)


def _to_queue(scope: Scope, arn: Arn, text: str) -> None:
    scope.call("sqs", "SendMessage", {"QueueUrl": queue_url(arn), "MessageBody": text})


def _to_topic(scope: Scope, arn: Arn, text: str) -> None:
    scope.call("sns", "Publish", {"TopicArn": str(arn), "Subject": "Amazon S3 Notification", "Message": text})


def _to_function(scope: Scope, arn: Arn, text: str) -> None:
    scope.call("lambda", "Invoke", {"FunctionName": str(arn), "InvocationType": "Event", "Payload": text.encode()})


_SENDERS: Mapping[str, Callable[[Scope, Arn, str], None]] = {
    "sqs": _to_queue,
    "sns": _to_topic,
    "lambda": _to_function,
}
