"""Where Step Functions is otherwise than on AWS, as docs/services/stepfunctions.md says, and no other test shows it."""

from __future__ import annotations

import json
from typing import Any

from pytest_awsevents.fake import AwsFake


def test_no_state_of_a_definition_is_run(states: Any, create: Any) -> None:
    definition = {"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "Never"}}}
    arn = create("fails", definition=json.dumps(definition))
    execution = states.start_execution(stateMachineArn=arn, input='{"a": 1}')["executionArn"]
    described = states.describe_execution(executionArn=execution)
    assert (described["status"], described["output"]) == ("SUCCEEDED", '{"a": 1}')
    history = states.get_execution_history(executionArn=execution)["events"]
    assert [one["type"] for one in history] == ["ExecutionStarted", "ExecutionSucceeded"]


def test_logging_writes_no_logs(states: Any, create: Any, fake: AwsFake) -> None:
    group = fake.logs.group("/aws/vendedlogs/states")
    destination = {
        "cloudWatchLogsLogGroup": {"logGroupArn": f"arn:aws:logs:us-east-1:123456789012:log-group:{group.name}:*"}
    }
    arn = create("logged", loggingConfiguration={"level": "ALL", "destinations": [destination]})
    states.start_execution(stateMachineArn=arn)
    assert group.events() == []


def test_other_accounts_need_no_permission(create: Any, fake: AwsFake) -> None:
    theirs = fake.account("222233334444").client("stepfunctions")
    arn = theirs.start_execution(stateMachineArn=create())["executionArn"]
    assert theirs.describe_execution(executionArn=arn)["status"] == "SUCCEEDED"


def test_executions_are_kept_for_good(states: Any, create: Any, fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    execution = states.start_execution(stateMachineArn=create())["executionArn"]
    fake.clock.tick(days=100)  # AWS: 90 days
    assert states.describe_execution(executionArn=execution)["status"] == "SUCCEEDED"


def test_every_execution_costs_the_same(states: Any, fake: AwsFake) -> None:
    arn = fake.stepfunctions.state_machine("quick", lambda order: "x" * 200_000, express=True).arn
    billed = states.start_sync_execution(stateMachineArn=arn)["billingDetails"]
    assert billed == {"billedMemoryUsedInMB": 64, "billedDurationInMilliseconds": 100}


def test_express_workflows_may_ask_for_what_they_cannot_wait_for(states: Any, create: Any) -> None:
    task = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": True}
    definition = json.dumps({"StartAt": "Ask", "States": {"Ask": task}})
    assert states.validate_state_machine_definition(definition=definition, type="EXPRESS")["result"] == "OK"
    assert create("express", definition=definition, type="EXPRESS")
