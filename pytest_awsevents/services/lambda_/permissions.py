"""Resource policies: who may invoke a function. They are kept as AWS shapes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, Statement
from pytest_awsevents.inputs import compact
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.lambda_.faults import conflict, invalid, not_found, stale_revision
from pytest_awsevents.services.lambda_.identifiers import Reference, named_function, read_reference
from pytest_awsevents.services.lambda_.state import LAMBDA, LATEST, Policy

operation = OperationTable()
_ACCOUNT = re.compile(r"\d{12}")
_CONDITIONS = (
    ("SourceAccount", "StringEquals", "AWS:SourceAccount"),
    ("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
    ("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
    ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
    ("InvokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"),
    ("SourceArn", "ArnLike", "AWS:SourceArn"),
)


@operation
def add_permission(scope: Scope, params: Params) -> dict[str, Any]:
    reference = named_function(scope, params)
    reference.find_version()
    if reference.qualifier == LATEST:
        raise invalid("We currently do not support adding policies for $LATEST.")
    policies = reference.find().policies
    policy = policies.get(reference.qualifier)
    _check_revision(policy, params)
    id = params["StatementId"]
    if policy is not None and id in policy.statements:
        raise conflict(
            f"The statement id ({id}) provided already exists. Please provide a new statement id, or remove the "
            "existing statement."
        )
    if policy is None:
        policy = policies[reference.qualifier] = Policy(revision="")
    policy.revision = scope.ids.uuid()
    policy.statements[id] = _statement(reference, params)
    return {"Statement": compact(dict(policy.statements[id]))}


@operation
def remove_permission(scope: Scope, params: Params) -> None:
    reference = named_function(scope, params)
    policies = reference.find().policies
    policy = policies.get(reference.qualifier)
    if policy is None:
        raise not_found(f"No policy is found for: {reference.arn}")
    _check_revision(policy, params)
    id = params["StatementId"]
    if id not in policy.statements:
        raise not_found(f"Statement {id} is not found in resource policy.")
    del policy.statements[id]
    policy.revision = scope.ids.uuid()
    if not policy.statements:
        del policies[reference.qualifier]


@operation
def get_policy(scope: Scope, params: Params) -> dict[str, Any]:
    reference = named_function(scope, params)
    policy = reference.find().policies.get(reference.qualifier)
    if policy is None:
        raise not_found("The resource you requested does not exist.")
    statements = [dict(statement) for statement in policy.statements.values()]
    document: dict[str, Any] = {"Version": "2012-10-17", "Id": "default", "Statement": statements}
    return {"Policy": compact(document), "RevisionId": policy.revision}


def policy_of(scope: Scope, arn: Arn) -> Sequence[Statement] | None:
    """The statements of the policy of a function, or of the version or alias in its ARN; None where there is none."""
    reference = read_reference(scope, str(arn))
    function = scope.state(LAMBDA).functions.get(reference.name)
    if function is None:
        return None
    policy = function.policies.get(reference.qualifier)
    return () if policy is None else tuple(policy.statements.values())


def _check_revision(policy: Policy | None, params: Params) -> None:
    latest = None if policy is None else policy.revision
    if params.get("RevisionId", latest) != latest:
        raise stale_revision("Policy")


def _statement(reference: Reference, params: Params) -> dict[str, Any]:
    statement = {
        "Sid": params["StatementId"],
        "Effect": "Allow",
        "Principal": _principal(reference.scope, params["Principal"]),
        "Action": params["Action"],
        "Resource": reference.arn,
    }
    conditions: dict[str, dict[str, str]] = {}
    for member, kind, key in _CONDITIONS:
        if member in params:
            value = params[member]
            conditions.setdefault(kind, {})[key] = str(value).lower() if isinstance(value, bool) else value
    return {**statement, "Condition": conditions} if conditions else statement


def _principal(scope: Scope, principal: str) -> str | dict[str, str]:
    if principal == "*":
        return "*"
    if _ACCOUNT.fullmatch(principal):
        return {"AWS": f"arn:{scope.partition}:iam::{principal}:root"}
    return {"AWS" if principal.startswith("arn:") else "Service": principal}
