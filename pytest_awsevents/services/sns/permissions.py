"""AddPermission and RemovePermission: they write the policy of a topic."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.policies import statements_of
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, Statement
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.state import SNS, Topic, find_topic

operation = OperationTable()
_ACTIONS = (
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
)
_FURTHER_ACTIONS = ("ListTagsForResource", "Receive", "TagResource", "UntagResource")


@operation
def add_permission(scope: Scope, params: Params) -> None:
    topic = find_topic(scope, params["TopicArn"])
    label, actions, accounts = params["Label"], params["ActionName"], params["AWSAccountId"]
    policy = _policy(topic)
    if any(statement.get("Sid") == label for statement in policy["Statement"]):
        raise invalid("Statement already exists")
    if not actions or any(action not in (*_ACTIONS, *_FURTHER_ACTIONS) for action in actions):
        raise invalid("Policy statement action out of service scope!")
    principals = [f"arn:{scope.partition}:iam::{account}:root" for account in accounts]
    statement = {
        "Sid": label,
        "Effect": "Allow",
        "Principal": {"AWS": _one_or_all(principals)},
        "Action": _one_or_all([f"SNS:{action}" for action in actions]),
        "Resource": topic.arn,
    }
    topic.attributes["Policy"] = _text({**policy, "Statement": [*policy["Statement"], statement]})


@operation
def remove_permission(scope: Scope, params: Params) -> None:
    """A label that is not there is no error (recorded)."""
    topic = find_topic(scope, params["TopicArn"])
    policy = _policy(topic)
    left = [statement for statement in policy["Statement"] if statement.get("Sid") != params["Label"]]
    topic.attributes["Policy"] = _text({**policy, "Statement": left})


def policy_of(scope: Scope, arn: Arn) -> Sequence[Statement] | None:
    """The statements of a topic's policy; None where there is no such topic."""
    topic = scope.state(SNS).topics.get(arn.resource)
    return None if topic is None else statements_of(topic.attributes.get("Policy", default_policy(topic))) or ()


def default_policy(topic: Topic) -> str:
    """The policy of a topic that was given none (recorded): it lets only the owner's account in."""
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in _ACTIONS],
        "Resource": topic.arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": topic.account}},
    }
    return _text({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})


def _policy(topic: Topic) -> dict[str, Any]:
    policy: dict[str, Any] = json.loads(topic.attributes.get("Policy", default_policy(topic)))
    statements = policy.get("Statement", [])
    return {**policy, "Statement": statements if isinstance(statements, list) else [statements]}


def _text(policy: dict[str, Any]) -> str:
    return json.dumps(policy, separators=(",", ":"))


def _one_or_all(values: list[str]) -> str | list[str]:
    """AWS writes a list of one as its element (recorded)."""
    return values[0] if len(values) == 1 else values
