"""`aws_lambda.event_source`, the parameters for asynchronous invocations, and the assertions about them."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import AwsError, InvalidOption


@pytest.fixture
def frozen(fake: AwsFake) -> AwsFake:
    fake.clock.freeze("2026-12-01T09:00:00Z")
    return fake


def fail_if_bad(event: Any, context: Any) -> None:
    if any("bad" in record["body"] for record in event["Records"]):
        raise ValueError("no stock")


# --- arranging ---


@pytest.mark.needs_model("lambda:CreateEventSourceMapping", "EventSourceMappingArn")
def test_a_mapping_in_one_line(fake: AwsFake, client: Any) -> None:
    queue, letters, stream = fake.sqs.queue("orders"), fake.sqs.queue("letters"), fake.kinesis.stream("clicks")
    function = fake.lambda_.function("ship")
    first = fake.lambda_.event_source(
        queue, to=function, batch_size=20, window=5, filters=['{"body": ["a"]}', {"body": ["b"]}], report_failures=True
    )
    found = client.get_event_source_mapping(UUID=first.uuid)
    assert (first.arn, first.source, first.function) == (found["EventSourceMappingArn"], queue.arn, function.arn)
    assert (found["BatchSize"], found["MaximumBatchingWindowInSeconds"]) == (20, 5)
    assert found["FilterCriteria"]["Filters"] == [{"Pattern": '{"body": ["a"]}'}, {"Pattern": '{"body": ["b"]}'}]
    assert found["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    second = fake.lambda_.event_source(
        stream.arn, to="ship", retries=3, on_failure=letters, ParallelizationFactor=2, Tags={"a": "b"}
    )
    found = client.get_event_source_mapping(UUID=second.uuid)
    assert (found["StartingPosition"], found["MaximumRetryAttempts"]) == ("TRIM_HORIZON", 3)
    assert found["DestinationConfig"] == {"OnFailure": {"Destination": letters.arn}}
    assert client.list_tags(Resource=second.arn)["Tags"] == {"a": "b"}
    assert second.enabled
    client.update_event_source_mapping(UUID=second.uuid, Enabled=False)
    assert not second.enabled


def test_mistakes_are_named(fake: AwsFake) -> None:
    queue = fake.sqs.queue("orders")
    fake.lambda_.function("ship")
    with pytest.raises(InvalidOption) as raised:
        fake.lambda_.event_source(queue, to="ship", BatchSizes=3)
    assert str(raised.value) == (
        "CreateEventSourceMapping has no member 'BatchSizes' that is faked; did you mean 'BatchSize'?"
    )
    with pytest.raises(AssertionError, match=r"there is no function 'shipp'; did you mean 'ship'\?"):
        fake.lambda_.event_source(queue, to="shipp")
    with pytest.raises(AwsError, match="Unsupported MaximumRetryAttempts parameter"):
        fake.lambda_.event_source(queue, to="ship", retries=3)


def test_a_function_with_all_that_asynchronous_invocations_know(fake: AwsFake, client: Any) -> None:
    letters, done, bucket = fake.sqs.queue("letters"), fake.sns.topic("done"), fake.s3.bucket("failures")
    fake.lambda_.function("ship", retries=1, max_event_age=90, on_success=done, on_failure=bucket, dead_letter=letters)
    config = client.get_function_event_invoke_config(FunctionName="ship")
    assert (config["MaximumRetryAttempts"], config["MaximumEventAgeInSeconds"]) == (1, 90)
    assert config["DestinationConfig"] == {
        "OnSuccess": {"Destination": done.arn},
        "OnFailure": {"Destination": "arn:aws:s3:::failures"},
    }
    settings = client.get_function_configuration(FunctionName="ship")
    assert settings["DeadLetterConfig"] == {"TargetArn": letters.arn}


def test_a_function_that_says_nothing_of_it_has_no_settings_for_it(fake: AwsFake, client: Any) -> None:
    fake.lambda_.function("ship")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_function_event_invoke_config(FunctionName="ship")
    assert "DeadLetterConfig" not in client.get_function_configuration(FunctionName="ship")


# --- looking ---


def test_outcomes_tell_what_came_of_each_record(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    function = frozen.lambda_.function("ship", fail_if_bad)
    source = frozen.lambda_.event_source(queue, to=function, filters=[{"body": [{"suffix": "!"}]}])
    for body in ("good!", "bad!", "other"):
        queue.send(body)
    frozen.lambda_.bind("ship", None)
    frozen.clock.tick(30)
    assert [(one.text, one.status, f"{one.at:%S}") for one in source.outcomes] == [
        ("good!", "processed", "00"),
        ("bad!", "failed", "00"),
        ("other", "filtered out", "00"),
        ("bad!", "processed", "30"),
    ]
    assert source.outcomes[1].reason == "ValueError: no stock"
    assert source.outcomes[1].id == source.outcomes[3].id
    assert source.outcomes[0].invocation is function.invocations[0]
    assert source.outcomes[2].invocation is None
    assert source.processed() == ["good!", "bad!"]


# --- asserting ---


def test_a_processed_record_is_returned(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    function = frozen.lambda_.function("ship", fail_if_bad)
    source = frozen.lambda_.event_source(queue, to=function)
    queue.send({"id": "o-1", "total": 3})
    queue.send({"id": "o-2"})
    queue.send("text")
    ships = frozen.lambda_
    assert ships.assert_processed({"id": "o-1"}, by=function) is source.outcomes[0]
    assert ships.assert_processed("text", by="ship") is source.outcomes[2]
    ships.assert_processed(by=source, count=3)
    ships.assert_not_processed({"id": "o-3"}, by=function)


def test_message_of_a_record_that_failed(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", fail_if_bad)
    frozen.lambda_.event_source(queue, to="ship", filters=[{"body": {"id": [{"exists": True}]}}])
    queue.send({"id": "o-1", "is": "bad"})
    queue.send({"id": "o-2"})
    queue.send({"no": "id"})
    frozen.clock.tick(30)
    with pytest.raises(AssertionError) as raised:
        frozen.lambda_.assert_processed({"id": "o-1"}, by="ship")
    assert str(raised.value) == (
        '0 records processed by function ship with {"id": "o-1"}, expected at least 1\n'
        '  nearest: {"id": "o-1", "is": "bad"}  failed 2 times: ValueError: no stock\n'
        "  it also had:\n"
        '  {"id": "o-2"}  processed\n'
        '  {"no": "id"}  filtered out: filter {"body": {"id": [{"exists": true}]}} does not match: '
        "body.id is (absent)\n"
        "  event source sqs:orders, Enabled: 2 failed, 1 processed, 1 filtered out"
    )
    invoke = [call for call in frozen.recorded.calls if call.name == "lambda:Invoke"][-1]
    assert getattr(raised.value, "aws_record", None) == invoke.seq


def test_message_of_another_record(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship")
    frozen.lambda_.event_source(queue, to="ship")
    queue.send({"id": "o-2"})
    with pytest.raises(AssertionError) as raised:
        frozen.lambda_.assert_processed({"id": "o-1"}, by="ship")
    assert str(raised.value) == (
        '0 records processed by function ship with {"id": "o-1"}, expected at least 1\n'
        '  nearest: {"id": "o-2"}  processed\n'
        '  id  got "o-2"  test wants "o-1"\n'
        "  event source sqs:orders, Enabled: 1 processed"
    )


def test_message_of_records_that_wait(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship")
    frozen.lambda_.event_source(queue, to="ship", window=10)
    queue.send("o-1")
    with pytest.raises(AssertionError) as raised:
        frozen.lambda_.assert_processed("o-1", by="ship")
    assert str(raised.value) == (
        '0 records processed by function ship with "o-1", expected at least 1\n'
        "  event source sqs:orders, Enabled: 1 waiting for a batch or a retry (aws_clock.upcoming() says when), "
        "first o-1"
    )
    with pytest.raises(AssertionError) as raised:
        frozen.lambda_.assert_invoked(function="ship")
    assert str(raised.value).splitlines()[1:] == [
        "  no function was invoked",
        "  event source sqs:orders, Enabled: 1 waiting for a batch or a retry (aws_clock.upcoming() says when), "
        "first o-1",
    ]


def test_messages_where_nothing_could_arrive(frozen: AwsFake) -> None:
    queue, stream = frozen.sqs.queue("orders"), frozen.kinesis.stream("clicks")
    frozen.lambda_.function("ship")
    with pytest.raises(AssertionError) as raised:
        frozen.lambda_.assert_processed("o-1", by="ship")
    assert str(raised.value) == (
        '0 records processed by function ship with "o-1", expected at least 1\n'
        "  function ship has no event source mapping: aws_lambda.event_source(queue_or_stream, to=...)"
    )
    frozen.lambda_.event_source(queue, to="ship", Enabled=False)
    frozen.lambda_.event_source(stream, to="ship")
    queue.send("o-1")
    with pytest.raises(AssertionError) as raised:
        frozen.lambda_.assert_processed("o-1", by="ship")
    assert str(raised.value).splitlines()[1:] == [
        "  event source sqs:orders, Disabled: nothing was taken",
        "  event source kinesis:clicks, Enabled: nothing was taken",
    ]


def test_a_report_that_nobody_reads_is_told(frozen: AwsFake) -> None:
    def report(event: Any, context: Any) -> Any:
        return {"batchItemFailures": [{"itemIdentifier": "any"}]}

    function = frozen.lambda_.function("ship", report)
    queue, stream = frozen.sqs.queue("orders"), frozen.kinesis.stream("clicks")
    for source in (queue, stream):
        frozen.lambda_.event_source(source, to=function)
    queue.send("o-1")
    stream.put("o-2")
    for record in ("o-1", "o-2"):
        with pytest.raises(AssertionError) as raised:
            frozen.lambda_.assert_not_processed(record, by=function)
        assert str(raised.value).splitlines()[1] == (
            f"  {record}  processed: the batchItemFailures that the function returned are read with "
            "report_failures=True only"
        )


def test_message_of_too_many(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship")
    source = frozen.lambda_.event_source(queue, to="ship")
    for number in range(7):
        queue.send(str(number))
    with pytest.raises(AssertionError) as raised:
        frozen.lambda_.assert_processed(by=source, count=1)
    assert str(raised.value) == (
        "7 records processed by function ship, expected exactly 1\n"
        "  0  processed\n  1  processed\n  2  processed\n  3  processed\n  4  processed\n  ... and 2 more"
    )
    with pytest.raises(AssertionError) as raised:
        frozen.lambda_.assert_not_processed("3", by="ship")
    assert str(raised.value) == '1 record processed by function ship with "3", expected none\n  3  processed'
    with pytest.raises(ValueError, match=r"use assert_not_processed\(\)"):
        frozen.lambda_.assert_processed(by=source, count=0)


def test_attempts_are_told_of_failed_invocations(frozen: AwsFake) -> None:
    def fail(event: Any, context: Any) -> None:
        raise ValueError("no stock")

    frozen.lambda_.function("ship", fail)
    payload = json.dumps({"id": "o-1"})
    boto3.client("lambda").invoke(FunctionName="ship", InvocationType="Event", Payload=payload)
    frozen.clock.tick(minutes=1)
    with pytest.raises(AssertionError) as raised:
        frozen.lambda_.assert_not_failed("ship")
    lines = str(raised.value).splitlines()
    assert lines[0] == "2 of 2 invocations of function ship failed, expected none"
    assert [line.rpartition(":")[2].partition(", ")[2] for line in lines[2::2]] == ["", "attempt 2"]
