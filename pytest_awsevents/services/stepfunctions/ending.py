"""The end of executions, and the events that tell of their status."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import emit_event, milliseconds
from pytest_awsevents.services.stepfunctions.state import STATES, Execution, Status

_INCLUDED = {"included": True}
_REDRIVABLE = ("FAILED", "TIMED_OUT", "ABORTED")


def end(
    scope: Scope,
    execution: Execution,
    status: Status,
    *,
    output: str | None = None,
    error: str | None = None,
    cause: str | None = None,
) -> None:
    """Ends an execution, and tells EventBridge."""
    execution.status = status
    execution.stopped = scope.now
    execution.output, execution.error, execution.cause = output, error, cause
    close_task(scope, execution)
    if execution.limit is not None:
        execution.limit.cancel()
    steps, execution.steps = execution.steps, None
    if steps is not None and not steps.gi_running:
        with scope.world.user_code():
            steps.close()
    tell(scope, execution)


def tell(scope: Scope, execution: Execution) -> None:
    """The event of a change of status, members and order as recorded; express workflows send none (documented)."""
    if execution.express:
        return
    detail: dict[str, Any] = {
        "executionArn": execution.arn,
        "stateMachineArn": execution.machine.arn,
        "name": execution.name,
        "status": execution.status,
        "startDate": milliseconds(execution.started),
        "stopDate": None if execution.stopped is None else milliseconds(execution.stopped),
        "input": execution.input,
        "output": execution.output,
        "stateMachineVersionArn": execution.version,
        "stateMachineAliasArn": execution.alias,
        "redriveCount": len(execution.attempts),
        "redriveDate": None if execution.redriven is None else milliseconds(execution.redriven),
        "redriveStatus": None,
        "redriveStatusReason": None,
        "inputDetails": _INCLUDED,
        "outputDetails": None if execution.output is None else _INCLUDED,
        "error": execution.error,
        "cause": execution.cause,
    }
    emit_event(
        scope,
        source="aws.states",
        detail_type="Step Functions Execution Status Change",
        detail={**detail, **redrive_of(execution)},
        resources=[execution.arn],
    )


def redrive_of(execution: Execution) -> dict[str, str]:
    """Whether an execution could be redriven (recorded)."""
    if execution.status in _REDRIVABLE:
        return {"redriveStatus": "REDRIVABLE"}
    reason = f"Execution is {execution.status} and cannot be redriven"
    return {"redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": reason}


def close_task(scope: Scope, execution: Execution) -> None:
    """The token of what was waited for is not good any more."""
    if execution.task is not None:
        execution.task.close()
        scope.state(STATES).tasks[execution.task.token] = None
        execution.task = None
