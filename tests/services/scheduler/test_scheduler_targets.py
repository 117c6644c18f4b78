"""What the targets of EventBridge Scheduler get, and what becomes of failures."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pytest_awsevents import AwsError, event
from pytest_awsevents.fake import AwsFake
from tests.services.scheduler.conftest import ROLE

ONCE = "at(2026-03-02T18:00:00)"


def universal(action: str, **input: Any) -> dict[str, Any]:
    return {"Arn": f"arn:aws:scheduler:::aws-sdk:{action}", "RoleArn": ROLE, "Input": json.dumps(input)}


def test_without_input_a_target_gets_the_default_notification(fake: AwsFake, scheduler: Any, queue: Any) -> None:
    scheduler.create_schedule(
        Name="s",
        ScheduleExpression=ONCE,
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": queue.arn, "RoleArn": ROLE},
    )
    fake.clock.tick(days=1)
    assert queue.messages() == [
        {
            "version": "0",
            "id": fake.recorded.deliveries.only().event.id,
            "detail-type": "Scheduled Event",
            "source": "aws.scheduler",
            "account": "123456789012",
            "time": "2026-03-02T18:00:00Z",
            "region": "us-east-1",
            "resources": ["arn:aws:scheduler:us-east-1:123456789012:schedule/default/s"],
            "detail": "{}",
        }
    ]


def test_the_causes_are_on_record(fake: AwsFake, create: Any, queue: Any) -> None:
    create(ONCE)
    fake.clock.tick(days=1)
    call = fake.recorded.calls.last
    delivery, tick = call.ancestors()
    assert (call.name, call.principal) == ("sqs:SendMessage", "scheduler.amazonaws.com")
    assert delivery is fake.recorded.deliveries.only()
    assert tick is fake.recorded.ticks.only()
    assert tick.raw == {
        "kind": "schedule",
        "name": "s",
        "arn": "arn:aws:scheduler:us-east-1:123456789012:schedule/default/s",
        "due": "2026-03-02T18:00:00Z",
    }
    assert len(fake.recorded.events) == 0  # nothing was put on a bus
    assert fake.eventbridge.assert_delivered(event(source="aws.scheduler"), to=queue).rule.name == "s"


def test_context_attributes_are_filled_in(fake: AwsFake, create: Any, queue: Any) -> None:
    given = "<aws.scheduler.schedule-arn> <aws.scheduler.scheduled-time> <aws.scheduler.attempt-number>"
    arn = create(ONCE, target={"Input": f"{given} <aws.scheduler.execution-id>"})
    fake.stub("sqs", "send_message", AwsError("ThrottlingException", "slow down"), times=1)
    fake.clock.tick(days=1)
    *known, execution = queue.bodies()[0].split()
    assert known == [arn, "2026-03-02T18:00:00Z", "2"]
    assert len(execution) == 16


def test_a_lambda_handler_sees_the_due_time(fake: AwsFake, create: Any) -> None:
    seen = []
    function = fake.lambda_.function("f", lambda event, context: seen.append((event, datetime.now(UTC).isoformat())))
    create(ONCE, target={"Arn": function.arn, "Input": '{"n": 1}'})
    fake.clock.tick(days=1)
    assert seen == [({"n": 1}, "2026-03-02T18:00:00+00:00")]


def test_an_event_bus_gets_an_event(fake: AwsFake, create: Any, queue: Any) -> None:
    bus = fake.eventbridge.bus("orders")
    fake.eventbridge.rule("all", {"source": ["nightly"]}, to=queue, bus=bus)
    parameters = {"DetailType": "Close", "Source": "nightly"}
    create(ONCE, target={"Arn": bus.arn, "Input": '{"day": 2}', "EventBridgeParameters": parameters})
    fake.clock.tick(days=1)
    body = queue.messages()[0]
    assert (body["source"], body["detail-type"], body["detail"], body["time"]) == (
        "nightly",
        "Close",
        {"day": 2},
        "2026-03-02T18:00:00Z",
    )


def test_an_entry_that_the_bus_rejects_is_a_failed_invocation(fake: AwsFake, create: Any) -> None:
    bus = fake.eventbridge.bus("orders")
    fake.eventbridge.reject_entries(code="InternalFailure", message="not now")
    parameters = {"DetailType": "Close", "Source": "nightly"}
    create(ONCE, target={"Arn": bus.arn, "Input": "{}", "EventBridgeParameters": parameters})
    fake.clock.move_to("2026-03-02T18:00Z")
    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, delivery.reason) == ("retrying", "InternalFailure: not now")
    fake.clock.tick(minutes=1)
    assert delivery.status == "delivered"


def test_a_stream_gets_the_partition_key(fake: AwsFake, create: Any) -> None:
    stream = "arn:aws:kinesis:us-east-1:123456789012:stream/s"
    create(ONCE, target={"Arn": stream, "KinesisParameters": {"PartitionKey": "k-1"}})
    fake.clock.tick(days=1)
    call = fake.recorded.calls.last
    assert (call.name, call.params["PartitionKey"], call.params["Data"]) == ("kinesis:PutRecord", "k-1", b"due")


def test_a_universal_target_calls_what_is_faked(fake: AwsFake, create: Any) -> None:
    create(ONCE, target=universal("sqs:createQueue", QueueName="made"))
    fake.clock.tick(days=1)
    assert fake.client("sqs").get_queue_url(QueueName="made")["QueueUrl"].endswith("/made")


def test_a_universal_target_of_another_service_is_a_recorded_call(fake: AwsFake, create: Any) -> None:
    create(ONCE, target=universal("ecs:runTask", TaskDefinition="t", Overrides={"Cpu": "1"}))
    create(ONCE, "put", target=universal("eventbridge:putEvents", Entries=[]), State="DISABLED")
    create(ONCE, "plain", target={**universal("glue:startJobRun"), "Input": '{"JobName": "j"}'})
    create(ONCE, "invoke", target=universal("sagemakerruntime:invokeEndpoint", EndpointName="e", Body="eyJhIjogMX0="))
    create(ONCE, "text", target=universal("sagemakerruntime:invokeEndpoint", EndpointName="e", Body="plain text"))
    create(ONCE, "tags", target=universal("lambda:tagResource", Resource="arn", Tags={"A": "b"}), State="DISABLED")
    fake.clock.tick(days=1)
    calls = [call for call in fake.recorded.calls if call.principal == "scheduler.amazonaws.com"]
    assert [(call.name, call.params, call.answered_by) for call in calls] == [
        ("ecs:RunTask", {"taskDefinition": "t", "overrides": {"cpu": "1"}}, "default"),
        ("glue:StartJobRun", {"JobName": "j"}, "default"),
        ("sagemaker-runtime:InvokeEndpoint", {"EndpointName": "e", "Body": b'{"a": 1}'}, "default"),
        ("sagemaker-runtime:InvokeEndpoint", {"EndpointName": "e", "Body": b"plain text"}, "default"),
    ]


def test_a_universal_target_may_be_stubbed(fake: AwsFake, create: Any) -> None:
    stub = fake.stub("glue", "start_job_run", {"JobRunId": "jr-1"})
    create(ONCE, target=universal("glue:startJobRun", JobName="j"))
    fake.clock.tick(days=1)
    assert stub.calls[0].params == {"JobName": "j"}


def test_parameters_that_do_not_fit_are_not_retried(fake: AwsFake, create: Any) -> None:
    create(ONCE, target=universal("glue:startJobRun", Job="j"))
    fake.clock.tick(days=1)
    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, delivery.error_code, len(delivery.attempts)) == ("dropped", "SDK_CLIENT_ERROR", 1)


def test_retries_come_on_the_clock_and_end_in_the_dead_letter_queue(fake: AwsFake, create: Any, queue: Any) -> None:
    letters = fake.sqs.queue("letters")
    policy = {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 3600}
    arn = create(
        ONCE,
        target={
            **universal("glue:startJobRun", JobName="j"),
            "RetryPolicy": policy,
            "DeadLetterConfig": {"Arn": letters.arn},
        },
    )
    fake.stub("glue", "start_job_run", AwsError("ThrottlingException", "slow down"))
    fake.clock.tick(days=1)
    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, delivery.queue, len(delivery.attempts)) == ("dead-lettered", letters.arn, 3)
    first, *_, last = (attempt.at for attempt in delivery.attempts)
    assert timedelta(0) < last - first < timedelta(minutes=1)
    assert [tick.kind for tick in fake.recorded.ticks] == ["schedule", "retry", "retry"]
    message = letters.receive()[0]
    assert message["Body"] == '{"JobName": "j"}'
    attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert attributes.pop("EXECUTION_ID")
    assert attributes == {
        "ERROR_CODE": "ThrottlingException",
        "ERROR_MESSAGE": "slow down",
        "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
        "IS_PAYLOAD_TRUNCATED": "false",
        "RETRY_ATTEMPTS": "2",
        "SCHEDULED_TIME": "2026-03-02T18:00:00Z",
        "SCHEDULE_ARN": arn,
        "TARGET_ARN": "arn:aws:scheduler:::aws-sdk:glue:startJobRun",
    }


def test_an_event_that_has_grown_too_old_is_given_up_at_that_time(fake: AwsFake, create: Any) -> None:
    policy = {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 60}
    create(ONCE, target={**universal("glue:startJobRun", JobName="j"), "RetryPolicy": policy})
    fake.stub("glue", "start_job_run", AwsError("ThrottlingException", "slow down"))
    fake.clock.move_to("2026-03-02T18:00:59Z")
    delivery = fake.recorded.deliveries.only()
    assert delivery.status == "retrying"
    fake.clock.tick(1)
    assert (delivery.status, delivery.reason) == ("dropped", "ThrottlingException: slow down")


def test_a_dead_letter_queue_that_is_gone_is_told(fake: AwsFake, create: Any) -> None:
    gone = "arn:aws:sqs:us-east-1:123456789012:gone"
    create(ONCE, target={"Arn": gone, "DeadLetterConfig": {"Arn": gone}})
    fake.clock.tick(days=1)
    delivery = fake.recorded.deliveries.only()
    assert delivery.status == "dropped"
    assert "and its dead-letter queue did not take it: " in (delivery.reason or "")


def test_a_handler_that_breaks_the_drain_leaves_a_reason(fake: AwsFake, create: Any) -> None:
    def broken(params: Any) -> dict[str, Any]:
        raise RuntimeError("stub is broken")

    fake.stub("glue", "start_job_run", broken)
    create(ONCE, target=universal("glue:startJobRun", JobName="j"))
    with pytest.raises(RuntimeError, match="stub is broken"):
        fake.clock.tick(days=1)
    assert fake.recorded.deliveries.only().reason == "RuntimeError: stub is broken"


def test_after_completion_a_schedule_may_delete_itself(fake: AwsFake, scheduler: Any, create: Any) -> None:
    create(ONCE, ActionAfterCompletion="DELETE")
    create("rate(1 hour)", "hourly", ActionAfterCompletion="DELETE", EndDate="2026-03-02T14:00Z")
    create(ONCE, "kept")
    fake.clock.tick(hours=1)
    names = [schedule["Name"] for schedule in scheduler.list_schedules()["Schedules"]]
    assert names == ["s", "hourly", "kept"]
    fake.clock.tick(days=1)
    assert [schedule["Name"] for schedule in scheduler.list_schedules()["Schedules"]] == ["kept"]
    assert len(fake.recorded.ticks) == 5


@pytest.mark.parametrize(
    ("input", "complaint"),
    [
        ("{}", 'Missing required parameter in input: "QueueUrl"'),
        ('{"QueueUrl": 5, "MessageBody": "b"}', "Invalid type for parameter QueueUrl"),
        ("[]", "Invalid type for parameter"),
    ],
)
def test_universal_targets_are_checked_as_a_client_would_check_them(
    fake: AwsFake, create: Any, input: str, complaint: str
) -> None:
    create(ONCE, target={**universal("sqs:sendMessage"), "Input": input})
    fake.clock.tick(days=1)
    delivery = fake.recorded.deliveries.only()
    assert delivery.status == "dropped"
    assert complaint in str(delivery.reason)
