"""Streams that invoke functions."""

from __future__ import annotations

import base64
import json
import threading
from datetime import timedelta
from typing import Any

import boto3
import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import EventLoop
from pytest_awsevents.core.records import Tick

START = "2026-12-01T09:00:00Z"


def data_of(event: Any) -> list[str]:
    return [base64.b64decode(record["kinesis"]["data"]).decode() for record in event["Records"]]


class Handler:
    """Keeps what it gets, with the time; fails for batches that hold data with `bad` in it."""

    def __init__(self, fake: AwsFake) -> None:
        self.fake = fake
        self.batches: list[list[str]] = []
        self.times: list[str] = []

    def __call__(self, event: Any, context: Any) -> None:
        self.batches.append(data_of(event))
        self.times.append(f"{self.fake.clock.now:%M:%S}")
        if any("bad" in data for data in self.batches[-1]):
            raise ValueError("no stock")


@pytest.fixture
def frozen(fake: AwsFake) -> AwsFake:
    fake.clock.freeze(START)
    return fake


@pytest.fixture
def handler(frozen: AwsFake) -> Handler:
    return Handler(frozen)


@pytest.fixture
def stream(frozen: AwsFake, handler: Handler) -> Any:
    """A stream `clicks` with one shard; there is a function `ship` with the handler."""
    frozen.lambda_.function("ship", handler)
    return frozen.kinesis.stream("clicks")


def put(*data: str, key: str = "k") -> None:
    """Puts records together."""
    records = [{"Data": one, "PartitionKey": key} for one in data]
    boto3.client("kinesis").put_records(StreamName="clicks", Records=records)


# --- the way of a record ---


def test_records_are_processed_before_the_call_that_put_them_returns(
    frozen: AwsFake, stream: Any, handler: Handler
) -> None:
    frozen.lambda_.event_source(stream, to="ship")
    put("a", "b")
    put("c")
    assert handler.batches == [["a", "b"], ["c"]]
    assert frozen.clock.upcoming() == ()


def test_every_step_is_recorded_with_the_record_as_its_cause(frozen: AwsFake, stream: Any) -> None:
    frozen.lambda_.event_source(stream, to="ship")
    put("a")
    sent, read, invoked = list(frozen.recorded.calls)[-3:]
    assert [call.name for call in (sent, read, invoked)] == [
        "kinesis:PutRecords",
        "kinesis:GetRecords",
        "lambda:Invoke",
    ]
    assert (read.cause, invoked.cause) == (sent, sent)
    assert {read.principal, invoked.principal} == {"lambda.amazonaws.com"}


def test_the_event_member_by_member(frozen: AwsFake, stream: Any) -> None:
    function = frozen.lambda_.function("ship", role="arn:aws:iam::123456789012:role/shop")
    frozen.lambda_.event_source(stream, to=function)
    frozen.clock.move_to("2026-12-01T09:00:00.120Z")
    sent = boto3.client("kinesis").put_record(StreamName="clicks", Data=b"\x00\xff", PartitionKey="ö")
    (record,) = function.events[0]["Records"]
    assert json.dumps(record) == json.dumps(
        {
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": "ö",
                "sequenceNumber": sent["SequenceNumber"],
                "data": "AP8=",
                "approximateArrivalTimestamp": 1796115600.12,
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"shardId-000000000000:{sent['SequenceNumber']}",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": "arn:aws:iam::123456789012:role/shop",
            "awsRegion": "us-east-1",
            "eventSourceARN": stream.arn,
        }
    )


def test_an_idle_mapping_costs_nothing(frozen: AwsFake, stream: Any) -> None:
    frozen.lambda_.event_source(stream, to="ship")
    other = frozen.kinesis.stream("other")
    before = frozen.recorded.mark()
    other.put("x")
    frozen.clock.tick(hours=30)
    assert [call.name for call in frozen.recorded.calls.since(before)] == ["kinesis:PutRecord"]


def test_several_functions_read_one_stream(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    other = frozen.lambda_.function("other")
    frozen.lambda_.event_source(stream, to="ship")
    frozen.lambda_.event_source(stream, to=other)
    put("a")
    assert handler.batches == [["a"]]
    assert [data_of(event) for event in other.events] == [["a"]]


def test_batches_have_a_size(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    frozen.lambda_.event_source(stream, to="ship", batch_size=2)
    put(*"abcde")
    assert handler.batches == [["a", "b"], ["c", "d"], ["e"]]


def test_a_payload_holds_no_more_than_six_megabytes(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    for _ in range(6):
        put("x" * 1_000_000)
    frozen.lambda_.event_source(stream, to="ship")
    assert [len(batch) for batch in handler.batches] == [4, 2]


def test_more_records_than_one_get_records_answers(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    for start in range(0, 12_000, 500):
        put(*map(str, range(start, start + 500)))
    frozen.lambda_.event_source(stream, to="ship", batch_size=10_000)
    assert [len(batch) for batch in handler.batches] == [10_000, 2_000]
    assert [int(one) for batch in handler.batches for one in batch] == list(range(12_000))


# --- where to begin ---


@pytest.mark.parametrize(
    ("position", "first"),
    [
        ({"StartingPosition": "TRIM_HORIZON"}, ["old", "new"]),
        ({"StartingPosition": "LATEST"}, []),
        ({"StartingPosition": "AT_TIMESTAMP", "StartingPositionTimestamp": "2026-12-01T09:00:05Z"}, ["new"]),
    ],
)
def test_starting_positions(
    frozen: AwsFake, stream: Any, handler: Handler, position: dict[str, Any], first: list[str]
) -> None:
    put("old")
    frozen.clock.tick(10)
    put("new")
    frozen.lambda_.event_source(stream, to="ship", **position)
    put("newest")
    assert [one for batch in handler.batches for one in batch] == [*first, "newest"]


def test_latest_survives_a_long_silence(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    put("old")
    frozen.lambda_.event_source(stream, to="ship", StartingPosition="LATEST")
    frozen.clock.tick(hours=1)
    put("new")
    frozen.clock.tick(hours=1)
    put("newer")
    assert handler.batches == [["new"], ["newer"]]


def test_a_disabled_mapping_goes_on_where_it_stopped(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    source = frozen.lambda_.event_source(stream, to="ship")
    put("a")
    client = boto3.client("lambda")
    client.update_event_source_mapping(UUID=source.uuid, Enabled=False)
    put("b")
    frozen.clock.tick(hours=1)
    assert handler.batches == [["a"]]
    client.update_event_source_mapping(UUID=source.uuid, Enabled=True)
    assert handler.batches == [["a"], ["b"]]
    client.delete_event_source_mapping(UUID=source.uuid)
    put("c")
    assert handler.batches == [["a"], ["b"]]


# --- shards ---


def test_children_are_read_after_their_parents(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    kinesis = boto3.client("kinesis")
    put("before")
    kinesis.split_shard(StreamName="clicks", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(2**127))
    put("after")
    frozen.lambda_.event_source(stream, to="ship")
    assert handler.batches == [["before"], ["after"]]
    kinesis.merge_shards(
        StreamName="clicks", ShardToMerge="shardId-000000000001", AdjacentShardToMerge="shardId-000000000002"
    )
    put("merged")
    assert handler.batches == [["before"], ["after"], ["merged"]]


def test_a_stream_that_is_scaled_keeps_its_order(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    frozen.lambda_.event_source(stream, to="ship", retries=1)
    put("bad")
    for shards in (2, 4, 3):
        boto3.client("kinesis").update_shard_count(
            StreamName="clicks", TargetShardCount=shards, ScalingType="UNIFORM_SCALING"
        )
        put(f"with {shards}")
    assert handler.batches == [["bad"]]
    frozen.clock.tick(1)
    assert handler.batches == [["bad"], ["bad"], ["with 2"], ["with 4"], ["with 3"]]


def test_a_parent_that_fails_holds_back_its_children(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    frozen.lambda_.event_source(stream, to="ship", retries=1)
    put("bad")
    boto3.client("kinesis").split_shard(
        StreamName="clicks", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(2**127)
    )
    put("child")
    assert handler.batches == [["bad"]]
    frozen.clock.tick(1)
    assert handler.batches == [["bad"], ["bad"], ["child"]]


def test_a_failing_shard_does_not_hold_back_another(frozen: AwsFake, handler: Handler) -> None:
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(frozen.kinesis.stream("clicks", shards=2), to="ship")
    for hash_key, data in ((0, "bad"), (2**128 - 1, "good"), (0, "behind")):
        boto3.client("kinesis").put_record(
            StreamName="clicks", Data=data, PartitionKey="k", ExplicitHashKey=str(hash_key)
        )
    assert handler.batches == [["bad"], ["good"]]


def test_with_lanes_a_failing_key_holds_back_its_lane_only(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    frozen.lambda_.event_source(stream, to="ship", retries=1, ParallelizationFactor=10)
    put("bad 1", key="a")
    put("a 2", key="a")
    put("b 1", key="b")
    assert handler.batches == [["bad 1"], ["b 1"]]
    frozen.clock.tick(1)
    assert handler.batches == [["bad 1"], ["b 1"], ["bad 1"], ["a 2"]]


def test_the_number_of_lanes_can_be_changed(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    source = frozen.lambda_.event_source(stream, to="ship")
    put("a")
    boto3.client("lambda").update_event_source_mapping(UUID=source.uuid, ParallelizationFactor=10)
    put("bad", key="a")
    put("b", key="b")
    assert handler.batches == [["a"], ["bad"], ["b"]]


# --- failures ---


def test_a_failed_batch_blocks_and_is_tried_again_on_the_clock(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    function = frozen.lambda_.function("ship", handler)
    source = frozen.lambda_.event_source(stream, to=function)
    put("bad")
    put("behind")
    assert [str(work) for work in frozen.clock.upcoming()] == [
        "2026-12-01T09:00:01Z  retry of function ship with records of clicks"
    ]
    assert source.waiting() == ["bad", "behind"]
    frozen.clock.tick(minutes=3)
    assert set(map(tuple, handler.batches)) == {("bad",)}
    assert handler.times == ["00:00", "00:01", "00:03", "00:07", "00:15", "00:31", "01:03", "02:03"]
    frozen.lambda_.bind("ship", lambda event, context: handler.batches.append(["done", *data_of(event)]))
    frozen.clock.tick(minutes=1)
    assert handler.batches[-2:] == [["done", "bad"], ["done", "behind"]]


def test_a_retry_hangs_on_a_tick_below_the_call_that_put_the_record(frozen: AwsFake, stream: Any) -> None:
    frozen.lambda_.event_source(stream, to="ship")
    put("bad")
    frozen.clock.tick(1)
    sent = next(call for call in frozen.recorded.calls if call.name == "kinesis:PutRecords")
    tick = frozen.recorded.calls.last.cause
    assert isinstance(tick, Tick)
    assert (tick.kind, tick.name, tick.cause) == ("retry", "ship", sent)


def test_after_the_last_retry_the_destination_is_told(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    letters = frozen.sqs.queue("letters")
    function = frozen.lambda_.function("ship", handler)
    source = frozen.lambda_.event_source(stream, to=function, retries=2, on_failure=letters)
    put("bad", "and")
    frozen.clock.tick(minutes=1)
    put("good")
    assert handler.batches == [["bad", "and"]] * 3 + [["good"]]
    records = stream.records()
    assert letters.bodies() == [
        json.dumps(
            {
                "requestContext": {
                    "requestId": function.invocations[2].request_id,
                    "functionArn": function.arn,
                    "condition": "RetryAttemptsExhausted",
                    "approximateInvokeCount": 3,
                },
                "responseContext": {
                    "statusCode": 200,
                    "executedVersion": "$LATEST",
                    "functionError": "Unhandled",
                },
                "version": "1.0",
                "timestamp": "2026-12-01T09:00:03.000Z",
                "KinesisBatchInfo": {
                    "shardId": "shardId-000000000000",
                    "startSequenceNumber": records[0].sequence,
                    "endSequenceNumber": records[1].sequence,
                    "approximateArrivalOfFirstRecord": "2026-12-01T09:00:00.000Z",
                    "approximateArrivalOfLastRecord": "2026-12-01T09:00:00.000Z",
                    "batchSize": 2,
                    "streamArn": stream.arn,
                },
            },
            separators=(",", ":"),
        )
    ]
    statuses = [(one.text, one.status) for one in source.outcomes]
    assert statuses[-3:] == [("bad", "given up"), ("and", "given up"), ("good", "processed")]


@pytest.mark.parametrize("kind", ["sns", "s3"])
def test_topics_and_buckets_as_destinations(frozen: AwsFake, stream: Any, kind: str) -> None:
    letters, bucket = frozen.sqs.queue("letters"), frozen.s3.bucket("failures")
    topic = frozen.sns.topic("failures")
    topic.subscribe(letters, raw=True)
    function = frozen.lambda_.function("ship")
    function = frozen.lambda_.bind("ship", lambda event, context: 1 / 0)
    source = frozen.lambda_.event_source(stream, to=function, retries=0, on_failure=topic if kind == "sns" else bucket)
    put("bad")
    if kind == "sns":
        (record,) = letters.messages()
        assert "payload" not in record
        return
    (key,) = bucket.keys()
    assert key.startswith(f"aws/lambda/{source.uuid}/shardId-000000000000/2026/12/01/2026-12-01T09.00.00-")
    record = json.loads(bucket.get(key))
    assert list(record)[-1] == "payload"
    assert json.loads(record["payload"]) == function.events[0]


def test_records_that_are_too_old_are_given_up_before_they_are_tried(
    frozen: AwsFake, stream: Any, handler: Handler
) -> None:
    letters = frozen.sqs.queue("letters")
    put("old")
    frozen.clock.tick(minutes=2)
    put("young")
    frozen.lambda_.event_source(stream, to="ship", on_failure=letters, MaximumRecordAgeInSeconds=60)
    assert handler.batches == [["young"]]
    (record,) = letters.messages()
    assert record["requestContext"]["condition"] == "RecordAgeExceeded"
    assert record["requestContext"]["approximateInvokeCount"] == 0
    assert "responseContext" not in record
    assert record["KinesisBatchInfo"]["batchSize"] == 1


def test_retries_end_with_the_age_of_the_records(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    letters = frozen.sqs.queue("letters")
    frozen.lambda_.event_source(stream, to="ship", on_failure=letters, MaximumRecordAgeInSeconds=60)
    put("bad")
    frozen.clock.tick(minutes=10)
    assert len(handler.batches) == 6
    assert letters.messages()[0]["requestContext"]["approximateInvokeCount"] == 6
    assert frozen.clock.upcoming() == ()


def test_without_limits_retries_end_when_the_stream_forgets(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    source = frozen.lambda_.event_source(stream, to="ship")
    put("bad")
    frozen.clock.tick(hours=23)
    put("good")
    frozen.clock.tick(hours=2)
    assert handler.batches[-1] == ["good"]
    assert [one.reason for one in source.outcomes if one.status == "given up"] == [
        "the record has expired in its stream"
    ]


def test_a_longer_retention_means_longer_retries(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    boto3.client("kinesis").increase_stream_retention_period(StreamName="clicks", RetentionPeriodHours=25)
    frozen.lambda_.event_source(stream, to="ship")
    put("bad")
    frozen.clock.tick(timedelta(hours=24, minutes=30))
    assert len(frozen.clock.upcoming()) == 1
    frozen.clock.tick(hours=1)
    assert frozen.clock.upcoming() == ()


def test_a_failing_batch_is_split_until_the_bad_record_is_alone(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    letters = frozen.sqs.queue("letters")
    frozen.lambda_.event_source(stream, to="ship", retries=1, on_failure=letters, BisectBatchOnFunctionError=True)
    put("a", "b", "bad", "c")
    frozen.clock.tick(minutes=1)
    assert handler.batches == [["a", "b", "bad", "c"], ["a", "b"], ["bad", "c"], ["bad"], ["bad"], ["c"]]
    (record,) = letters.messages()
    assert record["KinesisBatchInfo"]["batchSize"] == 1
    assert record["requestContext"]["approximateInvokeCount"] == 2


def test_to_split_does_not_count_against_the_quota(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    frozen.lambda_.event_source(stream, to="ship", retries=0, BisectBatchOnFunctionError=True)
    put("a", "bad", "c", "d")
    frozen.clock.tick(minutes=1)
    assert handler.batches == [["a", "bad", "c", "d"], ["a", "bad"], ["a"], ["bad"], ["c", "d"]]


def test_reported_failures_are_tried_again_from_the_first_on(frozen: AwsFake, stream: Any) -> None:
    letters, batches = frozen.sqs.queue("letters"), []

    def report(event: Any, context: Any) -> Any:
        batches.append(data_of(event))
        failed = [one["kinesis"]["sequenceNumber"] for one in event["Records"] if "bad" in data_of({"Records": [one]})]
        return {"batchItemFailures": [{"itemIdentifier": sequence} for sequence in failed]}

    frozen.lambda_.function("ship", report)
    frozen.lambda_.event_source(stream, to="ship", batch_size=3, retries=3, on_failure=letters, report_failures=True)
    put("1", "2", "3", "4", "5", "bad", "7")
    frozen.clock.tick(minutes=1)
    assert batches == [["1", "2", "3"], ["4", "5", "bad"], *[["bad"]] * 4, ["7"]]
    (record,) = letters.messages()
    assert record["requestContext"]["approximateInvokeCount"] == 4
    assert record["responseContext"] == {
        "statusCode": 200,
        "executedVersion": "$LATEST",
        "functionError": None,
    }


@pytest.mark.parametrize("way", ["concurrency", "fault"])
def test_what_could_not_be_invoked_is_tried_again_whatever_the_quota(
    frozen: AwsFake, stream: Any, handler: Handler, client: Any, way: str
) -> None:
    source = frozen.lambda_.event_source(stream, to="ship", retries=0)
    if way == "concurrency":
        client.put_function_concurrency(FunctionName="ship", ReservedConcurrentExecutions=0)
    else:
        frozen.fail_next("lambda:Invoke", code="TooManyRequestsException", times=3)
    put("a")
    frozen.clock.tick(5)
    assert handler.batches == []
    client.delete_function_concurrency(FunctionName="ship")
    frozen.clock.tick(minutes=1)
    assert handler.batches == [["a"]]
    assert {one.status for one in source.outcomes} == {"failed", "processed"}


def test_the_last_result_is_told(frozen: AwsFake, stream: Any) -> None:
    source = frozen.lambda_.event_source(stream, to="ship", retries=0)

    def result() -> str:
        return str(boto3.client("lambda").get_event_source_mapping(UUID=source.uuid)["LastProcessingResult"])

    assert result() == "No records processed"
    put("a")
    assert result() == "OK"
    put("bad")
    assert result() == "PROBLEM: Function call failed"


def test_a_stream_that_cannot_be_read_is_looked_at_again(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    frozen.lambda_.event_source(stream, to="ship")
    frozen.fail_next("kinesis:GetRecords", code="ProvisionedThroughputExceededException")
    put("a")
    assert handler.batches == []
    frozen.clock.tick(minutes=1)
    assert handler.batches == [["a"]]


def test_a_stream_that_is_gone_is_left_alone(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    frozen.lambda_.event_source(stream, to="ship")
    put("bad")
    boto3.client("kinesis").delete_stream(StreamName="clicks")
    frozen.clock.tick(hours=25)
    assert frozen.clock.upcoming() == ()


# --- windows ---


def test_a_window_gathers_records_until_it_ends(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    source = frozen.lambda_.event_source(stream, to="ship", window=20, batch_size=5)
    put("a")
    frozen.clock.tick(15)
    put("b")
    assert (handler.batches, source.waiting()) == ([], ["a", "b"])
    assert [str(work) for work in frozen.clock.upcoming()] == [
        "2026-12-01T09:00:20Z  end of the batching window of function ship"
    ]
    frozen.clock.tick(5)
    assert handler.batches == [["a", "b"]]
    put(*"123456")
    assert handler.batches[1:] == [["1", "2", "3", "4", "5"]]
    frozen.clock.tick(20)
    assert handler.batches[2:] == [["6"]]
    assert frozen.clock.upcoming() == ()


# --- filters ---


@pytest.mark.parametrize(
    ("data", "goes_on"),
    [('{"kind": "order"}', True), ('{"kind": "refund"}', False), ("no json", False), ('"order"', False)],
)
def test_filters_on_data(frozen: AwsFake, stream: Any, handler: Handler, data: str, goes_on: bool) -> None:
    source = frozen.lambda_.event_source(stream, to="ship", filters=[{"data": {"kind": ["order"]}}])
    put(data)
    assert handler.batches == ([[data]] if goes_on else [])
    assert [one.status for one in source.outcomes] == ["processed" if goes_on else "filtered out"]


def test_two_functions_may_filter_the_same_stream(frozen: AwsFake, stream: Any, handler: Handler) -> None:
    other = frozen.lambda_.function("other")
    frozen.lambda_.event_source(stream, to="ship", filters=[{"data": {"for": ["ship"]}}])
    frozen.lambda_.event_source(stream, to=other, filters=[{"data": {"for": ["other"]}}])
    put('{"for": "ship"}', '{"for": "other"}')
    assert handler.batches == [['{"for": "ship"}']]
    assert [data_of(event) for event in other.events] == [['{"for": "other"}']]


# --- loops and threads ---


def test_a_handler_that_feeds_its_own_stream_is_stopped_as_a_loop(frozen: AwsFake, stream: Any) -> None:
    frozen.lambda_.function("ship", lambda event, context: put("again"))
    frozen.lambda_.event_source(stream, to="ship")
    with pytest.raises(EventLoop, match="events caused each other 200 times in a row; stopped"):
        put("a")


def test_threads_lose_no_record_and_keep_the_order(frozen: AwsFake, stream: Any) -> None:
    seen: list[str] = []
    frozen.lambda_.function("ship", lambda event, context: seen.extend(data_of(event)))
    frozen.lambda_.event_source(stream, to="ship", batch_size=3)

    def send(name: str) -> None:
        for number in range(40):
            put(f"{name} {number}")

    threads = [threading.Thread(target=send, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    put("end")
    assert len(seen) == 161
    for name in "abcd":
        assert [one for one in seen if one.startswith(name)] == [f"{name} {number}" for number in range(40)]
