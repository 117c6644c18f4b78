"""Asynchronous invocation: retries on the clock, dead letters, destinations."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake
from pytest_awsevents.core.records import ApiCall, Tick
from pytest_awsevents.reporting.timeline import timeline

START = "2026-12-01T09:00:00.120Z"


def error_of(raised: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


def fail(event: Any, context: Any) -> None:
    raise ValueError("no stock")


class FailsAtFirst:
    """A handler that fails so many times before it succeeds."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self, event: Any, context: Any) -> str:
        if self.left:
            self.left -= 1
            raise ValueError("no stock")
        return "shipped"


@pytest.fixture
def frozen(fake: AwsFake) -> AwsFake:
    fake.clock.freeze(START)
    return fake


def send(client: Any, payload: Any = None) -> None:
    client.invoke(FunctionName="ship", InvocationType="Event", Payload=json.dumps(payload or {"id": "o-1"}))


HERE = f"tests/services/lambda_/test_lambda_async.py:{send.__code__.co_firstlineno + 1}"


def configure(client: Any, **settings: Any) -> dict[str, Any]:
    response: dict[str, Any] = client.put_function_event_invoke_config(FunctionName="ship", **settings)
    return response


# --- retries ---


def test_a_failed_event_is_tried_again_after_one_minute_and_two_minutes(frozen: AwsFake, client: Any) -> None:
    function = frozen.lambda_.function("ship", fail)
    send(client)
    assert [f"{one}" for one in frozen.clock.upcoming()] == ["2026-12-01T09:01:00Z  retry 1 of function ship"]
    frozen.clock.tick(59.9)
    assert len(function.invocations) == 1
    frozen.clock.tick(hours=6)
    assert [(one.attempt, f"{one.at:%H:%M:%S}") for one in function.invocations] == [
        (1, "09:00:00"),
        (2, "09:01:00"),
        (3, "09:03:00"),
    ]
    assert len({one.request_id for one in function.invocations}) == 1
    assert frozen.clock.upcoming() == ()


def test_timeline_and_messages_say_why_it_failed(frozen: AwsFake, client: Any) -> None:
    function = frozen.lambda_.function("ship", fail)
    send(client)
    frozen.clock.tick(minutes=1)
    assert "lambda:Invoke ship  ValueError: no stock  " in timeline(frozen.recorded)
    with pytest.raises(AssertionError) as caught:
        frozen.lambda_.assert_invoked(function=function, count=1)
    assert [line.partition(" by ")[2] for line in str(caught.value).splitlines()[1:]] == [
        f"{HERE}, failed: ValueError: no stock",
        f"{HERE}, attempt 2, failed: ValueError: no stock",
    ]


def test_a_call_whose_function_succeeded_in_the_end_has_not_failed(frozen: AwsFake, client: Any) -> None:
    frozen.lambda_.function("ship", FailsAtFirst(1))
    send(client)
    invoke = frozen.recorded.calls.last
    assert invoke.failure == "ValueError: no stock"
    assert frozen.recorded.as_dicts()[-1]["failure"] == "ValueError: no stock"
    frozen.clock.tick(hours=1)
    assert invoke.failure is None


def test_a_retry_that_succeeds_is_the_last(frozen: AwsFake, client: Any) -> None:
    function = frozen.lambda_.function("ship", FailsAtFirst(1))
    send(client)
    frozen.clock.tick(hours=1)
    assert [one.response for one in function.invocations] == [None, "shipped"]


def test_what_a_retry_causes_hangs_on_a_tick_below_the_call(frozen: AwsFake, client: Any) -> None:
    def ask(event: Any, context: Any) -> None:
        boto3.client("sts").get_caller_identity()
        fail(event, context)

    frozen.lambda_.function("ship", ask)
    send(client)
    frozen.clock.tick(minutes=1)
    invoke, first, second = (call for call in frozen.recorded.calls if call.operation != "CreateFunction")
    assert first.cause is invoke
    tick = second.cause
    assert isinstance(tick, Tick)
    assert (tick.kind, tick.name, tick.cause) == ("retry", "ship", invoke)


def test_a_retry_runs_the_function_as_it_is_then(frozen: AwsFake, client: Any) -> None:
    function = frozen.lambda_.function("ship", lambda event, context: fail(event, context))
    send(client)
    frozen.lambda_.bind("ship", lambda event, context: context.memory_limit_in_mb)
    client.update_function_configuration(FunctionName="ship", MemorySize=512)
    frozen.clock.tick(minutes=1)
    assert function.invocations[-1].response == "512"


def test_a_function_that_is_gone_is_not_tried_again(frozen: AwsFake, client: Any) -> None:
    function = frozen.lambda_.function("ship", fail)
    send(client)
    client.delete_function(FunctionName="ship")
    frozen.clock.tick(hours=1)
    assert [str(one.failure) for one in function.invocations] == [
        "ValueError: no stock",
        "NotRun: ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:ship",
    ]


def test_synchronous_invocations_are_not_tried_again(frozen: AwsFake, client: Any) -> None:
    function = frozen.lambda_.function("ship", fail)
    client.invoke(FunctionName="ship")
    frozen.clock.tick(hours=1)
    assert len(function.invocations) == 1


@pytest.mark.parametrize("retries", [0, 1, 2])
def test_the_number_of_retries_can_be_set(frozen: AwsFake, client: Any, retries: int) -> None:
    function = frozen.lambda_.function("ship", fail)
    configure(client, MaximumRetryAttempts=retries)
    send(client)
    frozen.clock.tick(hours=1)
    assert len(function.invocations) == retries + 1


@pytest.mark.parametrize(("age", "attempts"), [(60, 1), (61, 2), (180, 2), (181, 3)])
def test_an_event_that_would_be_too_old_is_given_up_at_once(
    frozen: AwsFake, client: Any, age: int, attempts: int
) -> None:
    frozen.lambda_.function("ship", fail)
    letters = frozen.sqs.queue("letters")
    configure(client, MaximumEventAgeInSeconds=age, DestinationConfig={"OnFailure": {"Destination": letters.arn}})
    send(client)
    frozen.clock.tick(minutes=1 if attempts == 2 else 0)
    if attempts == 3:
        frozen.clock.tick(minutes=3)
    (record,) = letters.messages()
    condition = "RetriesExhausted" if attempts == 3 else "EventAgeExceeded"
    context = record["requestContext"]
    assert (context["condition"], context["approximateInvokeCount"]) == (condition, attempts)


def test_a_rule_delivers_once_however_often_the_handler_fails(frozen: AwsFake) -> None:
    function = frozen.lambda_.function("ship", fail)
    frozen.eventbridge.rule("paid", {"detail-type": ["Paid"]}, to=function)
    frozen.eventbridge.put("Paid", {"id": "o-1"})
    frozen.clock.tick(minutes=3)
    assert frozen.recorded.deliveries.only().status == "delivered"
    assert len(frozen.recorded.deliveries.only().attempts) == 1
    assert len(function.invocations) == 3
    with pytest.raises(AssertionError, match="3 of 3 invocations of function ship failed, expected none"):
        frozen.lambda_.assert_not_failed("ship")


@pytest.mark.parametrize("escaping", [KeyboardInterrupt, pytest.fail.Exception])
def test_what_ends_the_test_is_not_tried_again(frozen: AwsFake, client: Any, escaping: type[BaseException]) -> None:
    def stop(event: Any, context: Any) -> None:
        raise escaping("stop here")

    frozen.lambda_.function("ship", stop)
    with pytest.raises(escaping):
        send(client)
    assert frozen.clock.upcoming() == ()


# --- dead letters ---


@pytest.mark.parametrize("kind", ["sqs", "sns"])
def test_the_dead_letter_queue_gets_the_event_and_the_error(frozen: AwsFake, client: Any, kind: str) -> None:
    letters = frozen.sqs.queue("letters")
    target = letters.arn
    if kind == "sns":
        topic = frozen.sns.topic("letters")
        topic.subscribe(letters, raw=True)
        target = topic.arn
    function = frozen.lambda_.function("ship", fail, DeadLetterConfig={"TargetArn": target})
    send(client, {"id": 1.50})
    frozen.clock.tick(minutes=2)
    assert len(letters) == 0
    frozen.clock.tick(minutes=1)
    (message,) = letters.receive()
    assert message["Body"] == '{"id": 1.5}'
    assert message["MessageAttributes"] == {
        "RequestID": {"DataType": "String", "StringValue": function.invocations[0].request_id},
        "ErrorCode": {"DataType": "Number", "StringValue": "200"},
        "ErrorMessage": {"DataType": "String", "StringValue": "no stock"},
    }
    sent = "sqs:SendMessage" if kind == "sqs" else "sns:Publish"
    call = next(call for call in frozen.recorded.calls if call.name == sent)
    assert call.principal == "lambda.amazonaws.com"


def test_dead_letters_hold_the_first_kilobyte_of_the_error(frozen: AwsFake, client: Any) -> None:
    def explain(event: Any, context: Any) -> None:
        raise ValueError("ä" * 600)

    letters = frozen.sqs.queue("letters")
    frozen.lambda_.function("ship", explain, DeadLetterConfig={"TargetArn": letters.arn})
    configure(client, MaximumRetryAttempts=0)
    send(client)
    assert letters.receive()[0]["MessageAttributes"]["ErrorMessage"]["StringValue"] == "ä" * 512


def test_a_function_that_is_stopped_gives_its_events_away_without_retries(frozen: AwsFake, client: Any) -> None:
    letters, failures = frozen.sqs.queue("letters"), frozen.sqs.queue("failures")
    function = frozen.lambda_.function("ship", fail, DeadLetterConfig={"TargetArn": letters.arn})
    configure(client, DestinationConfig={"OnFailure": {"Destination": failures.arn}})
    client.put_function_concurrency(FunctionName="ship", ReservedConcurrentExecutions=0)
    send(client)
    assert [str(one.failure) for one in function.invocations] == ["NotRun: the function's reserved concurrency is 0"]
    (message,) = letters.receive()
    assert message["MessageAttributes"] == {
        "RequestID": {"DataType": "String", "StringValue": function.invocations[0].request_id},
        "ErrorMessage": {
            "DataType": "String",
            "StringValue": "Function not invoked. Function isconfigured with zero reserved concurrent executions",
        },
    }
    assert list(failures.messages()[0]) == ["version", "timestamp", "requestContext", "requestPayload"]
    assert failures.messages()[0]["requestContext"]["condition"] == "ZeroReservedConcurrency"
    assert failures.messages()[0]["requestContext"]["approximateInvokeCount"] == 0


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        ("arn:aws:s3:::letters", "Only Amazon SQS queues and Amazon SNS topics are supported."),
        ("arn:aws:sqs:us-east-1:123456789012:a.fifo", "FIFO SQS queue is not supported for dead letter configuration"),
        ("arn:aws:sns:us-east-1:123456789012:a.fifo", "FIFO SNS topic is not supported for dead letter configuration"),
    ],
)
def test_what_cannot_be_a_dead_letter_queue_is_refused(created: Any, client: Any, target: str, complaint: str) -> None:
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        client.update_function_configuration(FunctionName="resize", DeadLetterConfig={"TargetArn": target})
    assert error_of(raised)[1] == f"Invalid dead letter queue ARN: {complaint}"
    client.update_function_configuration(FunctionName="resize", DeadLetterConfig={})


# --- destinations ---


def test_the_record_of_a_success(frozen: AwsFake, client: Any) -> None:
    done = frozen.sqs.queue("done")
    function = frozen.lambda_.function("ship", lambda event, context: {"shipped": event["id"]})
    configure(client, DestinationConfig={"OnSuccess": {"Destination": done.arn}})
    send(client)
    assert done.bodies() == [
        '{"version":"1.0","timestamp":"2026-12-01T09:00:00.120Z","requestContext":{'
        f'"requestId":"{function.invocations[0].request_id}",'
        '"functionArn":"arn:aws:lambda:us-east-1:123456789012:function:ship:$LATEST",'
        '"condition":"Success","approximateInvokeCount":1},"requestPayload":{"id": "o-1"},'
        '"responseContext":{"statusCode":200,"executedVersion":"$LATEST"},"responsePayload":{"shipped": "o-1"}}'
    ]


def test_the_record_of_a_failure(frozen: AwsFake, client: Any) -> None:
    failures = frozen.sqs.queue("failures")
    function = frozen.lambda_.function("ship", fail)
    configure(client, DestinationConfig={"OnFailure": {"Destination": failures.arn}})
    send(client)
    frozen.clock.tick(minutes=3)
    (record,) = failures.messages()
    assert record["timestamp"] == "2026-12-01T09:03:00.120Z"
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["responseContext"] == {
        "statusCode": 200,
        "executedVersion": "$LATEST",
        "functionError": "Unhandled",
    }
    assert list(record["responsePayload"]) == ["errorMessage", "errorType", "requestId", "stackTrace"]
    assert record["responsePayload"]["requestId"] == function.invocations[0].request_id


def test_a_topic_and_a_function_as_destinations(frozen: AwsFake, client: Any) -> None:
    topic, audit = frozen.sns.topic("failures"), frozen.lambda_.function("audit")
    letters = frozen.sqs.queue("letters")
    topic.subscribe(letters, raw=True)
    frozen.lambda_.function("ship", FailsAtFirst(1))
    destinations = {"OnSuccess": {"Destination": audit.arn}, "OnFailure": {"Destination": topic.arn}}
    configure(client, MaximumRetryAttempts=0, DestinationConfig=destinations)
    send(client)
    send(client)
    assert [message["requestContext"]["condition"] for message in letters.messages()] == ["RetriesExhausted"]
    assert [event["requestContext"]["condition"] for event in audit.events] == ["Success"]
    assert audit.invocations[0].type == "Event"


def test_a_bus_as_destination(frozen: AwsFake, client: Any) -> None:
    seen = frozen.sqs.queue("seen")
    bus = client.meta.region_name and boto3.client("events").create_event_bus(Name="results")["EventBusArn"]
    rule = {"source": ["lambda"], "detail-type": ["Lambda Function Invocation Result - Failure"]}
    frozen.eventbridge.rule("failed", rule, to=seen, bus="results")
    function = frozen.lambda_.function("ship", FailsAtFirst(1))
    destinations = {"OnSuccess": {"Destination": bus}, "OnFailure": {"Destination": bus}}
    configure(client, MaximumRetryAttempts=0, DestinationConfig=destinations)
    send(client)
    send(client)
    (event,) = seen.messages()
    assert event["resources"] == [bus, f"{function.arn}:$LATEST"]
    assert event["detail"]["responsePayload"]["errorMessage"] == "no stock"
    assert [one.detail_type for one in frozen.recorded.events] == [
        "Lambda Function Invocation Result - Failure",
        "Lambda Function Invocation Result - Success",
    ]


def test_a_bucket_as_destination_of_failures(frozen: AwsFake, client: Any) -> None:
    bucket = frozen.s3.bucket("failures")
    frozen.lambda_.function("ship", fail)
    configure(client, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": "arn:aws:s3:::failures"}})
    send(client)
    (key,) = bucket.keys()
    assert key.startswith("aws/lambda/async/ship/2026/12/01/2026-12-01T09.00.00-")
    assert json.loads(bucket.get(key))["requestContext"]["condition"] == "RetriesExhausted"


def test_a_destination_that_refuses_is_seen_in_the_log_only(frozen: AwsFake, client: Any) -> None:
    frozen.lambda_.function("ship")
    gone = "arn:aws:sqs:us-east-1:123456789012:gone"
    configure(client, DestinationConfig={"OnSuccess": {"Destination": gone}})
    send(client)
    (call,) = [call for call in frozen.recorded.calls if call.name == "sqs:SendMessage"]
    assert call.error is not None
    assert isinstance(call.cause, ApiCall)
    assert call.cause.name == "lambda:Invoke"


def test_versions_and_aliases_have_their_own_settings(frozen: AwsFake, client: Any) -> None:
    done = frozen.sqs.queue("done")
    frozen.lambda_.function("ship", Publish=True)
    client.create_alias(FunctionName="ship", Name="live", FunctionVersion="1")
    configure(client, Qualifier="live", DestinationConfig={"OnSuccess": {"Destination": done.arn}})
    for qualifier in ({}, {"Qualifier": "1"}, {"Qualifier": "live"}):
        client.invoke(FunctionName="ship", InvocationType="Event", **qualifier)
    (record,) = done.messages()
    assert record["requestContext"]["functionArn"].endswith(":function:ship:live")
    assert record["responseContext"]["executedVersion"] == "1"


# --- the settings ---


def test_settings_are_put_changed_listed_and_deleted(frozen: AwsFake, client: Any) -> None:
    queue = frozen.sqs.queue("done")
    frozen.lambda_.function("ship")
    made = configure(client, MaximumRetryAttempts=1, DestinationConfig={"OnSuccess": {"Destination": queue.arn}})
    del made["ResponseMetadata"]
    assert made == {
        "LastModified": frozen.clock.now,
        "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:ship:$LATEST",
        "MaximumRetryAttempts": 1,
        "DestinationConfig": {"OnSuccess": {"Destination": queue.arn}, "OnFailure": {}},
    }
    changed = client.update_function_event_invoke_config(
        FunctionName="ship", MaximumEventAgeInSeconds=60, DestinationConfig={"OnFailure": {"Destination": queue.arn}}
    )
    assert (changed["MaximumRetryAttempts"], changed["MaximumEventAgeInSeconds"]) == (1, 60)
    assert changed["DestinationConfig"]["OnSuccess"] == changed["DestinationConfig"]["OnFailure"]
    found = client.get_function_event_invoke_config(FunctionName="ship:$LATEST")
    assert found["MaximumEventAgeInSeconds"] == 60
    put_again = configure(client, MaximumRetryAttempts=0)
    assert put_again["DestinationConfig"] == {"OnSuccess": {}, "OnFailure": {}}
    listed = client.list_function_event_invoke_configs(FunctionName="ship")["FunctionEventInvokeConfigs"]
    assert [one["MaximumRetryAttempts"] for one in listed] == [0]
    client.delete_function_event_invoke_config(FunctionName="ship")
    assert client.list_function_event_invoke_configs(FunctionName="ship")["FunctionEventInvokeConfigs"] == []


@pytest.mark.parametrize("operation", ["get", "update", "delete"])
def test_settings_that_are_not_there(fake: AwsFake, client: Any, operation: str) -> None:
    fake.lambda_.function("ship")
    extra = {"MaximumRetryAttempts": 0} if operation == "update" else {}
    with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
        getattr(client, f"{operation}_function_event_invoke_config")(FunctionName="ship", **extra)
    arn = "arn:aws:lambda:us-east-1:123456789012:function:ship:$LATEST"
    assert error_of(raised)[1] == f"The function {arn} doesn't have an EventInvokeConfig"


@pytest.mark.parametrize("name", ["gone", "ship:7", "ship:live"])
def test_a_function_that_is_not_there(fake: AwsFake, client: Any, name: str) -> None:
    fake.lambda_.function("ship")
    with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
        client.put_function_event_invoke_config(FunctionName=name, MaximumRetryAttempts=0)
    assert error_of(raised)[1] == "The function doesn't exist."
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.list_function_event_invoke_configs(FunctionName="gone")


def test_settings_that_say_nothing_are_refused(fake: AwsFake, client: Any) -> None:
    fake.lambda_.function("ship")
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        configure(client)
    assert error_of(raised)[1] == "You must specify at least one of error handling or destination setting."
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        client.list_function_event_invoke_configs(FunctionName="ship:1")
    assert error_of(raised)[1] == "The function name must not include a version number or alias."


ROOT = "us-east-1:123456789012:"


@pytest.mark.parametrize(
    ("kind", "destination", "complaint"),
    [
        (
            "OnSuccess",
            "arn:aws:s3:::failures",
            "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:s3:::failures), "
            "onFailure=null) is invalid.",
        ),
        (
            "OnFailure",
            f"arn:aws:kinesis:{ROOT}stream/s",
            "The provided destination config DestinationConfig(onSuccess=null, "
            f"onFailure=OnFailure(destination=arn:aws:kinesis:{ROOT}stream/s)) is invalid.",
        ),
        ("OnFailure", f"arn:aws:sqs:{ROOT}q.fifo", f"The destination ARN arn:aws:sqs:{ROOT}q.fifo is invalid."),
        ("OnFailure", f"arn:aws:sns:{ROOT}t.fifo", "FIFO-type Amazon SNS topics aren't supported as a destination."),
        (
            "OnFailure",
            f"arn:aws:lambda:{ROOT}function:ship",
            "You can't specify the function as a destination for itself.",
        ),
        (
            "OnSuccess",
            f"arn:aws:lambda:{ROOT}function:gone",
            f"The destination ARN arn:aws:lambda:{ROOT}function:gone is invalid.",
        ),
    ],
)
def test_what_cannot_be_a_destination_is_refused(
    fake: AwsFake, client: Any, kind: str, destination: str, complaint: str
) -> None:
    fake.lambda_.function("ship")
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        configure(client, DestinationConfig={kind: {"Destination": destination}})
    assert error_of(raised)[1] == complaint
