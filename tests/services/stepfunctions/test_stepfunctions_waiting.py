from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pytest_awsevents import ActivityTask, ExecutionFailed, TaskToken, Wait
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused


def approve(order: Any) -> Iterator[Any]:
    answer = yield TaskToken(timeout=3600, heartbeat=600)
    return {"order": order["id"], "approved": answer["ok"]}


@pytest.fixture
def execution(fake: AwsFake) -> Any:
    """An execution that waits for an answer for an hour, with a heartbeat every ten minutes."""
    fake.clock.freeze("2026-12-01T09:00Z")
    return fake.stepfunctions.state_machine("approve", approve).start({"id": 1})


def test_an_execution_waits_for_its_token_to_be_answered(states: Any, execution: Any, fake: AwsFake) -> None:
    assert execution.status == "RUNNING"
    states.send_task_success(taskToken=execution.task_token, output='{"ok": true}')
    assert (execution.status, execution.output) == ("SUCCEEDED", {"order": 1, "approved": True})
    assert execution.task_token is None


def test_the_token_is_handed_to_whoever_is_to_answer(states: Any, fake: AwsFake) -> None:
    queue = fake.sqs.queue("approvals")

    sqs = fake.client("sqs")

    def run(order: Any) -> Iterator[Any]:
        def send(token: str) -> None:
            sqs.send_message(QueueUrl=queue.url, MessageBody=json.dumps({"order": order, "token": token}))

        return (yield TaskToken(send))

    execution = fake.stepfunctions.state_machine("approve", run).start({"id": 1})
    [message] = queue.messages()
    assert message == {"order": {"id": 1}, "token": execution.task_token}
    states.send_task_success(taskToken=message["token"], output='"fine"')
    assert execution.output == "fine"
    [sent] = [call for call in fake.recorded.calls if call.name == "sqs:SendMessage"]
    assert any(isinstance(one, ApiCall) and one.operation == "StartExecution" for one in sent.ancestors())


def test_a_failure_is_raised_where_the_function_waits(states: Any, execution: Any, fake: AwsFake) -> None:
    states.send_task_failure(taskToken=execution.task_token, error="Declined", cause="no funds")
    assert (execution.status, execution.error, execution.cause) == ("FAILED", "Declined", "no funds")

    def forgiving(order: Any) -> Iterator[Any]:
        try:
            yield TaskToken()
        except ExecutionFailed as failed:
            return failed.error

    other = fake.stepfunctions.state_machine("forgiving", forgiving).start({})
    states.send_task_failure(taskToken=other.task_token, error="Declined")
    assert (other.status, other.output) == ("SUCCEEDED", "Declined")


def test_tokens_time_out_on_the_clock(states: Any, execution: Any, fake: AwsFake) -> None:
    for _ in range(5):
        fake.clock.tick(minutes=9)
        states.send_task_heartbeat(taskToken=execution.task_token)
    assert execution.status == "RUNNING"
    fake.clock.tick(minutes=9)
    states.send_task_heartbeat(taskToken=execution.task_token)
    fake.clock.tick(minutes=6)
    assert (execution.status, execution.error) == ("FAILED", "States.Timeout")


def test_a_task_without_heartbeats_times_out(execution: Any, fake: AwsFake) -> None:
    fake.clock.tick(minutes=10)
    assert (execution.status, execution.error) == ("FAILED", "States.HeartbeatTimeout")
    assert list(fake.clock.upcoming()) == []


def test_tokens_that_are_not_good(states: Any, execution: Any, refused: Refused) -> None:
    token = execution.task_token
    with refused("InvalidToken", "Invalid Token: 'Invalid token'"):
        states.send_task_success(taskToken="made up", output="{}")
    with refused("InvalidOutput"):
        states.send_task_success(taskToken=token, output="{")
    states.send_task_success(taskToken=token, output='{"ok": false}')
    for method, params in (
        ("send_task_success", {"output": "{}"}),
        ("send_task_failure", {}),
        ("send_task_heartbeat", {}),
    ):
        with refused("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"):
            getattr(states, method)(taskToken=token, **params)


def test_a_stopped_execution_waits_no_more(states: Any, fake: AwsFake, refused: Refused) -> None:
    closed = []

    def run(_: Any) -> Iterator[Any]:
        try:
            yield TaskToken()
        finally:
            closed.append(True)

    execution = fake.stepfunctions.state_machine("approve", run).start({})
    token = execution.task_token
    states.stop_execution(executionArn=execution.arn)
    assert (execution.status, closed) == ("ABORTED", [True])
    with refused("TaskTimedOut"):
        states.send_task_success(taskToken=token, output="{}")


def test_a_function_may_stop_its_own_execution(states: Any, fake: AwsFake) -> None:
    def run(_: Any) -> Iterator[Any]:
        yield Wait(1)
        states.stop_execution(executionArn=execution.arn, error="Enough")
        yield TaskToken()

    fake.clock.freeze("2026-12-01T09:00Z")
    execution = fake.stepfunctions.state_machine("m", run).start({})
    fake.clock.tick(1)
    assert (execution.status, execution.error) == ("ABORTED", "Enough")


def test_an_execution_waits_on_the_clock(fake: AwsFake) -> None:
    times = []

    def run(_: Any) -> Iterator[Any]:
        for seconds in (60, 30):
            yield Wait(seconds)
            times.append(f"{fake.clock.now:%H:%M:%S}")
        return "done"

    fake.clock.freeze("2026-12-01T09:00Z")
    execution = fake.stepfunctions.state_machine("slow", run).start({})
    fake.clock.tick(59)
    assert (execution.status, times) == ("RUNNING", [])
    fake.clock.tick(31)
    assert (execution.output, times) == ("done", ["09:01:00", "09:01:30"])


def test_a_definition_may_end_an_execution_that_waits(fake: AwsFake) -> None:
    definition = {"TimeoutSeconds": 30, "StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}

    def run(_: Any) -> Iterator[Any]:
        yield Wait(60)

    fake.clock.freeze("2026-12-01T09:00Z")
    execution = fake.stepfunctions.state_machine("slow", run, definition=definition).start({})
    fake.clock.tick(90)
    assert execution.status == "TIMED_OUT"


@pytest.mark.parametrize(
    ("wanted", "cause"),
    [
        ("a text", "yield TaskToken(...), ActivityTask(...) or Wait(...) to wait, got 'a text'"),
        (ActivityTask("nope"), "Activity Does Not Exist: 'arn:aws:states:us-east-1:123456789012:activity:nope'"),
    ],
)
def test_what_cannot_be_waited_for_is_raised(fake: AwsFake, wanted: Any, cause: str) -> None:
    def run(_: Any) -> Iterator[Any]:
        yield wanted

    execution = fake.stepfunctions.state_machine("m", run).start({})
    assert execution.status == "FAILED"
    assert cause in str(execution.cause)


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (lambda: Wait("60"), "Wait(seconds=...) takes a number of seconds, got '60'"),  # type: ignore[arg-type]
        (lambda: Wait(-1), "Wait(seconds=...) takes a number of seconds, got -1"),
        (lambda: Wait(float("inf")), "Wait(seconds=...) takes a number of seconds, got inf"),
        (lambda: TaskToken(timeout=-1), "TaskToken(timeout=...) takes a number of seconds, got -1"),
        (lambda: ActivityTask("a", heartbeat=-1), "ActivityTask(heartbeat=...) takes a number of seconds, got -1"),
    ],
)
def test_times_that_are_none(fake: AwsFake, make: Any, cause: str) -> None:
    def run(_: Any) -> Iterator[Any]:
        yield make()

    execution = fake.stepfunctions.state_machine("m", run).start({})
    assert (execution.status, execution.error, execution.cause) == ("FAILED", "InvalidOption", cause)


def test_what_is_returned_instead_of_yielded_fails(fake: AwsFake) -> None:
    execution = fake.stepfunctions.state_machine("m", lambda _: Wait(60)).start({})
    assert (execution.status, execution.error) == ("FAILED", "States.Runtime")
    assert execution.cause == "the function gave Wait(seconds=60) back: yield it to wait"


def test_what_cannot_hand_the_token_on_fails(fake: AwsFake) -> None:
    def run(_: Any) -> Iterator[Any]:
        yield TaskToken(lambda token: 1 / 0)

    execution = fake.stepfunctions.state_machine("m", run).start({})
    assert (execution.status, execution.error) == ("FAILED", "ZeroDivisionError")


def test_express_workflows_wait_for_time_only(states: Any, fake: AwsFake) -> None:
    def run(_: Any) -> Iterator[Any]:
        yield Wait(60)
        return "done"

    def asks(_: Any) -> Iterator[Any]:
        yield TaskToken()

    fake.clock.freeze("2026-12-01T09:00Z")
    arn = fake.stepfunctions.state_machine("slow", run, express=True).arn
    answer = states.start_sync_execution(stateMachineArn=arn)
    assert (answer["output"], answer["stopDate"]) == ('"done"', answer["startDate"])
    arn = fake.stepfunctions.state_machine("asks", asks, express=True).arn
    answer = states.start_sync_execution(stateMachineArn=arn)
    assert (answer["status"], answer["cause"]) == (
        "FAILED",
        "express workflows do not wait for task tokens and activities",
    )


# --- activities ---


def test_workers_take_tasks_and_answer_them(states: Any, fake: AwsFake) -> None:
    arn = states.create_activity(name="pack")["activityArn"]

    def run(order: Any) -> Iterator[Any]:
        return (yield ActivityTask("pack", {"order": order["id"]}))

    assert "taskToken" not in states.get_activity_task(activityArn=arn)
    machine = fake.stepfunctions.state_machine("ship", run)
    executions = [machine.start({"id": number}) for number in (1, 2)]
    tasks = [states.get_activity_task(activityArn=arn, workerName="w") for _ in range(2)]
    assert [json.loads(task["input"]) for task in tasks] == [{"order": 1}, {"order": 2}]
    assert "taskToken" not in states.get_activity_task(activityArn=arn)
    states.send_task_success(taskToken=tasks[1]["taskToken"], output='"packed"')
    assert [execution.status for execution in executions] == ["RUNNING", "SUCCEEDED"]
    assert executions[1].output == "packed"


def test_activities(states: Any, refused: Refused) -> None:
    made = states.create_activity(name="pack", tags=[{"key": "team", "value": "a"}])
    arn = made["activityArn"]
    assert arn == "arn:aws:states:us-east-1:123456789012:activity:pack"
    assert states.create_activity(name="pack")["creationDate"] == made["creationDate"]
    assert states.describe_activity(activityArn=arn)["name"] == "pack"
    assert states.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "team", "value": "a"}]
    assert [one["name"] for one in states.list_activities()["activities"]] == ["pack"]
    with refused("InvalidName", "Invalid Name: 'a b$'"):
        states.create_activity(name="a b$")
    for _ in range(2):
        states.delete_activity(activityArn=arn)
    for method in ("describe_activity", "get_activity_task"):
        with refused("ActivityDoesNotExist", f"Activity Does Not Exist: '{arn}'"):
            getattr(states, method)(activityArn=arn)


# --- redriving ---


def test_a_failed_execution_is_run_again_with_its_input(states: Any, fake: AwsFake) -> None:
    inputs = []

    def run(order: Any) -> str:
        inputs.append(order)
        if len(inputs) == 1:
            raise ExecutionFailed("Declined", "no funds")
        return "paid"

    fake.clock.freeze("2026-12-01T09:00Z")
    queue = fake.sqs.queue("changes")
    fake.eventbridge.rule("changes", {"source": ["aws.states"]}, to=queue)
    execution = fake.stepfunctions.state_machine("pay", run).start({"id": 1})
    assert states.describe_execution(executionArn=execution.arn)["redriveStatus"] == "REDRIVABLE"
    fake.clock.tick(60)
    redriven = states.redrive_execution(executionArn=execution.arn, clientToken="t")["redriveDate"]
    assert states.redrive_execution(executionArn=execution.arn, clientToken="t")["redriveDate"] == redriven
    assert (execution.status, execution.output, inputs) == ("SUCCEEDED", "paid", [{"id": 1}] * 2)
    described = states.describe_execution(executionArn=execution.arn)
    assert (described["redriveCount"], described["redriveDate"]) == (1, redriven)
    history = states.get_execution_history(executionArn=execution.arn)["events"]
    assert [one["type"] for one in history] == [
        "ExecutionStarted",
        "ExecutionFailed",
        "ExecutionRedriven",
        "ExecutionSucceeded",
    ]
    details = [message["detail"] for message in queue.messages()]
    assert [(one["status"], one["redriveCount"]) for one in details] == [
        ("RUNNING", 0),
        ("FAILED", 0),
        ("RUNNING", 1),
        ("SUCCEEDED", 1),
    ]
    [listed] = states.list_executions(
        stateMachineArn="arn:aws:states:us-east-1:123456789012:stateMachine:pay", redriveFilter="REDRIVEN"
    )["executions"]
    assert listed["redriveCount"] == 1


def test_executions_that_cannot_be_redriven(states: Any, fake: AwsFake, refused: Refused) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    fine = fake.stepfunctions.state_machine("fine").start({})
    with refused("ExecutionNotRedrivable", "Execution is SUCCEEDED and cannot be redriven"):
        states.redrive_execution(executionArn=fine.arn)
    held = fake.stepfunctions.state_machine("held", hold=True).start({})
    held.fail("Declined")
    fake.clock.tick(days=15)
    with refused("ExecutionNotRedrivable"):
        states.redrive_execution(executionArn=held.arn)
    with refused("ExecutionDoesNotExist"):
        states.redrive_execution(executionArn=fine.arn + "x")
