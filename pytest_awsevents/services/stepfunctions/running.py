"""Runs executions: by the function that a test bound, or else straight through."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from inspect import isgenerator
from typing import Any, NamedTuple

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import EventLoop, InvalidOption
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.stepfunctions.definitions import timeout_of
from pytest_awsevents.services.stepfunctions.ending import close_task, end
from pytest_awsevents.services.stepfunctions.state import STATES, Execution, Run, Status, find_activity
from pytest_awsevents.services.stepfunctions.waiting import ActivityTask, Steps, Task, TaskToken, Wait

_MAX_OUTPUT = 262_144
_TIMEOUTS = (("timeout", "States.Timeout"), ("heartbeat", "States.HeartbeatTimeout"))


class ExecutionFailed(Exception):
    """What a bound function raises to have its execution fail with an error and a cause of its choice.

    It is also raised where the function waits, when what it waits for fails.
    """

    def __init__(self, error: str, cause: str = "") -> None:
        super().__init__(error, cause)
        self.error = error
        self.cause = cause


class _Done(NamedTuple):
    """The function has come to its end."""

    output: Any


def run(scope: Scope, execution: Execution) -> None:
    """Runs an execution that nobody has stopped; without a function it succeeds, and its output is its input."""
    if execution.status != "RUNNING":
        return
    state, machine = scope.state(STATES), execution.machine_name
    _watch(scope, execution)
    if machine in state.held:
        return
    bound = state.runs.get(machine)
    if bound is None:
        end(scope, execution, "SUCCEEDED", output=execution.input)
    else:
        _go_on(scope, execution, lambda: _begin(bound, execution))


def resume(scope: Scope, task: Task, outcome: Any) -> None:
    """Has an execution go on with the output of the task that it waits for, or with its failure."""
    state = scope.state(STATES)
    execution = state.executions[task.execution]
    if execution.status != "RUNNING" or execution.task is not task:
        return
    close_task(scope, execution)
    steps = execution.steps
    assert steps is not None, "only functions that yield wait"
    if isinstance(outcome, ExecutionFailed):
        _go_on(scope, execution, lambda: _next(lambda: steps.throw(outcome)))
    else:
        _go_on(scope, execution, lambda: _next(lambda: steps.send(outcome)))


def beat(scope: Scope, task: Task) -> None:
    """Lets the time for the next heartbeat of a task begin anew."""
    if task.heartbeat is not None:
        task.deadlines["heartbeat"].cancel()
        _set_deadline(scope, task, "heartbeat", task.heartbeat, "States.HeartbeatTimeout")


def _go_on(scope: Scope, execution: Execution, step: Callable[[], Any]) -> None:
    """Runs the function of an execution up to where it returns, raises or waits."""
    try:
        with scope.world.user_code():
            result = step()
        output = _as_text(result.output) if isinstance(result, _Done) else None
    except EventLoop:
        raise
    except ExecutionFailed as failed:
        _end_if_running(scope, execution, "FAILED", error=failed.error, cause=failed.cause)
    except Exception as error:
        _end_if_running(scope, execution, "FAILED", error=type(error).__name__, cause=str(error))
    else:
        if output is not None:
            _end_if_running(scope, execution, "SUCCEEDED", output=output)
        elif execution.status == "RUNNING":
            _pause(scope, execution, result)


def _end_if_running(scope: Scope, execution: Execution, status: Status, **outcome: str) -> None:
    """A function may have stopped its own execution."""
    if execution.status == "RUNNING":
        end(scope, execution, status, **outcome)


def _begin(bound: Run, execution: Execution) -> Any:
    result = bound(json.loads(execution.input))
    if not isgenerator(result):
        return _Done(result)
    steps: Steps = result  # type: ignore[assignment]  # what it yields is looked at when it does
    execution.steps = steps
    return _next(lambda: next(steps))


def _next(step: Callable[[], Any]) -> Any:
    """What the function wants to wait for, or its end."""
    try:
        return step()
    except StopIteration as end_of_function:
        return _Done(end_of_function.value)


def _pause(scope: Scope, execution: Execution, wanted: Any) -> None:
    """Has an execution wait for what its function yielded; what cannot be waited for is raised there."""
    steps = execution.steps
    assert steps is not None, "only functions that yield wait"

    def go_on() -> None:
        if execution.status == "RUNNING":
            _go_on(scope, execution, lambda: _next(lambda: next(steps)))

    if isinstance(wanted, Wait):
        if execution.synchronous:
            go_on()
        else:
            due = scope.now + timedelta(seconds=wanted.seconds)
            scope.world.agenda.add(due, go_on, f"wait of execution {execution.name}")
        return
    try:
        task = _new_task(scope, execution, wanted)
    except Exception as error:
        refusal = error
        _go_on(scope, execution, lambda: _next(lambda: steps.throw(refusal)))
        return
    if isinstance(wanted, TaskToken) and wanted.send is not None:
        _hand_over(scope, execution, wanted.send, task)


def _new_task(scope: Scope, execution: Execution, wanted: Any) -> Task:
    if not isinstance(wanted, TaskToken | ActivityTask):
        raise InvalidOption(f"yield TaskToken(...), ActivityTask(...) or Wait(...) to wait, got {wanted!r}")
    if execution.express:
        raise InvalidOption("express workflows do not wait for task tokens and activities")
    task = Task(scope.ids.hex(128), execution.arn, heartbeat=wanted.heartbeat)
    if isinstance(wanted, ActivityTask):
        arn = wanted.activity if parse_arn(wanted.activity) else scope.arn("states", f"activity:{wanted.activity}")
        task.activity = find_activity(scope, arn).arn
        task.input = _as_text(wanted.input)
    scope.state(STATES).tasks[task.token] = execution.task = task
    for name, error in _TIMEOUTS:
        seconds = getattr(wanted, name)
        if seconds is not None:
            _set_deadline(scope, task, name, seconds, error)
    return task


def _hand_over(scope: Scope, execution: Execution, send: Callable[[str], object], task: Task) -> None:
    """Calls what the function gave to pass the token on; if that fails, the function is told."""
    try:
        with scope.world.user_code():
            send(task.token)
    except Exception as error:
        resume(scope, task, ExecutionFailed(type(error).__name__, str(error)))


def _set_deadline(scope: Scope, task: Task, name: str, seconds: float, error: str) -> None:
    due = scope.now + timedelta(seconds=seconds)
    run_out = ExecutionFailed(error)
    task.deadlines[name] = scope.world.agenda.add(
        due, lambda: resume(scope, task, run_out), f"{name} of a task of {task.execution.rpartition(':')[2]}"
    )


def _as_text(value: Any) -> str:
    if isinstance(value, TaskToken | ActivityTask | Wait):
        raise ExecutionFailed("States.Runtime", f"the function gave {value!r} back: yield it to wait")
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise ExecutionFailed("States.Runtime", f"the output is no JSON: {error}") from error
    if len(utf8(text)) > _MAX_OUTPUT:
        raise ExecutionFailed("States.DataLimitExceeded", f"the output is longer than {_MAX_OUTPUT} bytes")
    return text


def _watch(scope: Scope, execution: Execution) -> None:
    """Has an execution that waits time out, where its definition says when."""
    seconds = timeout_of(execution.definition)
    if seconds is None:
        return

    def run_out() -> None:
        if execution.status == "RUNNING":
            end(scope, execution, "TIMED_OUT")

    due = scope.now + timedelta(seconds=seconds)
    execution.limit = scope.world.agenda.add(due, run_out, f"timeout of execution {execution.name}")
