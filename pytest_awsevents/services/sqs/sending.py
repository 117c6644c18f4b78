"""SendMessage and SendMessageBatch."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.sqs.batches import checked_entries, each
from pytest_awsevents.services.sqs.contents import check_attributes, check_id, check_system_attributes, encoded_body
from pytest_awsevents.services.sqs.errors import invalid_value, missing, wrong_for_queue_type
from pytest_awsevents.services.sqs.messages import (
    Message,
    md5_of_attributes,
    md5_of_text,
    milliseconds,
    size_of_attributes,
)
from pytest_awsevents.services.sqs.redrive import sequence_number
from pytest_awsevents.services.sqs.state import Queue, Sent, find_queue
from pytest_awsevents.services.sqs.telling import tell

operation = OperationTable()
_DEDUPLICATION_INTERVAL = 5 * 60 * 1000
_MAX_DELAY = 900
_MAX_BATCH_SIZE = 1_048_576
_NO_DEDUPLICATION_ID = (
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
)


@operation
def send_message(scope: Scope, params: Params) -> dict[str, Any]:
    return _send(scope, find_queue(scope, params["QueueUrl"]), params)


@operation
def send_message_batch(scope: Scope, params: Params) -> dict[str, Any]:
    queue = find_queue(scope, params["QueueUrl"])
    entries = checked_entries(params, "SendMessageBatchRequestEntry")
    size = sum(map(_size, entries))
    if size > _MAX_BATCH_SIZE:
        raise AwsError(
            "BatchRequestTooLong",
            f"Batch requests cannot be longer than {_MAX_BATCH_SIZE} bytes. You have sent {size} bytes.",
        )
    if queue.fifo:  # refuses the whole batch, and with another code than SendMessage (recorded)
        for entry in entries:
            if not queue.limits.content_deduplication and not entry.get("MessageDeduplicationId"):
                raise AwsError("InvalidParameterValue", _NO_DEDUPLICATION_ID)
            if not entry.get("MessageGroupId"):
                raise AwsError("InvalidParameterValue", missing("MessageGroupId").message)
    return each(entries, lambda entry: _send(scope, queue, entry))


def _send(scope: Scope, queue: Queue, params: Params) -> dict[str, Any]:
    body: str = params["MessageBody"]
    data = encoded_body(body)
    now = milliseconds(scope.now)
    limits = queue.limits
    message = Message(
        id=scope.ids.uuid(),
        body=body,
        md5=md5_of_text(data),
        size=len(data),
        sender=scope.caller.user_id,
        sent=now,
        due=now + limits.delay,
        group=params.get("MessageGroupId"),
    )
    answer: dict[str, Any] = {"MessageId": message.id, "MD5OfMessageBody": message.md5}
    if "MessageAttributes" in params or "MessageSystemAttributes" in params:
        _add_attributes(message, params, answer)
    if message.size > limits.max_size:
        raise AwsError(
            "InvalidParameterValue",
            f"One or more parameters are invalid. Reason: Message must be shorter than {limits.max_size} bytes.",
        )
    if message.group is not None:
        check_id(message.group, "MessageGroupId")
    backlog = queue.backlog
    backlog.expire(now - limits.retention)
    if queue.fifo:
        duplicate = _enter_fifo(queue, message, params, data)
        if duplicate is not None:
            return {**answer, "MessageId": duplicate.id, "SequenceNumber": duplicate.sequence}
        answer["SequenceNumber"] = message.sequence
    else:
        _enter_standard(message, params)
        message.order = backlog.next_order()
    backlog.add(message, now)
    tell(scope, queue, message.id)
    return answer


def _add_attributes(message: Message, params: Params, answer: dict[str, Any]) -> None:
    attributes = params.get("MessageAttributes")
    if attributes:
        check_attributes(attributes)
        message.attributes = attributes
        message.attributes_md5 = answer["MD5OfMessageAttributes"] = md5_of_attributes(attributes)
        message.size += size_of_attributes(attributes)
    system = params.get("MessageSystemAttributes")
    if system:
        message.trace = check_system_attributes(system)
        answer["MD5OfMessageSystemAttributes"] = md5_of_attributes(system)


def _enter_standard(message: Message, params: Params) -> None:
    if "MessageDeduplicationId" in params:
        raise wrong_for_queue_type(params["MessageDeduplicationId"], "MessageDeduplicationId")
    delay = params.get("DelaySeconds")
    if delay is not None:
        if not 0 <= delay <= _MAX_DELAY:
            raise invalid_value(delay, "DelaySeconds", f"DelaySeconds must be >= 0 and <= {_MAX_DELAY}.")
        message.due = message.sent + delay * 1000


def _enter_fifo(queue: Queue, message: Message, params: Params, data: bytes) -> Sent | None:
    """Gives a message its number; or the message of which it is a duplicate."""
    if params.get("DelaySeconds"):
        raise wrong_for_queue_type(params["DelaySeconds"], "DelaySeconds")
    if message.group is None:
        raise missing("MessageGroupId")
    id = params.get("MessageDeduplicationId")
    if id is not None:
        check_id(id, "MessageDeduplicationId")
    elif queue.limits.content_deduplication:
        id = hashlib.sha256(data).hexdigest()
    else:
        raise AwsError("InvalidParameterValue", _NO_DEDUPLICATION_ID)
    _forget(queue.sent, message.sent)
    key = (message.group if queue.limits.deduplicate_by_group else "", id)
    if key in queue.sent:
        return queue.sent[key]
    message.deduplication = id
    message.order = queue.backlog.next_order()
    message.sequence = sequence_number(message.order)
    queue.sent[key] = Sent(message.sent + _DEDUPLICATION_INTERVAL, message.id, message.sequence)
    return None


def _forget(sent: OrderedDict[tuple[str, str], Sent], now: int) -> None:
    while sent and next(iter(sent.values())).until <= now:
        sent.popitem(last=False)


def _size(entry: Params) -> int:
    return len(utf8(entry["MessageBody"])) + size_of_attributes(entry.get("MessageAttributes", {}))
