"""The notification configuration of a bucket."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.policies import Request, allows
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Identity, Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.announcing import PRINCIPAL, host_id, send_to
from pytest_awsevents.services.s3.errors import invalid_argument
from pytest_awsevents.services.s3.state import Bucket, Notification

operation = OperationTable()
_KINDS = {
    "TopicConfigurations": ("TopicArn", "sns"),
    "QueueConfigurations": ("QueueArn", "sqs"),
    "LambdaFunctionConfigurations": ("LambdaFunctionArn", "lambda"),
}
_ACTIONS = {"sqs": "sqs:SendMessage", "sns": "sns:Publish", "lambda": "lambda:InvokeFunction"}
_EVENTS = {
    "ObjectCreated": ("*", "Put", "Post", "Copy", "CompleteMultipartUpload"),
    "ObjectRemoved": ("*", "Delete", "DeleteMarkerCreated"),
    "ObjectRestore": ("*", "Post", "Completed", "Delete"),
    "ObjectTagging": ("*", "Put", "Delete"),
    "ObjectAcl": ("Put",),
    "ReducedRedundancyLostObject": (),
    "Replication": (
        "*",
        "OperationFailedReplication",
        "OperationNotTracked",
        "OperationMissedThreshold",
        "OperationReplicatedAfterThreshold",
    ),
    "LifecycleExpiration": ("*", "Delete", "DeleteMarkerCreated"),
    "LifecycleTransition": (),
    "IntelligentTiering": (),
}


@operation
def put_bucket_notification_configuration(scope: Scope, params: Params) -> None:
    bucket = find_bucket(scope, params)
    configuration = params["NotificationConfiguration"]
    stored: dict[str, Any] = {}
    notifications: list[Notification] = []
    for kind, (member, service) in _KINDS.items():
        for given in configuration.get(kind, ()):
            with_id = {"Id": scope.ids.uuid(), **given}
            stored.setdefault(kind, []).append(with_id)
            notifications.append(_read(bucket, with_id, member, service))
    _check_overlaps(notifications)
    if not params.get("SkipDestinationValidation"):
        for notification in notifications:
            _check_destination(scope, bucket, notification)
    if "EventBridgeConfiguration" in configuration:
        stored["EventBridgeConfiguration"] = {}
    bucket.settings["notification"] = stored
    bucket.eventbridge = "EventBridgeConfiguration" in stored
    bucket.notifications = tuple(notifications)


@operation
def get_bucket_notification_configuration(scope: Scope, params: Params) -> dict[str, Any]:
    return {**find_bucket(scope, params).settings.get("notification", {})}


def _read(bucket: Bucket, given: Params, member: str, service: str) -> Notification:
    text = given[member]
    arn = parse_arn(text)
    if arn is None or arn.service != service:
        raise invalid_argument("The ARN could not be parsed", member, text)
    if arn.region != bucket.region:
        message = "The notification destination service region is not valid for the bucket location constraint"
        raise invalid_argument(message, member, text)
    for event in given["Events"]:
        if not _is_known(event):
            raise invalid_argument("The event is not supported for notifications", "Event", event)
    rules = _filter_rules(given.get("Filter", {}).get("Key", {}).get("FilterRules", ()))
    return Notification(id=given["Id"], arn=text, events=frozenset(given["Events"]), **rules)


def _is_known(event: str) -> bool:
    service, _, name = event.partition(":")
    kind, colon, what = name.partition(":")
    if service != "s3" or kind not in _EVENTS:
        return False
    return what in _EVENTS[kind] if colon else not _EVENTS[kind]


def _filter_rules(rules: Sequence[Params]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for rule in rules:
        name = rule.get("Name", "").lower()
        if name not in ("prefix", "suffix"):
            message = "filter rule name must be either prefix or suffix"
            raise invalid_argument(message, "FilterRule.Name", rule.get("Name"))
        if name in found:
            raise invalid_argument(f"Cannot specify more than one {name} rule in a filter.", "FilterRule.Name", name)
        found[name] = rule.get("Value", "")
    return found


def _check_overlaps(notifications: Sequence[Notification]) -> None:
    """An object event may go to one destination only (user guide, "Notification configuration")."""
    for one, other in combinations(notifications, 2):
        if not _share_an_event(one, other):
            continue
        if _begin_alike(one.prefix, other.prefix) and _begin_alike(one.suffix[::-1], other.suffix[::-1]):
            raise AwsError(
                "InvalidArgument",
                "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes "
                "are overlapping for the same event type.",
                status=400,
            )


def _share_an_event(one: Notification, other: Notification) -> bool:
    return any(_covers(left, right) or _covers(right, left) for left in one.events for right in other.events)


def _covers(wide: str, event: str) -> bool:
    return wide == event or (wide.endswith(":*") and event.startswith(wide[:-1]))


def _begin_alike(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _check_destination(scope: Scope, bucket: Bucket, notification: Notification) -> None:
    """Sends the test event to queues and topics; asks Lambda whether the function could be invoked."""
    arn = parse_arn(notification.arn)
    assert arn is not None, "was read before"
    at_destination = scope.at(account=arn.account, region=arn.region).as_service(PRINCIPAL)
    if scope.world.settings.permissions == "enforce" and not _is_allowed(scope, bucket, arn):
        noun = {"sqs": "queue", "sns": "topic", "lambda": "function"}[arn.service]
        reason = f"Permissions on the destination {noun} do not allow S3 to publish notifications from this bucket"
        raise _unusable(notification.arn, reason)
    try:
        for text in _test_messages(scope, bucket, arn):
            send_to(at_destination, arn, text)
        if arn.service == "lambda":
            at_destination.call("lambda", "Invoke", {"FunctionName": str(arn), "InvocationType": "DryRun"})
    except AwsError as error:
        raise _unusable(notification.arn, error.message) from None


def _is_allowed(scope: Scope, bucket: Bucket, arn: Arn) -> bool:
    """Whether the policy of the destination lets S3 in; a service is of no account, and needs to be allowed."""
    statements = scope.world.policy_of(scope, arn)
    if statements is None:  # there is no such destination, or nothing is known of it
        return True
    context = {"aws:SourceArn": bucket.arn, "aws:SourceAccount": bucket.account}
    service = Identity("", PRINCIPAL, PRINCIPAL)
    return allows(statements, Request(service, _ACTIONS[arn.service], (str(arn),), context), owner=arn.account)


def _test_messages(scope: Scope, bucket: Bucket, arn: Arn) -> Iterator[str]:
    if arn.service == "lambda":
        return
    if arn.resource.endswith(".fifo"):
        raise AwsError("InvalidArgument", "FIFO queues and topics are not supported as destinations")
    message = {
        "Service": "Amazon S3",
        "Event": "s3:TestEvent",
        "Time": scope.now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "Bucket": bucket.name,
        "RequestId": scope.ids.letters(16),
        "HostId": host_id(scope),
    }
    yield json.dumps(message, separators=(",", ":"))


def _unusable(arn: str, reason: str) -> AwsError:
    return invalid_argument("Unable to validate the following destination configurations", arn, reason)
