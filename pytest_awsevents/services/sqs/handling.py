"""DeleteMessage, ChangeMessageVisibility and their batches."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.sqs.batches import checked_entries, each
from pytest_awsevents.services.sqs.errors import between, invalid_value, missing
from pytest_awsevents.services.sqs.messages import milliseconds
from pytest_awsevents.services.sqs.receiving import MAX_VISIBILITY, message_of_handle
from pytest_awsevents.services.sqs.state import Queue, find_queue
from pytest_awsevents.services.sqs.telling import tell

operation = OperationTable()


@operation
def delete_message(scope: Scope, params: Params) -> None:
    queue = find_queue(scope, params["QueueUrl"])
    _delete(scope, queue, params)
    tell(scope, queue)


@operation
def delete_message_batch(scope: Scope, params: Params) -> dict[str, Any]:
    queue = find_queue(scope, params["QueueUrl"])
    entries = checked_entries(params, "DeleteMessageBatchRequestEntry")
    answer = each(entries, lambda entry: _delete(scope, queue, entry))
    tell(scope, queue)
    return answer


@operation
def change_message_visibility(scope: Scope, params: Params) -> None:
    queue = find_queue(scope, params["QueueUrl"])
    _change_visibility(scope, queue, params)
    tell(scope, queue)


@operation
def change_message_visibility_batch(scope: Scope, params: Params) -> dict[str, Any]:
    queue = find_queue(scope, params["QueueUrl"])
    entries = checked_entries(params, "ChangeMessageVisibilityBatchRequestEntry")
    answer = each(entries, lambda entry: _change_visibility(scope, queue, entry))
    tell(scope, queue)
    return answer


def _delete(scope: Scope, queue: Queue, params: Params) -> None:
    handle = params["ReceiptHandle"]
    queue.refresh(milliseconds(scope.now))
    message = message_of_handle(queue, handle)
    if message is None:
        return
    if queue.fifo and (message.status != "in flight" or message.handle != handle):
        raise _expired(handle)
    # An old handle is accepted but deletes nothing (API reference of DeleteMessage).
    if message.handle == handle:
        queue.backlog.remove(message)


def _change_visibility(scope: Scope, queue: Queue, params: Params) -> None:
    handle = params["ReceiptHandle"]
    if "VisibilityTimeout" not in params:
        raise missing("VisibilityTimeout")
    timeout = between(params["VisibilityTimeout"], "VisibilityTimeout", 0, MAX_VISIBILITY) * 1000
    now = milliseconds(scope.now)
    backlog = queue.refresh(now)
    message = message_of_handle(queue, handle)
    if message is None or (message.handle != handle and not queue.fifo):
        raise invalid_value(
            handle, "ReceiptHandle", "Message does not exist or is not available for visibility timeout change."
        )
    if message.status != "in flight" or message.handle != handle:
        if queue.fifo:
            raise _expired(handle)
        return  # visible again, and nobody else has it: accepted without effect (recorded)
    if now + timeout > message.received + MAX_VISIBILITY * 1000:
        raise invalid_value(
            timeout // 1000,
            "VisibilityTimeout",
            f"Total VisibilityTimeout for the message is beyond the limit [{MAX_VISIBILITY} seconds]",
        )
    if timeout:
        backlog.rehide(message, now + timeout)
    else:
        backlog.release(message)


def _expired(handle: str) -> Exception:
    return invalid_value(handle, "ReceiptHandle", "The receipt handle has expired.")
