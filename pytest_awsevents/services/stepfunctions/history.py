"""GetExecutionHistory: how an execution began and ended; nothing is told of its states, for none is run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.stepfunctions.state import Execution, find_execution

operation = OperationTable()
_ENDS = {
    "SUCCEEDED": "ExecutionSucceeded",
    "FAILED": "ExecutionFailed",
    "ABORTED": "ExecutionAborted",
    "TIMED_OUT": "ExecutionTimedOut",
}
_EVENTS = PageMembers(
    "events",
    token_in="nextToken",
    token_out="nextToken",
    limit="maxResults",
    maximum=1000,
    invalid=AwsError("InvalidToken", "Invalid Token: 'Invalid token'"),
)


@operation
def get_execution_history(scope: Scope, params: Params) -> dict[str, Any]:
    _, execution = find_execution(scope, params["executionArn"])
    events = _events(execution, with_data=params.get("includeExecutionData", True))
    if params.get("reverseOrder"):
        events.reverse()
    return page(events, {**params, "maxResults": params.get("maxResults") or None}, _EVENTS)


def _events(execution: Execution, *, with_data: bool) -> list[dict[str, Any]]:
    started: dict[str, Any] = {
        "roleArn": execution.role,
        "stateMachineVersionArn": execution.version,
        "stateMachineAliasArn": execution.alias,
    }
    if with_data:
        started |= {"input": execution.input, "inputDetails": {"truncated": False}}
    events = [
        {
            "timestamp": execution.started,
            "type": "ExecutionStarted",
            "id": 1,
            "previousEventId": 0,
            "executionStartedEventDetails": started,
        }
    ]

    def add(at: datetime | None, kind: str, details: dict[str, Any]) -> None:
        member = f"{kind[0].lower()}{kind[1:]}EventDetails"
        number = len(events)
        events.append({"timestamp": at, "type": kind, "id": number + 1, "previousEventId": number, member: details})

    for number, attempt in enumerate(execution.attempts, start=1):
        add(attempt.stopped, _ENDS[attempt.status], {"error": attempt.error, "cause": attempt.cause})
        add(attempt.redriven, "ExecutionRedriven", {"redriveCount": number})
    if execution.status in _ENDS:
        details: dict[str, Any] = {"error": execution.error, "cause": execution.cause}
        if execution.status == "SUCCEEDED":
            details = {"output": execution.output, "outputDetails": {"truncated": False}} if with_data else {}
        add(execution.stopped, _ENDS[execution.status], details)
    return events
