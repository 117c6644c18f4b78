"""AddPermission and RemovePermission: they write the queue policy."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.policies import statements_of
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, Statement
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.sqs.errors import invalid_value, missing
from pytest_awsevents.services.sqs.messages import milliseconds
from pytest_awsevents.services.sqs.state import Queue, find_queue, queues_in

operation = OperationTable()
_LABEL = re.compile(r"[A-Za-z0-9_-]{1,80}")
_ACCOUNT = re.compile(r"[0-9]{12}")
_MAX_ACTIONS = 7
_ACTIONS = (
    "*",
    "ChangeMessageVisibility",
    "DeleteMessage",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ListDeadLetterSourceQueues",
    "PurgeQueue",
    "ReceiveMessage",
    "SendMessage",
)


@operation
def add_permission(scope: Scope, params: Params) -> None:
    queue = find_queue(scope, params["QueueUrl"])
    label, actions, accounts = params["Label"], params["Actions"], params["AWSAccountIds"]
    _check(label, actions, accounts)
    policy = _policy(queue)
    if any(statement.get("Sid") == label for statement in policy["Statement"]):
        raise invalid_value(label, "Label", "Already exists.")
    statement = {
        "Sid": label,
        "Effect": "Allow",
        "Principal": {"AWS": _one_or_all([f"arn:{scope.partition}:iam::{account}:root" for account in accounts])},
        "Action": _one_or_all([f"SQS:{action}" for action in actions]),
        "Resource": queue.arn,
    }
    _keep(scope, queue, {**policy, "Statement": [*policy["Statement"], statement]})


@operation
def remove_permission(scope: Scope, params: Params) -> None:
    queue = find_queue(scope, params["QueueUrl"])
    label = params["Label"]
    policy = _policy(queue)
    left = [statement for statement in policy["Statement"] if statement.get("Sid") != label]
    if len(left) == len(policy["Statement"]):
        raise invalid_value(label, "Label", "can't find label.")
    _keep(scope, queue, {**policy, "Statement": left})


def policy_of(scope: Scope, arn: Arn) -> Sequence[Statement] | None:
    """The statements of a queue's policy; None where there is no such queue."""
    queue = queues_in(scope).get(arn.resource)
    return None if queue is None else statements_of(queue.attributes.get("Policy", "")) or ()


def _check(label: str, actions: Sequence[str], accounts: Sequence[str]) -> None:
    if not _LABEL.fullmatch(label):
        reason = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
        raise invalid_value(label, "Label", reason)
    if not actions:
        raise missing("Actions")
    if not accounts:
        raise missing("AWSAccountIds")
    if len(actions) > _MAX_ACTIONS:
        raise AwsError("OverLimit", f"{len(actions)} Actions were found, maximum allowed is {_MAX_ACTIONS}.")
    for action in actions:
        if action not in _ACTIONS:
            reason = "Please refer to the appropriate WSDL for a list of valid actions. "
            raise invalid_value(f"SQS:{action}", "ActionName", reason)
    if any(not _ACCOUNT.fullmatch(account) for account in accounts):
        raise invalid_value(f"[{', '.join(accounts)}]", "PrincipalId", "Unable to verify.")


def _policy(queue: Queue) -> dict[str, Any]:
    """The policy of a queue with its statements as a list; an empty one where there is none."""
    policy = json.loads(
        queue.attributes.get("Policy", f'{{"Version": "2008-10-17", "Id": "{queue.arn}/SQSDefaultPolicy"}}')
    )
    statements = policy.get("Statement", [])
    return {**policy, "Statement": statements if isinstance(statements, list) else [statements]}


def _keep(scope: Scope, queue: Queue, policy: dict[str, Any]) -> None:
    if policy["Statement"]:
        queue.attributes["Policy"] = json.dumps(policy)
    else:
        queue.attributes.pop("Policy", None)
    queue.modified = milliseconds(scope.now)


def _one_or_all(values: list[str]) -> str | list[str]:
    """AWS writes a list of one as its element (recorded)."""
    return values[0] if len(values) == 1 else values
