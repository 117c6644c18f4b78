"""RedriveExecution: executions that failed are run once more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, later
from pytest_awsevents.services.stepfunctions.ending import end, redrive_of, tell
from pytest_awsevents.services.stepfunctions.running import run
from pytest_awsevents.services.stepfunctions.state import Attempt, find_execution

operation = OperationTable()
_REDRIVABLE = timedelta(days=14)


@operation
def redrive_execution(scope: Scope, params: Params) -> dict[str, Any]:
    """It begins anew: the bound function is the one step that a state machine has here."""
    home, execution = find_execution(scope, params["executionArn"])
    token = params.get("clientToken")
    if token is not None and token in execution.redrive_tokens:
        return {"redriveDate": execution.redrive_tokens[token]}
    redrivable = redrive_of(execution)
    if redrivable["redriveStatus"] != "REDRIVABLE":
        raise AwsError("ExecutionNotRedrivable", redrivable["redriveStatusReason"])
    if execution.stopped is None or scope.now > execution.stopped + _REDRIVABLE:
        raise AwsError("ExecutionNotRedrivable", "Execution was not stopped in the last 14 days")
    execution.attempts.append(Attempt(execution.status, execution.stopped, execution.error, execution.cause, scope.now))
    execution.redriven = scope.now
    execution.status, execution.stopped = "RUNNING", None
    execution.error = execution.cause = execution.output = None
    if token is not None:
        execution.redrive_tokens[token] = scope.now
    tell(home, execution)

    def abandon(reason: str) -> None:
        end(home, execution, "FAILED", error="States.Runtime", cause=reason)

    later(home, lambda: run(home, execution), abandon)
    return {"redriveDate": execution.redriven}
