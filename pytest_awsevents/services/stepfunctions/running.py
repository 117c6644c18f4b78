"""Runs executions: by the function that a test bound, or else straight through."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from pytest_awsevents.core.errors import EventLoop
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import emit_event, milliseconds
from pytest_awsevents.services.stepfunctions.definitions import timeout_of
from pytest_awsevents.services.stepfunctions.state import STATES, Execution, Run, Status

_INCLUDED = {"included": True}
_MAX_OUTPUT = 262_144
_REDRIVABLE = ("FAILED", "TIMED_OUT", "ABORTED")


class ExecutionFailed(Exception):
    """What a bound function raises to have its execution fail with an error and a cause of its choice."""

    def __init__(self, error: str, cause: str = "") -> None:
        super().__init__(error, cause)
        self.error = error
        self.cause = cause


def run(scope: Scope, machine: str, execution: Execution) -> None:
    """Runs an execution that nobody has stopped; without a function it succeeds, and its output is its input."""
    if execution.status != "RUNNING":
        return
    state = scope.state(STATES)
    if machine in state.held:
        _watch(scope, execution)
        return
    bound = state.runs.get(machine)
    if bound is None:
        end(scope, execution, "SUCCEEDED", output=execution.input)
        return
    try:
        output = _call(scope, bound, execution)
    except EventLoop:
        raise
    except ExecutionFailed as failed:
        end(scope, execution, "FAILED", error=failed.error, cause=failed.cause)
    except Exception as error:
        end(scope, execution, "FAILED", error=type(error).__name__, cause=str(error))
    else:
        end(scope, execution, "SUCCEEDED", output=output)


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
    tell(scope, execution)


def tell(scope: Scope, execution: Execution) -> None:
    """The event of a change of status, members and order as recorded; express workflows send none (documented)."""
    if execution.express:
        return
    detail: dict[str, Any] = {
        "executionArn": execution.arn,
        "stateMachineArn": execution.machine,
        "name": execution.name,
        "status": execution.status,
        "startDate": milliseconds(execution.started),
        "stopDate": None if execution.stopped is None else milliseconds(execution.stopped),
        "input": execution.input,
        "output": execution.output,
        "stateMachineVersionArn": None,
        "stateMachineAliasArn": None,
        "redriveCount": 0,
        "redriveDate": None,
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


def _call(scope: Scope, bound: Run, execution: Execution) -> str:
    with scope.world.user_code():
        result = bound(json.loads(execution.input))
    try:
        output = json.dumps(result, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise ExecutionFailed("States.Runtime", f"the output is no JSON: {error}") from error
    if len(output.encode("utf-8", "surrogatepass")) > _MAX_OUTPUT:
        raise ExecutionFailed("States.DataLimitExceeded", f"the output is longer than {_MAX_OUTPUT} bytes")
    return output


def _watch(scope: Scope, execution: Execution) -> None:
    """Has an execution that the test holds time out, where its definition says when."""
    seconds = timeout_of(execution.definition)
    if seconds is None:
        return

    def run_out() -> None:
        if execution.status == "RUNNING":
            end(scope, execution, "TIMED_OUT")

    due = execution.started + timedelta(seconds=seconds)
    scope.world.agenda.add(due, run_out, f"timeout of execution {execution.name}")
