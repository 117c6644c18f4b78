"""Executions: started, stopped, described."""

from __future__ import annotations

import json
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, later
from pytest_awsevents.services.stepfunctions.aliases import pick_version
from pytest_awsevents.services.stepfunctions.ending import end, redrive_of, tell
from pytest_awsevents.services.stepfunctions.running import run
from pytest_awsevents.services.stepfunctions.state import (
    EXPRESS,
    STATES,
    Alias,
    Execution,
    StateMachine,
    Version,
    check_name,
    find_execution,
    find_qualified,
    only_metadata,
    wrong_type,
)

operation = OperationTable()
_INCLUDED = {"included": True}


@operation
def start_execution(scope: Scope, params: Params) -> dict[str, Any]:
    """The execution runs before the outermost API call returns.

    Starting a running one again with the same input gives the one there is (API reference).
    """
    home, machine, version, alias = find_qualified(scope, params["stateMachineArn"])
    execution = _new(home, machine, params)
    _qualify(home, machine, execution, version, alias)
    executions = home.state(STATES).executions
    known = executions.get(execution.arn)
    if known is not None:
        if known.status != "RUNNING" or known.input != execution.input:
            raise AwsError("ExecutionAlreadyExists", f"Execution Already Exists: '{execution.arn}'")
        return {"executionArn": known.arn, "startDate": known.started}
    executions[execution.arn] = execution
    tell(home, execution)

    def abandon(reason: str) -> None:
        end(home, execution, "FAILED", error="States.Runtime", cause=reason)

    later(home, lambda: run(home, execution), abandon)
    return {"executionArn": execution.arn, "startDate": execution.started}


@operation
def start_sync_execution(scope: Scope, params: Params) -> dict[str, Any]:
    home, machine, version, alias = find_qualified(scope, params["stateMachineArn"])
    if machine.type != EXPRESS:
        raise wrong_type()
    execution = _new(home, machine, params)
    _qualify(home, machine, execution, version, alias)
    execution.synchronous = True
    home.state(STATES).executions[execution.arn] = execution
    run(home, execution)
    if execution.status == "RUNNING":  # held by the test; an express workflow that waits for it runs into its limit
        end(home, execution, "TIMED_OUT")
    return {
        **_described(execution, params),
        "stopDate": execution.stopped,
        "billingDetails": {"billedMemoryUsedInMB": 64, "billedDurationInMilliseconds": 100},
    }


@operation
def stop_execution(scope: Scope, params: Params) -> dict[str, Any]:
    """Stopping one that has ended changes nothing."""
    home, execution = find_execution(scope, params["executionArn"])
    if execution.status == "RUNNING":
        end(home, execution, "ABORTED", error=params.get("error"), cause=params.get("cause"))
    return {"stopDate": execution.stopped}


@operation
def describe_execution(scope: Scope, params: Params) -> dict[str, Any]:
    _, execution = find_execution(scope, params["executionArn"])
    return {
        **_described(execution, params),
        "redriveCount": len(execution.attempts),
        "redriveDate": execution.redriven,
        **redrive_of(execution),
        "stateMachineVersionArn": execution.version,
        "stateMachineAliasArn": execution.alias,
    }


def _described(execution: Execution, params: Params) -> dict[str, Any]:
    return {
        **({} if only_metadata(params) else _data_of(execution)),
        "executionArn": execution.arn,
        "stateMachineArn": execution.machine.arn,
        "name": execution.name,
        "status": execution.status,
        "startDate": execution.started,
        "stopDate": execution.stopped,
        "traceHeader": execution.trace,
        "error": execution.error,
        "cause": execution.cause,
    }


def _data_of(execution: Execution) -> dict[str, Any]:
    return {
        "input": execution.input,
        "inputDetails": _INCLUDED,
        "output": execution.output,
        "outputDetails": None if execution.output is None else _INCLUDED,
    }


def _qualify(
    scope: Scope, machine: StateMachine, execution: Execution, version: Version | None, alias: Alias | None
) -> None:
    """Has an execution run as the version says by which it was started, or which its alias picks."""
    if alias is not None:
        version, execution.alias = pick_version(scope, machine, alias), alias.arn
    if version is not None:
        execution.version, execution.definition, execution.role = version.arn, version.definition, version.role


def _new(scope: Scope, machine: StateMachine, params: Params) -> Execution:
    name = params.get("name") or scope.ids.uuid()
    check_name(name)
    text = params.get("input", "{}")
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AwsError("InvalidExecutionInput", f"Invalid State Machine Execution Input: '{error}'") from None
    express = machine.type == EXPRESS
    kind, suffix = ("express", f":{scope.ids.uuid()}") if express else ("execution", "")
    assert scope.api_call is not None, "operations run because of an API call"
    return Execution(
        arn=scope.arn("states", f"{kind}:{machine.name}:{name}{suffix}"),
        name=name,
        machine=machine,
        input=text,
        started=scope.now,
        definition=machine.definition,
        role=machine.role,
        api_call=scope.api_call,
        express=express,
        trace=params.get("traceHeader"),
    )
