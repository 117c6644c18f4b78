"""ReceiveMessage."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.sqs.attributes import READABLE
from pytest_awsevents.services.sqs.errors import between, invalid_value, wrong_for_queue_type
from pytest_awsevents.services.sqs.messages import Message, md5_of_attributes, milliseconds
from pytest_awsevents.services.sqs.redrive import bury, dead_letter_queue
from pytest_awsevents.services.sqs.state import Queue, Received, find_queue
from pytest_awsevents.services.sqs.telling import tell

operation = OperationTable()
MAX_VISIBILITY = 43_200
MAX_IN_FLIGHT = 120_000
_ATTEMPT_INTERVAL = 5 * 60 * 1000
_ATTEMPT_ID = re.compile(r"[!-~]{1,128}")
_SYSTEM_ATTRIBUTES = frozenset(
    (
        "All",
        "SenderId",
        "SentTimestamp",
        "ApproximateReceiveCount",
        "ApproximateFirstReceiveTimestamp",
        "SequenceNumber",
        "MessageDeduplicationId",
        "MessageGroupId",
        "AWSTraceHeader",
        "DeadLetterQueueSourceArn",
    )
)


@operation
def receive_message(scope: Scope, params: Params) -> dict[str, Any]:
    """Answers at once whatever WaitTimeSeconds says: nothing can arrive while a single thread waits."""
    queue = find_queue(scope, params["QueueUrl"])
    limit = params.get("MaxNumberOfMessages", 1)
    if not 1 <= limit <= 10:
        raise invalid_value(limit, "MaxNumberOfMessages", "Must be between 1 and 10, if provided.")
    between(params.get("WaitTimeSeconds", 0), "WaitTimeSeconds", 0, 20)
    visibility = queue.limits.visibility
    if "VisibilityTimeout" in params:
        visibility = between(params["VisibilityTimeout"], "VisibilityTimeout", 0, MAX_VISIBILITY) * 1000
    wanted = _wanted_system_attributes(params)
    now = milliseconds(scope.now)
    received = _received_again(queue, params, now, visibility)
    if received is None:
        received = _receive(scope, queue, limit, now, visibility)
        _remember_attempt(queue, params, now, received)
    tell(scope, queue)
    names = params.get("MessageAttributeNames", ())
    return {"Messages": [_shown(message, wanted, names) for message in received] or None}


def _receive(scope: Scope, queue: Queue, limit: int, now: int, visibility: int) -> list[Message]:
    backlog = queue.refresh(now)
    if backlog.in_flight >= MAX_IN_FLIGHT:
        if queue.fifo:
            return []  # FIFO queues hold back without an error (API reference of ChangeMessageVisibility)
        raise AwsError("OverLimit", f"Too many messages in flight for queue {queue.name}.")
    dead_letters = dead_letter_queue(scope, queue)
    max_receives = queue.redrive.max_receives if queue.redrive is not None and dead_letters is not None else None
    received: list[Message] = []
    for message in backlog.candidates():
        if dead_letters is not None and max_receives is not None and message.receives_here >= max_receives:
            bury(message, queue, dead_letters, now)
            tell(scope, dead_letters, message.id)
            continue
        backlog.hide(message, now + visibility)
        message.receive_count += 1
        message.receives_here += 1
        message.received = now
        if message.first_received is None:
            message.first_received = now
        message.handle = _new_handle(scope, queue, message)
        received.append(message)
        if len(received) == limit or backlog.in_flight == MAX_IN_FLIGHT:
            break
    return received


def _received_again(queue: Queue, params: Params, now: int, visibility: int) -> list[Message] | None:
    """The same messages for the same attempt id, unless one was changed meanwhile; their timeout begins anew."""
    id = params.get("ReceiveRequestAttemptId")
    if id is None:
        return None
    if not queue.fifo:
        raise wrong_for_queue_type(id, "ReceiveRequestAttemptId")
    if not _ATTEMPT_ID.fullmatch(id):
        reason = "ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length."
        raise invalid_value(id, "ReceiveRequestAttemptId", reason)
    queue.refresh(now)
    attempt = queue.attempts.get(id)
    if attempt is None or attempt.until <= now:
        return None
    for message, handle, due in attempt.messages:
        if message.status != "in flight" or message.handle != handle or message.due != due:
            return None
    messages = [message for message, _, _ in attempt.messages]
    for message in messages:
        queue.backlog.rehide(message, now + visibility)
    _remember_attempt(queue, params, now, messages)
    return messages


def _remember_attempt(queue: Queue, params: Params, now: int, received: list[Message]) -> None:
    id = params.get("ReceiveRequestAttemptId")
    if id is None or not received:
        return
    for old in [old for old, attempt in queue.attempts.items() if attempt.until <= now]:
        del queue.attempts[old]
    kept = tuple((message, message.handle, message.due) for message in received)
    queue.attempts[id] = Received(now + _ATTEMPT_INTERVAL, kept)


def _new_handle(scope: Scope, queue: Queue, message: Message) -> str:
    text = f"{scope.ids.uuid()} {queue.arn} {message.order}"
    return base64.b64encode(text.encode()).decode()


def message_of_handle(queue: Queue, handle: str) -> Message | None:
    """The message a receipt handle was given out for, None where it is gone; AWS's error for what is no handle."""
    try:
        _, arn, order = base64.b64decode(handle, validate=True).decode().split(" ")
        if arn == queue.arn:
            return queue.backlog.get(int(order))
    except ValueError:
        pass
    raise AwsError("ReceiptHandleIsInvalid", f'The input receipt handle "{handle}" is not a valid receipt handle.')


def _wanted_system_attributes(params: Params) -> Collection[str]:
    names = [*params.get("MessageSystemAttributeNames", ()), *params.get("AttributeNames", ())]
    for name in names:
        # The old parameter takes names of queue attributes too, and answers nothing for them.
        if name not in _SYSTEM_ATTRIBUTES and name not in READABLE:
            raise AwsError("InvalidAttributeName", f"Unknown Attribute {name}.")
    return _SYSTEM_ATTRIBUTES if "All" in names else names


def _shown(message: Message, wanted: Collection[str], names: Collection[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "MessageId": message.id,
        "ReceiptHandle": message.handle,
        "MD5OfBody": message.md5,
        "Body": message.body,
    }
    if wanted:
        system = _system_attributes(message)
        shown["Attributes"] = {name: value for name, value in system.items() if name in wanted and value} or None
    if names and message.attributes:
        chosen = {name: value for name, value in message.attributes.items() if _is_chosen(name, names)}
        if chosen:
            shown["MessageAttributes"] = chosen
            # Of what is returned, not of what was sent (recorded).
            whole = len(chosen) == len(message.attributes)
            shown["MD5OfMessageAttributes"] = message.attributes_md5 if whole else md5_of_attributes(chosen)
    return shown


def _system_attributes(message: Message) -> dict[str, str | None]:
    return {
        "SenderId": message.sender,
        "SentTimestamp": str(message.sent),
        "ApproximateReceiveCount": str(message.receive_count),
        "ApproximateFirstReceiveTimestamp": str(message.first_received),
        "SequenceNumber": message.sequence,
        "MessageDeduplicationId": message.deduplication,
        "MessageGroupId": message.group,
        "AWSTraceHeader": message.trace,
        "DeadLetterQueueSourceArn": message.dead_letter_source,
    }


def _is_chosen(name: str, wanted: Collection[str]) -> bool:
    """By name, by `prefix.*` (`prefix*` works as well, recorded), or by All or `.*`."""
    for pattern in wanted:
        if pattern in ("All", ".*", name):
            return True
        if pattern.endswith("*") and name.startswith(pattern[:-1].removesuffix(".")):
            return True
    return False
