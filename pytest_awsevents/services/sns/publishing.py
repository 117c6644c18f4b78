"""Publish and PublishBatch."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.sns.contents import MAX_SIZE, check_attributes, read_subject, read_texts, size_of
from pytest_awsevents.services.sns.delivering import send_to_subscribers
from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.mobile import is_phone, send_push, send_text
from pytest_awsevents.services.sns.state import SNS, Message, Published, Topic, find_topic

operation = OperationTable()
_DEDUPLICATION_INTERVAL = timedelta(minutes=5)
_ENTRY_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_FIFO_ID = re.compile(r"[!-~]{1,128}")
_MAX_ENTRIES = 10


@operation
def publish(scope: Scope, params: Params) -> dict[str, Any]:
    """To a topic; or, without one, to a phone or to an application on a device."""
    if "PhoneNumber" in params or ":endpoint/" in params.get("TargetArn", ""):
        return _publish_directly(scope, params)
    topic = _topic_of(scope, params)
    _check_size(size_of(params))
    return _publish(scope, topic, _read(scope, topic, params))


@operation
def publish_batch(scope: Scope, params: Params) -> dict[str, Any]:
    """What is wrong with one entry refuses all of them (recorded)."""
    topic = find_topic(scope, params["TopicArn"])
    entries = _checked_entries(params["PublishBatchRequestEntries"])
    if sum(map(size_of, entries)) > MAX_SIZE:
        raise AwsError(
            "BatchRequestTooLong", "The length of all the batch messages put together is more than the limit."
        )
    messages = [_read(scope, topic, entry) for entry in entries]
    answers = [_publish(scope, topic, message) for message in messages]
    successful = [{"Id": entry["Id"], **answer} for entry, answer in zip(entries, answers, strict=True)]
    return {"Successful": successful, "Failed": []}


def _publish_directly(scope: Scope, params: Params) -> dict[str, Any]:
    if len(params.keys() & {"PhoneNumber", "TargetArn", "TopicArn"}) > 1:
        raise invalid("PhoneNumber, TargetArn or TopicArn Reason: only one of them can be given")
    _check_size(size_of(params))
    texts, attributes = read_texts(params), params.get("MessageAttributes", {})
    read_subject(params)
    check_attributes(attributes)
    if "PhoneNumber" in params:
        number = params["PhoneNumber"]
        if not is_phone(number):
            raise invalid(f"PhoneNumber Reason: {number} is not valid to publish to")
        send_text(scope, number, texts.get("sms", texts["default"]), attributes)
    else:
        arn = params["TargetArn"]
        if arn not in scope.state(SNS).endpoints:
            raise invalid("TargetArn Reason: No endpoint found for the target arn specified")
        send_push(scope, arn, texts)
    return {"MessageId": scope.ids.uuid()}


def _topic_of(scope: Scope, params: Params) -> Topic:
    if "TopicArn" in params:
        return find_topic(scope, params["TopicArn"])
    target: str | None = params.get("TargetArn")
    if target is None:
        raise invalid("TopicArn or TargetArn Reason: no value for required parameter")
    return find_topic(scope, target, "TargetArn")


def _checked_entries(entries: Sequence[Params]) -> Sequence[Params]:
    if not entries:
        raise AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.")
    if len(entries) > _MAX_ENTRIES:
        raise AwsError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.")
    ids = [entry["Id"] for entry in entries]
    if len(set(ids)) < len(ids):
        raise AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.")
    if not all(map(_ENTRY_ID.fullmatch, ids)):
        raise AwsError(
            "InvalidBatchEntryId", "The Id of a batch entry in a batch request doesn't abide by the specification."
        )
    return entries


def _check_size(size: int) -> None:
    if size > MAX_SIZE:
        raise invalid("Message too long")


def _read(scope: Scope, topic: Topic, params: Params) -> Message:
    texts = read_texts(params)
    attributes = params.get("MessageAttributes", {})
    check_attributes(attributes)
    group, deduplication = _fifo_ids(topic, params)
    return Message(
        id=scope.ids.uuid(),
        topic=topic.arn,
        at=scope.now,
        texts=texts,
        subject=read_subject(params),
        attributes=attributes,
        group=group,
        deduplication=deduplication,
    )


def _fifo_ids(topic: Topic, params: Params) -> tuple[str | None, str | None]:
    """The message group and the deduplication id; standard topics take a group too, for fair queues (documented)."""
    group, deduplication = params.get("MessageGroupId"), params.get("MessageDeduplicationId")
    for name, value in (("MessageGroupId", group), ("MessageDeduplicationId", deduplication)):
        if value is not None and not _FIFO_ID.fullmatch(value):
            raise invalid(
                f"{name} Reason: {name} can only include alphanumeric and punctuation characters. 1 to 128 in length."
            )
    if not topic.fifo:
        if deduplication is not None:
            raise invalid(
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not "
                "valid for this topic type"
            )
        return group, None
    if group is None:
        raise invalid("The MessageGroupId parameter is required for FIFO topics")
    if deduplication is None:
        if topic.attributes.get("ContentBasedDeduplication") != "true":
            raise invalid(
                "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
                "explicitly"
            )
        deduplication = hashlib.sha256(utf8(params["Message"])).hexdigest()
    return group, deduplication


def _publish(scope: Scope, topic: Topic, message: Message) -> dict[str, Any]:
    if not topic.fifo:
        send_to_subscribers(scope, topic, message)
        return {"MessageId": message.id}
    numbered, duplicate = _number(topic, message)
    if not duplicate:
        send_to_subscribers(scope, topic, numbered)
    return {"MessageId": numbered.id, "SequenceNumber": numbered.sequence}


def _number(topic: Topic, message: Message) -> tuple[Message, bool]:
    """The message with its sequence number; or that of which it is a duplicate."""
    seen = topic.published
    while seen and next(iter(seen.values())).until <= message.at:
        seen.popitem(last=False)
    by_group = topic.attributes.get("FifoThroughputScope") == "MessageGroup"
    key = ((message.group if by_group else "") or "", message.deduplication or "")
    duplicate = key in seen
    if not duplicate:
        topic.sequence += 1
        seen[key] = Published(message.at + _DEDUPLICATION_INTERVAL, message.id, f"{topic.sequence:020}")
    known = seen[key]
    return replace(message, id=known.id, sequence=known.sequence), duplicate
