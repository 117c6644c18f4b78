"""Redrive policies, and the queues that share a dead-letter queue."""

from __future__ import annotations

import json
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.sqs.attributes import unusable_value
from pytest_awsevents.services.sqs.errors import invalid_value
from pytest_awsevents.services.sqs.messages import Message
from pytest_awsevents.services.sqs.state import Queue, Redrive, find_queue, queue_of_arn, queues_in

operation = OperationTable()
_MEMBERS = {"deadLetterTargetArn", "maxReceiveCount"}
_MAX_RECEIVES = 1000
_MAX_SOURCES = 10


def parse_redrive_policy(scope: Scope, text: str, *, arn: str, fifo: bool) -> Redrive | None:
    """The redrive policy of the queue `arn`; None for an empty text, which takes the policy away."""
    if not text:
        return None
    policy = _json_map(text, "RedrivePolicy", "Redrive policy is not a valid JSON map.")
    for member in sorted(_MEMBERS):
        if member not in policy:
            raise _refused(text, f"Redrive policy does not contain mandatory attribute: {member}.")
    if policy.keys() - _MEMBERS:
        raise _refused(text, f"Only following attributes are supported: [{', '.join(sorted(_MEMBERS))}].")
    target = str(policy["deadLetterTargetArn"])
    max_receives = _whole_number(policy["maxReceiveCount"])
    if max_receives is None or not 1 <= max_receives <= _MAX_RECEIVES:
        raise _refused(
            text,
            f"Invalid value for maxReceiveCount: {policy['maxReceiveCount']}, "
            f"valid values are from 1 to {_MAX_RECEIVES} both inclusive.",
        )
    _check_target(scope, text, target, arn, fifo)
    return Redrive(target, max_receives)


def _check_target(scope: Scope, text: str, target: str, source: str, fifo: bool) -> None:
    target_arn, source_arn = parse_arn(target), parse_arn(source)
    assert source_arn is not None, "queues have ARNs"
    if target_arn is None or target_arn.service != "sqs":
        raise _refused(text, "Invalid value for deadLetterTargetArn.")
    if target_arn.account != source_arn.account:
        raise _refused(text, "Dead-letter target owner should be same as the source.")
    if target_arn.region != source_arn.region:
        raise _refused(text, "Dead-letter target must be in same region as the source.")
    queue = queue_of_arn(scope, target)
    if queue is None:
        raise _refused(text, "Dead letter target does not exist.")
    if queue.fifo != fifo:
        raise _refused(text, "Dead-letter queue must be same type of queue as the source.")
    if not _allows(queue, source):
        raise _refused(text, "Dead-letter target does not allow this source queue.")


def check_redrive_allow_policy(text: str) -> None:
    """Refuses what is not a redrive allow policy (texts by analogy: none is recorded)."""
    if not text:
        return
    policy = _json_map(text, "RedriveAllowPolicy", "Redrive allow policy is not a valid JSON map.")
    permission = policy.get("redrivePermission")
    sources = policy.get("sourceQueueArns")
    if policy.keys() - {"redrivePermission", "sourceQueueArns"} or permission not in ("allowAll", "denyAll", "byQueue"):
        raise unusable_value("RedriveAllowPolicy")
    if (permission == "byQueue") != (sources is not None):
        raise unusable_value("RedriveAllowPolicy")
    if sources is not None and (not isinstance(sources, list) or not 1 <= len(sources) <= _MAX_SOURCES):
        raise unusable_value("RedriveAllowPolicy")


def dead_letter_queue(scope: Scope, queue: Queue) -> Queue | None:
    """Where messages go that were received too often; None where nowhere: then they stay."""
    return queue_of_arn(scope, queue.redrive.dead_letter_arn) if queue.redrive is not None else None


def bury(message: Message, source: Queue, dead_letters: Queue, now: int) -> None:
    """Moves a message to the dead-letter queue of its queue.

    In a standard queue it keeps its time of sending, and so expires as if it had stayed; in a FIFO queue it does not
    (developer guide, "Using dead-letter queues").
    """
    source.backlog.remove(message)
    take_over(message, dead_letters, now, sent=now if dead_letters.fifo else message.sent, source_arn=source.arn)


def take_over(message: Message, queue: Queue, now: int, *, sent: int, source_arn: str | None) -> None:
    """Puts the content of a removed message into another queue."""
    backlog = queue.backlog
    order = backlog.next_order()
    backlog.add(
        Message(
            id=message.id,
            body=message.body,
            md5=message.md5,
            size=message.size,
            sender=message.sender,
            sent=sent,
            due=now,
            attributes=message.attributes,
            attributes_md5=message.attributes_md5,
            trace=message.trace,
            group=message.group,
            deduplication=message.deduplication,
            sequence=sequence_number(order) if queue.fifo else None,
            dead_letter_source=source_arn,
            order=order,
            receive_count=message.receive_count,
            first_received=message.first_received,
        ),
        now,
    )


def sequence_number(order: int) -> str:
    """Twenty digits that grow with the order of arrival, as AWS makes them."""
    return str(18_849_496_460_467_696_128 + 256 * order)


def sources_of(scope: Scope, dead_letters: Queue) -> list[Queue]:
    """The queues whose redrive policy names a queue."""
    queues = queues_in(scope.at(account=dead_letters.account, region=dead_letters.region)).values()
    return [queue for queue in queues if queue.redrive and queue.redrive.dead_letter_arn == dead_letters.arn]


@operation
def list_dead_letter_source_queues(scope: Scope, params: Params) -> dict[str, Any]:
    sources = sources_of(scope, find_queue(scope, params["QueueUrl"]))
    return page([queue.url for queue in sources], checked_page(params), pages("queueUrls"))


def pages(items: str) -> PageMembers:
    """How listings of queues are paged."""
    return PageMembers(
        items,
        limit="MaxResults",
        maximum=1000,
        invalid=AwsError("InvalidParameterValue", "Invalid or expired next token."),
    )


def checked_page(params: Params) -> Params:
    size = params.get("MaxResults")
    if size is not None and not 1 <= size <= 1000:
        raise invalid_value(size, "MaxResults", "MaxResults must be an integer between 1 and 1000.")
    return params


def _allows(dead_letters: Queue, source: str) -> bool:
    policy = json.loads(dead_letters.attributes.get("RedriveAllowPolicy", "{}"))
    permission = policy.get("redrivePermission", "allowAll")
    return permission == "allowAll" or (permission == "byQueue" and source in policy["sourceQueueArns"])


def _json_map(text: str, attribute: str, reason: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise invalid_value(text, attribute, reason)
    return value


def _whole_number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() else None


def _refused(text: str, reason: str) -> AwsError:
    return invalid_value(text, "RedrivePolicy", reason)
