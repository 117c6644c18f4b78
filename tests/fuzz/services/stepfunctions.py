"""Step Functions: machines of both types, of which one fails, and their executions."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, Fuzzed, client_of

ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
ARN = f"arn:aws:states:us-east-1:{ACCOUNT}:"
DEFINITIONS = [
    '{"StartAt": "a", "States": {"a": {"Type": "Succeed"}}}',
    '{"StartAt": "a", "States": {"a": {"Type": "Pass", "End": true}}}',
    '{"StartAt": "b", "States": {"a": {"Type": "Pass", "Next": "c"}}}',
    "{}",
    "{",
]


def fail(event: Any) -> None:
    raise ValueError("\ud800")


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("stepfunctions")
    making = {"definition": DEFINITIONS[0], "roleArn": ROLE}
    machines = [
        client.create_state_machine(name=name, type=kind, **making)["stateMachineArn"]
        for name, kind in (("known", "STANDARD"), ("quick", "EXPRESS"))
    ]
    machines.append(fake.stepfunctions.state_machine("failing", fail).arn)
    executions = [client.start_execution(stateMachineArn=arn, name="known")["executionArn"] for arn in machines]
    return {
        "stateMachineArn": [*machines, f"{ARN}stateMachine:gone", f"{machines[0]}:1"],
        "executionArn": [*executions, f"{ARN}execution:known:gone", f"{ARN}execution:gone:gone"],
        "resourceArn": [machines[0], f"{ARN}stateMachine:gone"],
        "name": ["known", "quick", "new", "a b", "x" * 81],
        "definition": DEFINITIONS,
        "roleArn": [ROLE],
        "type": ["STANDARD", "EXPRESS"],
        "input": ["{}", "[1e400]", '"\\ud800"', "{", ""],
        "maxResults": [1, 2, 1000],
        "statusFilter": ["RUNNING", "FAILED"],
        "reverseOrder": [True],
        "publish": [False, True],
    }


FUZZED = Fuzzed(
    service="stepfunctions",
    arrange=arrange,
    beside=["events:PutRule", "events:PutEvents", "stepfunctions:StartExecution"],
    refused=frozenset({"CreateStateMachine", "UpdateStateMachine", "ListExecutions"}),
)
