"""Permissions: who may put events on a bus, or rules."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, Statement
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.eventbridge.policy import parse_policy, policy_text
from pytest_awsevents.services.eventbridge.refusals import invalid, not_found
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE, Bus, get_bus

operation = OperationTable()
_POLICY_LIMIT = 10_240


@operation
def put_permission(scope: Scope, params: Params) -> None:
    bus = get_bus(scope, params.get("EventBusName"))
    if params.get("Policy") is not None:
        _set_policy(scope, bus, parse_policy(params["Policy"]))
        return
    statement = _statement(bus, params)
    others = [known for known in bus.statements if known.get("Sid") != statement["Sid"]]
    _set_policy(scope, bus, (*others, statement))


@operation
def remove_permission(scope: Scope, params: Params) -> None:
    bus = get_bus(scope, params.get("EventBusName"))
    if params.get("RemoveAllPermissions"):
        _set_policy(scope, bus, ())
        return
    if "StatementId" not in params:
        raise invalid("Parameter StatementId must be specified.")
    kept = tuple(statement for statement in bus.statements if statement.get("Sid") != params["StatementId"])
    if len(kept) == len(bus.statements):  # the same text where there is no policy at all (recorded)
        raise not_found("Statement with the provided id does not exist.")
    _set_policy(scope, bus, kept)


def policy_of(scope: Scope, arn: Arn) -> Sequence[Statement] | None:
    """The statements of a bus's policy; None where there is no such bus."""
    bus = scope.state(EVENTBRIDGE).buses.get(arn.resource_id)
    return None if bus is None else bus.statements


def _statement(bus: Bus, params: Params) -> Statement:
    """A statement as AWS writes it (recorded): everybody is the bare `*`, an account is the ARN of its root."""
    for name in ("Action", "Principal", "StatementId"):
        if name not in params:
            raise invalid(f"Parameter {name} must be specified.")
    if params["Action"] != "events:PutEvents":
        raise invalid("Provided value in parameter 'action' is not supported.")
    principal, condition = params["Principal"], params.get("Condition")
    if condition is not None and principal != "*":
        raise invalid("Parameter Condition is supported only where Principal is '*'.")
    return {
        "Sid": params["StatementId"],
        "Effect": "Allow",
        "Principal": "*" if principal == "*" else {"AWS": f"arn:aws:iam::{principal}:root"},
        "Action": params["Action"],
        "Resource": bus.arn,
        **({"Condition": {condition["Type"]: {condition["Key"]: condition["Value"]}}} if condition else {}),
    }


def _set_policy(scope: Scope, bus: Bus, statements: tuple[Statement, ...]) -> None:
    if len(policy_text(statements) or "") > _POLICY_LIMIT:
        raise AwsError("PolicyLengthExceededException", f"The policy exceeds the maximum length of {_POLICY_LIMIT}.")
    bus.statements = statements
    bus.modified = scope.now
