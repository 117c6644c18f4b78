"""ListStateMachines and ListExecutions."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.stepfunctions.state import EXPRESS, STATES, find_machine, wrong_type

operation = OperationTable()


def _pages(items: str) -> PageMembers:
    return PageMembers(
        items,
        token_in="nextToken",
        token_out="nextToken",
        limit="maxResults",
        maximum=1000,
        invalid=AwsError("InvalidToken", "Invalid Token: 'Invalid token'"),
    )


_MACHINES = _pages("stateMachines")
_EXECUTIONS = _pages("executions")


@operation
def list_state_machines(scope: Scope, params: Params) -> dict[str, Any]:
    listed = [
        {"stateMachineArn": one.arn, "name": one.name, "type": one.type, "creationDate": one.created}
        for one in scope.state(STATES).machines.values()
    ]
    return page(listed, _sized(params), _MACHINES)


@operation
def list_executions(scope: Scope, params: Params) -> dict[str, Any]:
    """The newest first."""
    if "mapRunArn" in params or params.get("redriveFilter") == "REDRIVEN":
        raise UnsupportedOperation("stepfunctions:ListExecutions of map runs and redriven executions is not faked")
    if "stateMachineArn" not in params:
        raise AwsError("ValidationException", "Must specify either State Machine ARN or Map Run ARN")
    home, machine = find_machine(scope, params["stateMachineArn"])
    if machine.type == EXPRESS:
        raise wrong_type()
    wanted = params.get("statusFilter")
    listed = [
        {
            "executionArn": one.arn,
            "stateMachineArn": one.machine,
            "name": one.name,
            "status": one.status,
            "startDate": one.started,
            "stopDate": one.stopped,
            "redriveCount": 0,
        }
        for one in reversed(home.state(STATES).executions.values())
        if one.machine == machine.arn and wanted in (None, one.status)
    ]
    return page(listed, _sized(params), _EXECUTIONS)


def _sized(params: Params) -> Params:
    """A size of 0 means the default (API reference)."""
    return {**params, "maxResults": params.get("maxResults") or None}
