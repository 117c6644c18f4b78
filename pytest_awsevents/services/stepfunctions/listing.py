"""ListStateMachines and ListExecutions."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.stepfunctions.state import EXPRESS, STATES, find_qualified, wrong_type

operation = OperationTable()


def pages(items: str) -> PageMembers:
    return PageMembers(
        items,
        token_in="nextToken",
        token_out="nextToken",
        limit="maxResults",
        maximum=1000,
        invalid=AwsError("InvalidToken", "Invalid Token: 'Invalid token'"),
    )


_MACHINES = pages("stateMachines")
_EXECUTIONS = pages("executions")


@operation
def list_state_machines(scope: Scope, params: Params) -> dict[str, Any]:
    listed = [
        {"stateMachineArn": one.arn, "name": one.name, "type": one.type, "creationDate": one.created}
        for one in scope.state(STATES).machines.values()
    ]
    return page(listed, sized(params), _MACHINES)


@operation
def list_executions(scope: Scope, params: Params) -> dict[str, Any]:
    """The newest first."""
    if "mapRunArn" in params:
        raise UnsupportedOperation("stepfunctions:ListExecutions of map runs is not faked")
    if "stateMachineArn" not in params:
        raise AwsError("ValidationException", "Must specify either State Machine ARN or Map Run ARN")
    text = params["stateMachineArn"]
    home, machine, version, alias = find_qualified(scope, text)
    if machine.type == EXPRESS:
        raise wrong_type()
    wanted, redriven = params.get("statusFilter"), params.get("redriveFilter")
    listed = [
        {
            "executionArn": one.arn,
            "stateMachineArn": one.machine.arn,
            "name": one.name,
            "status": one.status,
            "startDate": one.started,
            "stopDate": one.stopped,
            "redriveCount": len(one.attempts),
            "redriveDate": one.redriven,
            "stateMachineVersionArn": one.version,
            "stateMachineAliasArn": one.alias,
        }
        for one in reversed(home.state(STATES).executions.values())
        if one.machine.arn == machine.arn
        and wanted in (None, one.status)
        and redriven in (None, "REDRIVEN" if one.attempts else "NOT_REDRIVEN")
        and (version is None or one.version == text)
        and (alias is None or one.alias == text)
    ]
    return page(listed, sized(params), _EXECUTIONS)


def sized(params: Params) -> Params:
    """A size of 0 means the default (API reference)."""
    return {**params, "maxResults": params.get("maxResults") or None}
