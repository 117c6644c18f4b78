"""GetExecutionHistory: how an execution began and ended; nothing is told of its states, for none is run."""

from __future__ import annotations

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
    started: dict[str, Any] = {"roleArn": execution.role}
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
    if execution.status in _ENDS:
        kind = _ENDS[execution.status]
        details: dict[str, Any] = {"error": execution.error, "cause": execution.cause}
        if execution.status == "SUCCEEDED":
            details = {"output": execution.output, "outputDetails": {"truncated": False}} if with_data else {}
        member = f"{kind[0].lower()}{kind[1:]}EventDetails"
        events.append({"timestamp": execution.stopped, "type": kind, "id": 2, "previousEventId": 1, member: details})
    return events
