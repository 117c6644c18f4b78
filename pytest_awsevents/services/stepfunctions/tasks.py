"""Answers to tasks: SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat."""

from __future__ import annotations

import json
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, later
from pytest_awsevents.services.stepfunctions.running import ExecutionFailed, beat, resume
from pytest_awsevents.services.stepfunctions.state import STATES
from pytest_awsevents.services.stepfunctions.waiting import Task

operation = OperationTable()


@operation
def send_task_success(scope: Scope, params: Params) -> None:
    """The execution goes on before the outermost API call returns."""
    task = _find(scope, params)
    try:
        output: Any = json.loads(params["output"])
    except (ValueError, RecursionError) as error:
        raise AwsError("InvalidOutput", f"Invalid Output: '{error}'") from None
    later(scope, lambda: resume(scope, task, output))


@operation
def send_task_failure(scope: Scope, params: Params) -> None:
    task = _find(scope, params)
    failure = ExecutionFailed(params.get("error", ""), params.get("cause", ""))
    later(scope, lambda: resume(scope, task, failure))


@operation
def send_task_heartbeat(scope: Scope, params: Params) -> None:
    beat(scope, _find(scope, params))


def _find(scope: Scope, params: Params) -> Task:
    tasks = scope.state(STATES).tasks
    token = params["taskToken"]
    if token not in tasks:
        raise AwsError("InvalidToken", "Invalid Token: 'Invalid token'")
    task = tasks[token]
    if task is None:
        raise AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
    return task
