"""Queues and their attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, page
from pytest_awsevents.services.sqs import attributes
from pytest_awsevents.services.sqs.errors import unknown_queue
from pytest_awsevents.services.sqs.fifo import FifoBacklog
from pytest_awsevents.services.sqs.messages import milliseconds
from pytest_awsevents.services.sqs.redrive import (
    check_redrive_allow_policy,
    checked_page,
    pages,
    parse_redrive_policy,
)
from pytest_awsevents.services.sqs.state import SQS, Queue, find_queue, queue_url, queues_in
from pytest_awsevents.services.sqs.tags import check_tags
from pytest_awsevents.services.sqs.telling import tell

operation = OperationTable()
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_MINUTE = 60 * 1000


@operation
def create_queue(scope: Scope, params: Params) -> dict[str, Any]:
    name = params["QueueName"]
    given = params.get("Attributes", {})
    fifo = _is_fifo(name, given)
    arn = scope.arn("sqs", name)
    changes = _checked_changes(scope, given, arn=arn, fifo=fifo)
    queues = scope.state(SQS).queues
    if name in queues:
        _compare(queues[name], changes)
        return {"QueueUrl": queues[name].url}
    now = milliseconds(scope.now)
    freed = scope.state(SQS).deleted.get(name)
    if freed is not None and now < freed:
        raise AwsError(
            "QueueDeletedRecently",
            "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
        )
    tags = params.get("tags", {})
    check_tags(name, tags)
    values = attributes.joined(attributes.defaults(fifo=fifo), changes)
    queue = Queue(
        name=name,
        account=scope.account,
        region=scope.region,
        arn=arn,
        url=queue_url(scope, name),
        created=now,
        modified=now,
        attributes=values,
        limits=attributes.limits_of(values),
        redrive=parse_redrive_policy(scope, changes.get("RedrivePolicy", ""), arn=arn, fifo=fifo),
        tags=dict(tags),
    )
    queues[name] = queue
    return {"QueueUrl": queue.url}


@operation
def delete_queue(scope: Scope, params: Params) -> None:
    queue = find_queue(scope, params["QueueUrl"])
    state = scope.at(account=queue.account, region=queue.region).state(SQS)
    del state.queues[queue.name]
    state.deleted[queue.name] = milliseconds(scope.now) + _MINUTE


@operation
def get_queue_url(scope: Scope, params: Params) -> dict[str, Any]:
    queue = queues_in(scope.at(account=params.get("QueueOwnerAWSAccountId"))).get(params["QueueName"])
    if queue is None:
        raise unknown_queue()
    return {"QueueUrl": queue.url}


@operation
def list_queues(scope: Scope, params: Params) -> dict[str, Any]:
    prefix = params.get("QueueNamePrefix", "")
    urls = [queue.url for queue in queues_in(scope).values() if queue.name.startswith(prefix)]
    answer = page(urls, checked_page(params), pages("QueueUrls"))
    return answer if answer["QueueUrls"] else {}


@operation
def get_queue_attributes(scope: Scope, params: Params) -> dict[str, Any]:
    queue = find_queue(scope, params["QueueUrl"])
    names = params.get("AttributeNames", ())
    for name in names:
        if name != "All" and name not in attributes.READABLE:
            raise attributes.unknown_attribute(name)
    values = attributes.described(queue, milliseconds(scope.now))
    chosen = values if "All" in names else {name: values[name] for name in names if name in values}
    return {"Attributes": chosen or None}


@operation
def set_queue_attributes(scope: Scope, params: Params) -> None:
    queue = find_queue(scope, params["QueueUrl"])
    given = params["Attributes"]
    if queue.fifo and given.get("FifoQueue", "true").lower() != "true":
        raise attributes.unusable_value("FifoQueue", "Modifying queue type is not supported.")
    changes = _checked_changes(scope, given, arn=queue.arn, fifo=queue.fifo)
    now = milliseconds(scope.now)
    queue.refresh(now)
    queue.attributes = attributes.joined(queue.attributes, changes)
    queue.limits = attributes.limits_of(queue.attributes)
    queue.modified = now
    if "RedrivePolicy" in changes:
        queue.redrive = parse_redrive_policy(scope, changes["RedrivePolicy"], arn=queue.arn, fifo=queue.fifo)
    if "DelaySeconds" in changes and isinstance(queue.backlog, FifoBacklog):
        queue.backlog.reschedule(queue.limits.delay, now)
        tell(scope, queue)


@operation
def purge_queue(scope: Scope, params: Params) -> None:
    queue = find_queue(scope, params["QueueUrl"])
    now = milliseconds(scope.now)
    if queue.purged is not None and now < queue.purged + _MINUTE:
        raise AwsError(
            "PurgeQueueInProgress",
            f"Only one PurgeQueue operation on {queue.name} is allowed every 60 seconds.",
            status=403,
        )
    queue.purged = now
    queue.backlog.clear()
    tell(scope, queue)


def _is_fifo(name: str, given: Mapping[str, str]) -> bool:
    """Whether a new queue is a FIFO queue; AWS's error where its name does not fit that, or is no name."""
    fifo = given.get("FifoQueue", "").lower() == "true"
    # The suffix counts as part of the 80 characters.
    fits = _NAME.fullmatch(name.removesuffix(".fifo") + "_fifo" if fifo else name)
    if fits and name.endswith(".fifo") == fifo:
        return fifo
    if fifo:
        raise AwsError(
            "InvalidParameterValue",
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, "
            "must end with .fifo suffix and be 1 to 80 in length",
        )
    raise AwsError(
        "InvalidParameterValue",
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    )


def _checked_changes(scope: Scope, given: Mapping[str, str], *, arn: str, fifo: bool) -> dict[str, str]:
    changes = attributes.checked(given, fifo=fifo)
    check_redrive_allow_policy(changes.get("RedriveAllowPolicy", ""))
    parse_redrive_policy(scope, changes.get("RedrivePolicy", ""), arn=arn, fifo=fifo)
    return changes


def _compare(queue: Queue, changes: Mapping[str, str]) -> None:
    """Creating a queue again gives the one there is, unless an attribute differs (recorded)."""
    for name, value in changes.items():
        if not attributes.same_value(name, queue.attributes.get(name, ""), value):
            raise AwsError(
                "QueueNameExists",
                f"A queue already exists with the same name and a different value for attribute {name}",
            )
