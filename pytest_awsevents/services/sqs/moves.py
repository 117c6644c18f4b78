"""Message move tasks: dead letters go back, all at once when the task is started."""

from __future__ import annotations

import base64
import json
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.sqs.errors import invalid_value
from pytest_awsevents.services.sqs.messages import Message, milliseconds
from pytest_awsevents.services.sqs.redrive import sources_of, take_over
from pytest_awsevents.services.sqs.state import MoveTask, Queue, queue_of_arn
from pytest_awsevents.services.sqs.telling import tell

operation = OperationTable()
_MAX_RATE = 500
_MAX_RESULTS = 10


@operation
def start_message_move_task(scope: Scope, params: Params) -> dict[str, Any]:
    source = _queue(scope, params["SourceArn"], "SourceArn")
    sources = sources_of(scope, source)
    if not sources:
        raise AwsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
    rate = params.get("MaxNumberOfMessagesPerSecond")
    if rate is not None and not 1 <= rate <= _MAX_RATE:
        raise invalid_value(rate, "MaxNumberOfMessagesPerSecond", f"Must be between 1 and {_MAX_RATE}, if provided.")
    destination_arn = params.get("DestinationArn")
    destination = _queue(scope, destination_arn, "DestinationArn") if destination_arn is not None else None
    if destination is not None and destination.fifo != source.fifo:
        raise AwsError("InvalidParameterValue", "Source and destination queues must be of the same type.")
    now = milliseconds(scope.now)
    task = MoveTask(scope.ids.uuid(), source.arn, destination_arn, rate, now, moved=0, to_move=0)
    _move(scope, source, destination, task)
    source.tasks.insert(0, task)
    return {"TaskHandle": _handle(task)}


@operation
def list_message_move_tasks(scope: Scope, params: Params) -> dict[str, Any]:
    source = _queue(scope, params["SourceArn"], "SourceArn")
    limit = params.get("MaxResults", 1)
    if not 1 <= limit <= _MAX_RESULTS:
        raise invalid_value(limit, "MaxResults", f"Must be between 1 and {_MAX_RESULTS}, if provided.")
    return {"Results": [_described(task) for task in source.tasks[:limit]] or None}


@operation
def cancel_message_move_task(scope: Scope, params: Params) -> dict[str, Any]:
    """Always refused for a task that exists: it has ended before anybody could cancel it."""
    try:
        content = json.loads(base64.b64decode(params["TaskHandle"], validate=True))
        id, arn = content["taskId"], content["sourceArn"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise AwsError("InvalidParameterValue", "Value for parameter TaskHandle is invalid.") from None
    source = _queue(scope, arn, "SourceArn")
    if all(task.id != id for task in source.tasks):
        raise AwsError("ResourceNotFoundException", "Task does not exist.", status=404)
    raise AwsError("InvalidParameterValue", "Only active tasks can be cancelled.")


def _move(scope: Scope, source: Queue, destination: Queue | None, task: MoveTask) -> None:
    """Moves what is visible. Moved messages are new ones: with a new id and time, and never received.

    Messages whose own queue is not known, because they were sent to the dead-letter queue directly, stay.
    """
    backlog = source.refresh(task.started)
    visible: list[Message] = []
    for message in backlog.candidates():
        backlog.hide(message, task.started)
        visible.append(message)
    task.to_move = len(visible)
    for message in visible:
        target = destination or queue_of_arn(scope, message.dead_letter_source or "")
        if target is None:
            backlog.release(message)
            continue
        backlog.remove(message)
        message.id = scope.ids.uuid()
        message.receive_count, message.first_received = 0, None
        take_over(message, target, task.started, sent=task.started, source_arn=None)
        tell(scope, target, message.id)
        task.moved += 1
    tell(scope, source)


def _queue(scope: Scope, arn: str, parameter: str) -> Queue:
    queue = queue_of_arn(scope, arn)
    if queue is None:
        message = f"The resource that you specified for the {parameter} parameter doesn't exist."
        raise AwsError("ResourceNotFoundException", message, status=404)
    return queue


def _handle(task: MoveTask) -> str:
    return base64.b64encode(json.dumps({"taskId": task.id, "sourceArn": task.source_arn}).encode()).decode()


def _described(task: MoveTask) -> dict[str, Any]:
    return {
        "Status": "COMPLETED",
        "SourceArn": task.source_arn,
        "DestinationArn": task.destination_arn,
        "MaxNumberOfMessagesPerSecond": task.rate,
        "ApproximateNumberOfMessagesMoved": task.moved,
        "ApproximateNumberOfMessagesToMove": task.to_move,
        "StartedTimestamp": task.started,
    }
