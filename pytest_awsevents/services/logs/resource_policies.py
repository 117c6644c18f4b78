"""Resource policies of the account: who may write logs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.policies import statements_of
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, Statement
from pytest_awsevents.services.base import OperationTable, milliseconds, page
from pytest_awsevents.services.logs.errors import invalid, too_many
from pytest_awsevents.services.logs.state import LOGS, logs_in, pages

operation = OperationTable()
_MAX_POLICIES = 10
_OF_HELPERS = "pytest-awsevents"
_WRITERS = ["delivery.logs.amazonaws.com", "events.amazonaws.com"]  # as the console of EventBridge writes it


@operation
def put_resource_policy(scope: Scope, params: Params) -> dict[str, Any]:
    _refuse_policies_of_resources(params)
    name, text = params.get("policyName"), params.get("policyDocument", "")
    if name is None or statements_of(text) is None:
        raise invalid("The policy document is invalid." if name is not None else "policyName must be provided.")
    policies = scope.state(LOGS).policies
    if name not in policies and len(policies) >= _MAX_POLICIES:
        raise too_many()
    policies[name] = {"policyName": name, "policyDocument": text, "lastUpdatedTime": milliseconds(scope.now)}
    return {"resourcePolicy": policies[name]}


@operation
def describe_resource_policies(scope: Scope, params: Params) -> dict[str, Any]:
    _refuse_policies_of_resources(params)
    return page(list(scope.state(LOGS).policies.values()), params, pages("resourcePolicies"))


@operation
def delete_resource_policy(scope: Scope, params: Params) -> None:
    _refuse_policies_of_resources(params)
    name = params.get("policyName")
    if scope.state(LOGS).policies.pop(str(name), None) is None:
        raise AwsError("ResourceNotFoundException", f"Policy with name [{name}] does not exist.")


def let_services_in(scope: Scope, group_arn: str) -> None:
    """Lets AWS services write to a group that a test helper made: one policy for all of them, ten are allowed."""
    policies = scope.state(LOGS).policies
    text = policies.get(_OF_HELPERS, {}).get("policyDocument")
    resources = [] if text is None else json.loads(text)["Statement"][0]["Resource"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": _WRITERS},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": [*resources, f"{group_arn}:*"],
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    put_resource_policy(scope, {"policyName": _OF_HELPERS, "policyDocument": document})


def policy_of(scope: Scope, arn: Arn) -> Sequence[Statement] | None:
    """The statements of all policies of the account; None where there is no such group."""
    state = logs_in(scope)
    if arn.resource_id.removesuffix(":*") not in state.groups:
        return None
    texts = [policy["policyDocument"] for policy in state.policies.values()]
    return [statement for text in texts for statement in statements_of(text) or ()]


def _refuse_policies_of_resources(params: Params) -> None:
    if "resourceArn" in params or params.get("policyScope") == "RESOURCE":
        raise UnsupportedOperation("logs: resource policies of single log groups are not faked")
