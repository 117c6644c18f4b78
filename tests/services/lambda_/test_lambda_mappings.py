"""The operations of event source mappings: what they take, answer and refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import UnsupportedOperation

ROOT = "us-east-1:123456789012"
ARN = f"arn:aws:lambda:{ROOT}:function:ship"
QUEUE = f"arn:aws:sqs:{ROOT}:orders"
STREAM = f"arn:aws:kinesis:{ROOT}:stream/clicks"
TRIM = {"StartingPosition": "TRIM_HORIZON"}


def error_of(raised: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.fixture(autouse=True)
def arranged(fake: AwsFake) -> AwsFake:
    """A function `ship`, a queue `orders` (and `orders.fifo`), a stream `clicks`."""
    fake.clock.freeze("2026-12-01T09:00:00Z")
    fake.lambda_.function("ship")
    fake.sqs.queue("orders")
    fake.sqs.queue("orders", fifo=True)
    fake.kinesis.stream("clicks")
    return fake


def create(client: Any, source: str = QUEUE, **params: Any) -> dict[str, Any]:
    response: dict[str, Any] = client.create_event_source_mapping(
        **{"FunctionName": "ship", "EventSourceArn": source, **params}
    )
    del response["ResponseMetadata"]
    return response


# --- answers ---


@pytest.mark.needs_model("lambda:CreateEventSourceMapping", "EventSourceMappingArn")
def test_the_answer_for_a_queue(fake: AwsFake, client: Any) -> None:
    made = create(client)
    uuid = made["UUID"]
    assert made == {
        "UUID": uuid,
        "BatchSize": 10,
        "MaximumBatchingWindowInSeconds": 0,
        "EventSourceArn": QUEUE,
        "EventSourceMappingArn": f"arn:aws:lambda:{ROOT}:event-source-mapping:{uuid}",
        "FunctionArn": ARN,
        "FunctionResponseTypes": [],
        "LastModified": fake.clock.now,
        "State": "Creating",
        "StateTransitionReason": "USER_INITIATED",
    }
    found = client.get_event_source_mapping(UUID=uuid)
    del found["ResponseMetadata"]
    assert found == {**made, "State": "Enabled"}


@pytest.mark.needs_model("lambda:CreateEventSourceMapping", "EventSourceMappingArn")
def test_the_answer_for_a_stream(fake: AwsFake, client: Any) -> None:
    made = create(client, STREAM, StartingPosition="LATEST")
    assert made == {
        "UUID": made["UUID"],
        "BatchSize": 100,
        "BisectBatchOnFunctionError": False,
        "DestinationConfig": {"OnFailure": {}},
        "EventSourceArn": STREAM,
        "EventSourceMappingArn": f"arn:aws:lambda:{ROOT}:event-source-mapping:{made['UUID']}",
        "FunctionArn": ARN,
        "FunctionResponseTypes": [],
        "LastModified": fake.clock.now,
        "LastProcessingResult": "No records processed",
        "MaximumBatchingWindowInSeconds": 0,
        "MaximumRecordAgeInSeconds": -1,
        "MaximumRetryAttempts": -1,
        "ParallelizationFactor": 1,
        "StartingPosition": "LATEST",
        "State": "Creating",
        "StateTransitionReason": "User action",
        "TumblingWindowInSeconds": 0,
    }


def test_states_on_the_way_and_at_the_end(client: Any) -> None:
    uuid = create(client, Enabled=False)["UUID"]

    def state() -> str:
        return str(client.get_event_source_mapping(UUID=uuid)["State"])

    assert state() == "Disabled"
    assert client.update_event_source_mapping(UUID=uuid, Enabled=True)["State"] == "Enabling"
    assert state() == "Enabled"
    assert client.update_event_source_mapping(UUID=uuid, BatchSize=5)["State"] == "Updating"
    assert client.get_event_source_mapping(UUID=uuid)["BatchSize"] == 5
    assert client.update_event_source_mapping(UUID=uuid, Enabled=False)["State"] == "Disabling"
    assert state() == "Disabled"
    assert client.delete_event_source_mapping(UUID=uuid)["State"] == "Deleting"
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_event_source_mapping(UUID=uuid)


def test_settings_come_back_and_stay_where_an_update_does_not_name_them(client: Any) -> None:
    filters = {"Filters": [{"Pattern": json.dumps({"body": {"kind": ["order"]}})}]}
    given = {
        "BatchSize": 50,
        "MaximumBatchingWindowInSeconds": 5,
        "FilterCriteria": filters,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": 5},
    }
    uuid = create(client, **given)["UUID"]
    client.update_event_source_mapping(UUID=uuid, BatchSize=60)
    found = client.get_event_source_mapping(UUID=uuid)
    assert {name: found[name] for name in given} == {**given, "BatchSize": 60}
    client.update_event_source_mapping(UUID=uuid, FilterCriteria={}, FunctionResponseTypes=[])
    found = client.get_event_source_mapping(UUID=uuid)
    assert "FilterCriteria" not in found
    assert found["FunctionResponseTypes"] == []


def test_a_mapping_can_be_given_another_function(fake: AwsFake, client: Any) -> None:
    other = fake.lambda_.function("other")
    uuid = create(client)["UUID"]
    assert client.update_event_source_mapping(UUID=uuid, FunctionName="other")["FunctionArn"] == other.arn
    fake.client("sqs").send_message(QueueUrl=fake.sqs.queue("orders").url, MessageBody="one")
    assert len(other.invocations) == 1


def test_versions_and_aliases_have_mappings_of_their_own(fake: AwsFake, client: Any) -> None:
    client.publish_version(FunctionName="ship")
    client.create_alias(FunctionName="ship", Name="live", FunctionVersion="1")
    whole = create(client)["UUID"]
    assert create(client, FunctionName="ship:live")["FunctionArn"] == f"{ARN}:live"
    client.delete_event_source_mapping(UUID=whole)
    fake.sqs.queue("orders").send("one")
    assert [(one.arn, one.version) for one in fake.lambda_.invocations] == [(f"{ARN}:live", "1")]


def test_listing_by_function_and_source(fake: AwsFake, client: Any) -> None:
    fake.lambda_.function("other")
    first, second = create(client)["UUID"], create(client, STREAM, **TRIM)["UUID"]
    third = create(client, FunctionName="other")["UUID"]

    def listed(**params: Any) -> list[str]:
        answer = client.list_event_source_mappings(**params)
        return [one["UUID"] for one in answer["EventSourceMappings"]]

    assert listed() == [first, second, third]
    assert listed(FunctionName="ship") == [first, second]
    assert listed(FunctionName=ARN, EventSourceArn=STREAM) == [second]
    assert listed(EventSourceArn=QUEUE) == [first, third]
    assert listed(FunctionName="gone") == []
    pages = client.get_paginator("list_event_source_mappings").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["EventSourceMappings"]) for page in pages] == [2, 1]


def test_mappings_have_tags(client: Any) -> None:
    arn = create(client, Tags={"team": "shop"})["EventSourceMappingArn"]
    client.tag_resource(Resource=arn, Tags={"stage": "test"})
    client.untag_resource(Resource=arn, TagKeys=["team"])
    assert client.list_tags(Resource=arn)["Tags"] == {"stage": "test"}
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.list_tags(Resource=f"{arn[:-4]}0000")


def test_what_lambda_asks_the_source_is_recorded_under_the_call(fake: AwsFake, client: Any) -> None:
    create(client)
    create_call, asked = [call for call in fake.recorded.calls if call.service in ("lambda", "sqs")][-3:-1]
    assert (create_call.name, asked.name, asked.cause) == (
        "lambda:CreateEventSourceMapping",
        "sqs:GetQueueAttributes",
        create_call,
    )
    assert asked.principal == "lambda.amazonaws.com"


# --- refusals, in AWS's words ---


@pytest.mark.parametrize("operation", ["get", "update", "delete"])
def test_a_mapping_that_is_not_there(client: Any, operation: str) -> None:
    with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
        getattr(client, f"{operation}_event_source_mapping")(UUID="0" * 36)
    assert error_of(raised)[1] == "The resource you requested does not exist."


def test_a_second_mapping_of_the_same_pair(client: Any) -> None:
    first, stream = create(client)["UUID"], create(client, STREAM, **TRIM)["UUID"]
    with pytest.raises(client.exceptions.ResourceConflictException) as raised:
        create(client)
    assert error_of(raised)[1] == (
        f'An event source mapping with SQS arn (" {QUEUE} ") and function (" ship ") already exists. '
        f"Please update or delete the existing mapping with UUID {first}"
    )
    with pytest.raises(client.exceptions.ResourceConflictException) as raised:
        create(client, STREAM, **TRIM)
    assert error_of(raised)[1] == (
        f'The event source arn (" {STREAM} ") and function (" ship ") provided mapping already exists. '
        f"Please update or delete the existing mapping with UUID {stream}"
    )


LATER = {"StartingPositionTimestamp": 1_796_000_000}


@pytest.mark.parametrize(
    ("source", "params", "complaint"),
    [
        (QUEUE, {"FunctionName": "gone"}, "Function does not exist"),
        (QUEUE, {"FunctionName": "ship:9"}, "Function does not exist"),
        (QUEUE, TRIM, "StartingPosition is not valid for SQS event sources."),
        (QUEUE, LATER, "StartingPosition is not valid for SQS event sources."),
        (
            QUEUE,
            {"BatchSize": 11},
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
        ),
        (f"{QUEUE}.fifo", {"BatchSize": 11}, "Batch size must not exceed 10 for FIFO queues"),
        (
            f"{QUEUE}.fifo",
            {"MaximumBatchingWindowInSeconds": 1},
            "Batching window is not supported for FIFO queues",
        ),
        (
            QUEUE,
            {"ParallelizationFactor": 2},
            "Unsupported ParallelizationFactor parameter for given event source mapping type.",
        ),
        (
            STREAM,
            {**TRIM, "ScalingConfig": {"MaximumConcurrency": 2}},
            "Unsupported ScalingConfig parameter for given event source mapping type.",
        ),
        (
            STREAM,
            {},
            "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: "
            "Member must not be null.",
        ),
        (STREAM, {**TRIM, **LATER}, "Timestamp only valid with StartingPosition AT_TIMESTAMP"),
        (
            STREAM,
            {"StartingPosition": "AT_TIMESTAMP"},
            "StartingPositionTimestamp is required with StartingPosition AT_TIMESTAMP",
        ),
        (
            STREAM,
            {**TRIM, "DestinationConfig": {"OnSuccess": {"Destination": QUEUE}}},
            "Unsupported DestinationConfig parameter for given event source mapping type.",
        ),
        (
            STREAM,
            {**TRIM, "DestinationConfig": {"OnFailure": {"Destination": ARN}}},
            f"The destination ARN {ARN} is invalid.",
        ),
        (
            STREAM,
            {**TRIM, "MaximumRecordAgeInSeconds": 59},
            "MaximumRecordAgeInSeconds must be -1 or at least 60.",
        ),
        (
            f"arn:aws:sqs:{ROOT}:gone",
            {},
            "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. "
            "SQS Error Message: The specified queue does not exist.",
        ),
        (f"arn:aws:kinesis:{ROOT}:stream/gone", TRIM, f"Stream not found: arn:aws:kinesis:{ROOT}:stream/gone"),
        ("arn:aws:s3:::bucket", {}, "Unrecognized event source."),
    ],
)
def test_what_is_refused(client: Any, source: str, params: dict[str, Any], complaint: str) -> None:
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        create(client, source, **params)
    assert error_of(raised)[1] == complaint
    assert raised.value.response["Type"] == "User"
    assert client.list_event_source_mappings()["EventSourceMappings"] == []


@pytest.mark.parametrize("pattern", ["null", '"simple"', '{"body": "text"}', "{", ""])
def test_a_filter_that_is_no_pattern(client: Any, pattern: str) -> None:
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        create(client, FilterCriteria={"Filters": [{"Pattern": pattern}]})
    assert error_of(raised)[1] == "Invalid filter pattern definition."


def test_too_many_filters(client: Any) -> None:
    with pytest.raises(client.exceptions.InvalidParameterValueException, match="exceeds the quota of 5"):
        create(client, FilterCriteria={"Filters": [{"Pattern": '{"body": {"a": [1]}}'}] * 6})


def test_a_function_that_may_run_longer_than_messages_stay_hidden(fake: AwsFake, client: Any) -> None:
    fake.lambda_.function("ship", timeout=60)
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        create(client)
    assert error_of(raised)[1] == "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds"


def test_an_update_is_checked_too(client: Any) -> None:
    uuid = create(client)["UUID"]
    with pytest.raises(client.exceptions.InvalidParameterValueException, match="Maximum batch window"):
        client.update_event_source_mapping(UUID=uuid, BatchSize=100)
    assert client.get_event_source_mapping(UUID=uuid)["BatchSize"] == 10


# --- not faked ---


@pytest.mark.parametrize(
    ("source", "params", "named"),
    [
        (f"arn:aws:dynamodb:{ROOT}:table/t/stream/2026", TRIM, "DynamoDB streams"),
        (f"arn:aws:kafka:{ROOT}:cluster/c/1", {"Topics": ["t1"]}, "Amazon MSK clusters"),
        (f"arn:aws:mq:{ROOT}:broker:b", {"Queues": ["q"]}, "Amazon MQ brokers"),
        (f"arn:aws:rds:{ROOT}:cluster:c", {}, "DocumentDB clusters"),
        (f"{STREAM}/consumer/c:1", TRIM, "Kinesis stream consumers"),
        (STREAM, {**TRIM, "TumblingWindowInSeconds": 60}, "TumblingWindowInSeconds"),
        pytest.param(
            STREAM,
            {**TRIM, "DestinationConfig": {"OnFailure": {"Destination": "kafka://topic"}}},
            "Kafka topics as on-failure destinations",
            marks=pytest.mark.needs_model("lambda:CreateCapacityProvider"),  # older ones know no such destinations
        ),
        (QUEUE, {"KMSKeyArn": "arn:aws:kms:us-east-1:123456789012:key/k"}, "KMSKeyArn"),
        (QUEUE, {"MetricsConfig": {"Metrics": ["EventCount"]}}, "MetricsConfig"),
        (QUEUE, {"ProvisionedPollerConfig": {"MinimumPollers": 2}}, "ProvisionedPollerConfig"),
        (QUEUE, {"FilterCriteria": {"Filters": [{"Pattern": '{"attributes": {"a": [1]}}'}]}}, "filters on attributes"),
        (
            STREAM,
            {**TRIM, "FilterCriteria": {"Filters": [{"Pattern": '{"$or": [{"data": {"a": [1]}}, {"k": [1]}]}'}]}},
            "filters on k",
        ),
    ],
)
def test_what_is_not_faked_is_refused_by_name(client: Any, source: str, params: dict[str, Any], named: str) -> None:
    with pytest.raises(UnsupportedOperation, match=named):
        create(client, source, **params)


def test_self_managed_kafka_is_refused_by_name(client: Any) -> None:
    with pytest.raises(UnsupportedOperation, match="self-managed Kafka clusters"):
        client.create_event_source_mapping(
            FunctionName="ship",
            SelfManagedEventSource={"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["a:9092"]}},
            Topics=["t1"],
        )
    with pytest.raises(client.exceptions.InvalidParameterValueException, match="Unrecognized event source"):
        client.create_event_source_mapping(FunctionName="ship")
