"""Queue attributes: which there are, what they may be, what they mean."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.services.sqs.state import Limits, Queue

_RANGES = {
    "DelaySeconds": (0, 900),
    "MaximumMessageSize": (1024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
}
_CHOICES = {
    "FifoQueue": ("true", "false"),
    "ContentBasedDeduplication": ("true", "false"),
    "SqsManagedSseEnabled": ("true", "false"),
    "DeduplicationScope": ("queue", "messageGroup"),
    "FifoThroughputLimit": ("perQueue", "perMessageGroupId"),
}
_DOCUMENTS = ("Policy", "RedrivePolicy", "RedriveAllowPolicy")
_FIFO_ONLY = ("FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit")
_REMOVED_WHEN_EMPTY = (*_DOCUMENTS, "KmsMasterKeyId")
SETTABLE = frozenset((*_RANGES, *_CHOICES, *_DOCUMENTS, "KmsMasterKeyId"))
_DEFAULTS = {
    "VisibilityTimeout": "30",
    "MaximumMessageSize": "1048576",
    "MessageRetentionPeriod": "345600",
    "DelaySeconds": "0",
    "ReceiveMessageWaitTimeSeconds": "0",
    "SqsManagedSseEnabled": "true",
}
_FIFO_DEFAULTS = {
    "FifoQueue": "true",
    "ContentBasedDeduplication": "false",
    "DeduplicationScope": "queue",
    "FifoThroughputLimit": "perQueue",
}
_COMPUTED = frozenset(
    (
        "QueueArn",
        "CreatedTimestamp",
        "LastModifiedTimestamp",
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    )
)
READABLE = SETTABLE | _COMPUTED


def unknown_attribute(name: str) -> AwsError:
    return AwsError("InvalidAttributeName", f"Unknown Attribute {name}.")


def unusable_value(name: str, reason: str = "") -> AwsError:
    return AwsError(
        "InvalidAttributeValue", f"Invalid value for the parameter {name}.{reason and f' Reason: {reason}'}"
    )


def checked(given: Mapping[str, str], *, fifo: bool) -> dict[str, str]:
    """Attributes as they are kept, each checked by itself; AWS's error for the first that cannot be."""
    return {name: _checked_value(name, value, fifo) for name, value in given.items()}


def _checked_value(name: str, value: str, fifo: bool) -> str:
    if name not in SETTABLE or (name in _FIFO_ONLY and not fifo):
        raise unknown_attribute(name)
    if name in _RANGES:
        low, high = _RANGES[name]
        if not value.isdecimal() or not low <= int(value) <= high:
            raise unusable_value(name)
        return str(int(value))
    if name in _CHOICES:
        return _choice(name, value)
    if name == "Policy" and value:
        _check_policy(value)
    return value


def _choice(name: str, value: str) -> str:
    for choice in _CHOICES[name]:
        if value == choice or (choice in ("true", "false") and value.lower() == choice):
            return choice
    raise unusable_value(name)


def _check_policy(text: str) -> None:
    try:
        policy = json.loads(text)
    except (ValueError, RecursionError):
        policy = None
    if not isinstance(policy, dict) or not policy.get("Statement"):
        raise unusable_value("Policy")


def joined(current: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """Attributes after a change; AWS's error where they contradict each other."""
    if changes.get("KmsMasterKeyId") and changes.get("SqsManagedSseEnabled") == "true":
        raise AwsError(
            "InvalidAttributeName",
            "You can use one type of server-side encryption (SSE) at one time. "
            "You can either enable KMS SSE or SQS SSE.",
        )
    after = {**current, **changes}
    for name in _REMOVED_WHEN_EMPTY:
        if after.get(name) == "":
            del after[name]
    _settle_encryption(after, changes)
    if after.get("FifoThroughputLimit") == "perMessageGroupId" and after["DeduplicationScope"] != "messageGroup":
        raise unusable_value("FifoThroughputLimit", "perMessageGroupId needs the DeduplicationScope messageGroup.")
    return after


def _settle_encryption(after: dict[str, str], changes: Mapping[str, str]) -> None:
    """A queue has one kind of encryption or none; the latest choice counts (recorded)."""
    if changes.get("KmsMasterKeyId"):
        after["SqsManagedSseEnabled"] = "false"
        after.setdefault("KmsDataKeyReusePeriodSeconds", "300")
    elif changes.get("SqsManagedSseEnabled") == "true" or "KmsMasterKeyId" in changes:
        after.pop("KmsMasterKeyId", None)
        after.pop("KmsDataKeyReusePeriodSeconds", None)


def same_value(name: str, one: str, other: str) -> bool:
    """Whether two values mean the same; documents may be laid out in different ways."""
    if name in _DOCUMENTS and one and other:
        return bool(json.loads(one) == json.loads(other))
    return one == other


def defaults(*, fifo: bool) -> dict[str, str]:
    return {**_DEFAULTS, **_FIFO_DEFAULTS} if fifo else dict(_DEFAULTS)


def limits_of(attributes: Mapping[str, str]) -> Limits:
    return Limits(
        visibility=int(attributes["VisibilityTimeout"]) * 1000,
        delay=int(attributes["DelaySeconds"]) * 1000,
        retention=int(attributes["MessageRetentionPeriod"]) * 1000,
        max_size=int(attributes["MaximumMessageSize"]),
        content_deduplication=attributes.get("ContentBasedDeduplication") == "true",
        deduplicate_by_group=attributes.get("DeduplicationScope") == "messageGroup",
    )


def described(queue: Queue, now: int) -> dict[str, str]:
    """All attributes of a queue, counts included."""
    backlog = queue.refresh(now)
    return {
        "QueueArn": queue.arn,
        "ApproximateNumberOfMessages": str(backlog.visible),
        "ApproximateNumberOfMessagesNotVisible": str(backlog.in_flight),
        "ApproximateNumberOfMessagesDelayed": str(backlog.delayed),
        "CreatedTimestamp": str(queue.created // 1000),
        "LastModifiedTimestamp": str(queue.modified // 1000),
        **queue.attributes,
    }
