from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents import ExecutionFailed, StepFunctions
from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.fake import AwsFake

REASON = "Execution is SUCCEEDED and cannot be redriven"


def test_an_execution_without_a_function_succeeds_with_its_input(fake: AwsFake, states: Any, create: Any) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    arn = create()
    started = states.start_execution(stateMachineArn=arn, name="one", input='{"total": 1}')
    assert started["executionArn"] == "arn:aws:states:us-east-1:123456789012:execution:billing:one"
    described = states.describe_execution(executionArn=started["executionArn"])
    described.pop("ResponseMetadata")
    assert described == {
        "executionArn": started["executionArn"],
        "stateMachineArn": arn,
        "name": "one",
        "status": "SUCCEEDED",
        "startDate": started["startDate"],
        "stopDate": started["startDate"],
        "input": '{"total": 1}',
        "inputDetails": {"included": True},
        "output": '{"total": 1}',
        "outputDetails": {"included": True},
        "redriveCount": 0,
        "redriveStatus": "NOT_REDRIVABLE",
        "redriveStatusReason": REASON,
    }
    events = states.get_execution_history(executionArn=started["executionArn"])["events"]
    assert [(event["type"], event["id"], event["previousEventId"]) for event in events] == [
        ("ExecutionStarted", 1, 0),
        ("ExecutionSucceeded", 2, 1),
    ]
    assert events[0]["executionStartedEventDetails"]["input"] == '{"total": 1}'
    assert events[1]["executionSucceededEventDetails"]["output"] == '{"total": 1}'
    bare = states.get_execution_history(
        executionArn=started["executionArn"], includeExecutionData=False, reverseOrder=True, maxResults=1
    )
    assert [event["type"] for event in bare["events"]] == ["ExecutionSucceeded"]
    assert "output" not in bare["events"][0]["executionSucceededEventDetails"]
    of_execution = states.describe_state_machine_for_execution(executionArn=started["executionArn"])
    assert of_execution["stateMachineArn"] == arn


def test_a_function_gives_the_output(fake: AwsFake) -> None:
    queue = fake.sqs.queue("jobs")

    def bill(order: Any) -> Any:
        fake.client("sqs").send_message(QueueUrl=queue.url, MessageBody="billed")
        return {"paid": order["total"]}

    machine = fake.stepfunctions.state_machine("billing", bill)
    execution = machine.start({"total": 42})
    assert (execution.status, execution.output) == ("SUCCEEDED", {"paid": 42})
    sent = next(call for call in fake.recorded.calls if call.operation == "SendMessage")
    assert sent.cause is execution.api_call


@pytest.mark.parametrize(
    ("raised", "error", "cause"),
    [
        (ExecutionFailed("Declined", "no funds"), "Declined", "no funds"),
        (ValueError("bad order"), "ValueError", "bad order"),
    ],
)
def test_a_function_has_it_fail(fake: AwsFake, states: Any, raised: Exception, error: str, cause: str) -> None:
    def bill(order: Any) -> Any:
        raise raised

    execution = fake.stepfunctions.state_machine("billing", bill).start()
    assert (execution.status, execution.error, execution.cause, execution.output) == ("FAILED", error, cause, None)
    assert states.describe_execution(executionArn=execution.arn)["redriveStatus"] == "REDRIVABLE"
    last = states.get_execution_history(executionArn=execution.arn)["events"][-1]
    assert last["executionFailedEventDetails"] == {"error": error, "cause": cause}


@pytest.mark.parametrize(("output", "error"), [({1, 2}, "States.Runtime"), ("x" * 262_144, "States.DataLimitExceeded")])
def test_outputs_that_are_none(fake: AwsFake, output: Any, error: str) -> None:
    assert fake.stepfunctions.state_machine("billing", lambda _: output).start().error == error


def test_changes_of_status_are_events(fake: AwsFake) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    queue = fake.sqs.queue("jobs")
    fake.eventbridge.rule("all", {"source": ["aws.states"]}, to=queue)
    machine = fake.stepfunctions.state_machine("billing", lambda order: {"paid": True})
    execution = machine.start({"total": 1}, name="one")
    running, succeeded = queue.messages()
    assert running["detail-type"] == "Step Functions Execution Status Change"
    assert running["resources"] == [execution.arn]
    assert list(succeeded["detail"]) == [
        "executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate", "input", "output",
        "stateMachineVersionArn", "stateMachineAliasArn", "redriveCount", "redriveDate", "redriveStatus",
        "redriveStatusReason", "inputDetails", "outputDetails", "error", "cause",
    ]  # fmt: skip
    assert running["detail"] == {
        "executionArn": execution.arn,
        "stateMachineArn": machine.arn,
        "name": "one",
        "status": "RUNNING",
        "startDate": 1767225600000,
        "stopDate": None,
        "input": '{"total": 1}',
        "output": None,
        "stateMachineVersionArn": None,
        "stateMachineAliasArn": None,
        "redriveCount": 0,
        "redriveDate": None,
        "redriveStatus": "NOT_REDRIVABLE",
        "redriveStatusReason": "Execution is RUNNING and cannot be redriven",
        "inputDetails": {"included": True},
        "outputDetails": None,
        "error": None,
        "cause": None,
    }
    assert (succeeded["detail"]["output"], succeeded["detail"]["stopDate"]) == ('{"paid": true}', 1767225600000)


def test_names_are_taken_once(states: Any, create: Any, fake: AwsFake, refused: Any) -> None:
    arn = create()
    fake.stepfunctions.state_machine("held", hold=True)
    first = states.start_execution(stateMachineArn=arn, name="one")
    with refused("ExecutionAlreadyExists", f"Execution Already Exists: '{first['executionArn']}'"):
        states.start_execution(stateMachineArn=arn, name="one")
    held = arn.replace("billing", "held")
    running = states.start_execution(stateMachineArn=held, name="one")
    again = states.start_execution(stateMachineArn=held, name="one")
    assert again["executionArn"] == running["executionArn"]
    with refused("ExecutionAlreadyExists"):
        states.start_execution(stateMachineArn=held, name="one", input="[]")


def test_inputs_and_names_that_are_refused(states: Any, create: Any, refused: Any) -> None:
    arn = create()
    with refused("InvalidExecutionInput"):
        states.start_execution(stateMachineArn=arn, input="{")
    with refused("InvalidName", "Invalid Name: 'a:b'"):
        states.start_execution(stateMachineArn=arn, name="a:b")
    missing = "arn:aws:states:us-east-1:123456789012:execution:billing:none"
    with refused("ExecutionDoesNotExist", f"Execution Does Not Exist: '{missing}'"):
        states.describe_execution(executionArn=missing)


def test_executions_that_the_test_ends(fake: AwsFake, states: Any) -> None:
    machine = fake.stepfunctions.state_machine("billing", hold=True)
    queue = fake.sqs.queue("jobs")
    fake.eventbridge.rule("ended", {"detail": {"status": ["SUCCEEDED", "FAILED", "ABORTED"]}}, to=queue)
    first, second, third = (machine.start({"n": number}) for number in range(3))
    assert [one.status for one in machine.executions] == ["RUNNING"] * 3
    first.succeed({"done": True})
    second.fail("Declined", "no funds")
    states.stop_execution(executionArn=third.arn, error="Stopped", cause="by hand")
    states.stop_execution(executionArn=third.arn)
    assert (first.output, second.error, third.status, third.cause) == ({"done": True}, "Declined", "ABORTED", "by hand")
    assert [message["detail"]["status"] for message in queue.messages()] == ["SUCCEEDED", "FAILED", "ABORTED"]
    with pytest.raises(InvalidOption, match="has ended already: SUCCEEDED"):
        first.fail("x")
    listed = states.list_executions(stateMachineArn=machine.arn)["executions"]
    assert [one["name"] for one in listed] == [third.name, second.name, first.name]
    failed = states.list_executions(stateMachineArn=machine.arn, statusFilter="FAILED")["executions"]
    assert [one["name"] for one in failed] == [second.name]


def test_held_executions_time_out(fake: AwsFake) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    definition = {"StartAt": "a", "TimeoutSeconds": 60, "States": {"a": {"Type": "Succeed"}}}
    machine = fake.stepfunctions.state_machine("billing", hold=True, definition=definition)
    late, early = machine.start(), machine.start()
    early.succeed()
    fake.clock.tick(60)
    assert (late.status, early.status) == ("TIMED_OUT", "SUCCEEDED")


def test_express_workflows(fake: AwsFake, states: Any, refused: Any) -> None:
    queue = fake.sqs.queue("jobs")
    fake.eventbridge.rule("all", {"source": ["aws.states"]}, to=queue)
    machine = fake.stepfunctions.state_machine("billing", lambda order: order["total"] * 2, express=True)
    answer = states.start_sync_execution(stateMachineArn=machine.arn, name="one", input='{"total": 21}')
    assert answer["executionArn"].startswith("arn:aws:states:us-east-1:123456789012:express:billing:one:")
    assert (answer["status"], answer["output"]) == ("SUCCEEDED", "42")
    failed = states.start_sync_execution(stateMachineArn=machine.arn)
    assert (failed["status"], failed["error"]) == ("FAILED", "KeyError")
    assert machine.start({"total": 1}).output == 2
    assert len(queue) == 0
    with refused("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine"):
        states.list_executions(stateMachineArn=machine.arn)
    with refused("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'"):
        states.describe_execution(executionArn=answer["executionArn"])
    held = fake.stepfunctions.state_machine("held", hold=True, express=True)
    assert states.start_sync_execution(stateMachineArn=held.arn)["status"] == "TIMED_OUT"


def test_only_express_workflows_answer_at_once(states: Any, create: Any, refused: Any) -> None:
    arn = create()
    with refused("StateMachineTypeNotSupported"):
        states.start_sync_execution(stateMachineArn=arn)
    with refused("ValidationException"):
        states.list_executions()


def test_rules_start_executions(fake: AwsFake) -> None:
    machine = fake.stepfunctions.state_machine("billing")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=machine)
    id = fake.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "Paid", "Detail": "{}"}])[
        "Entries"
    ][0]["EventId"]
    execution = fake.stepfunctions.assert_started({"detail-type": "Paid"}, state_machine=machine)
    assert execution.name.startswith(f"{id}_")


def test_the_handle(fake: AwsFake, definition: str) -> None:
    assert isinstance(fake.stepfunctions, StepFunctions)
    machine = fake.stepfunctions.state_machine("billing")
    assert fake.stepfunctions.state_machine("billing") == machine
    assert fake.stepfunctions.state_machines() == [machine]
    with pytest.raises(InvalidOption, match="held or run"):
        fake.stepfunctions.state_machine("billing", lambda _: None, hold=True)
    with pytest.raises(AssertionError) as caught:
        fake.stepfunctions.assert_started(state_machine="billing")
    assert str(caught.value) == (
        "0 executions of state machine billing, expected at least 1\n"
        "  there was no execution at all\n"
        "  executions so far, by state machine: billing (0)"
    )
    machine.start({"n": 1})
    assert machine.inputs == [{"n": 1}]
    assert fake.stepfunctions.assert_started({"n": 1}, state_machine=machine).input == {"n": 1}
    fake.stepfunctions.assert_not_started({"n": 2}, state_machine=machine)
    with pytest.raises(AssertionError, match="there is no state machine 'bilin'"):
        fake.stepfunctions.assert_not_started(state_machine="bilin")


def test_a_function_bound_before_the_state_machine_is_made(fake: AwsFake, states: Any, create: Any) -> None:
    fake.stepfunctions.bind("billing", lambda _: "bound")
    arn = states.start_execution(stateMachineArn=create())["executionArn"]
    assert json.loads(states.describe_execution(executionArn=arn)["output"]) == "bound"
    fake.stepfunctions.bind("billing", None)
    arn = states.start_execution(stateMachineArn=create())["executionArn"]
    assert json.loads(states.describe_execution(executionArn=arn)["output"]) == {}


@pytest.mark.needs_model("stepfunctions:DescribeExecution", "includedData")
def test_metadata_alone(states: Any, create: Any, definition: str) -> None:
    machine = create()
    execution = states.start_execution(stateMachineArn=machine, input='{"a": 1}')["executionArn"]
    wanted: Any = {"includedData": "METADATA_ONLY"}

    described = states.describe_execution(executionArn=execution, **wanted)
    assert described["status"] == "SUCCEEDED"
    assert not described.keys() & {"input", "inputDetails", "output", "outputDetails"}
    assert states.describe_state_machine(stateMachineArn=machine, **wanted)["definition"] == "{}"
    assert states.describe_state_machine_for_execution(executionArn=execution, **wanted)["definition"] == "{}"
    everything: Any = {"includedData": "ALL_DATA"}
    assert states.describe_execution(executionArn=execution, **everything)["input"] == '{"a": 1}'
    assert states.describe_state_machine(stateMachineArn=machine, **everything)["definition"] == definition
