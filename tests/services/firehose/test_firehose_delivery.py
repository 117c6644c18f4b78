from __future__ import annotations

import base64
import gzip
import json
import re
from datetime import datetime
from typing import Any

import pytest

from pytest_awsevents import Firehose
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.firehose.prefixes import evaluated


@pytest.fixture
def bucket(fake: AwsFake) -> Any:
    return fake.s3.bucket("lake")


def test_the_interval_begins_with_the_first_record(fake: AwsFake, bucket: Any) -> None:
    stream = fake.firehose.stream("audit", to=bucket)
    stream.put({"n": 1})
    fake.clock.tick(299)
    stream.put({"n": 2})
    assert bucket.keys() == []
    assert stream.buffered() == [b'{"n": 1}', b'{"n": 2}']
    fake.clock.tick(1)
    (made,) = bucket.objects()
    assert re.fullmatch(
        r"2026/03/04/05/audit-1-2026-03-04-05-06-07-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made.key
    )
    assert made.body == b'{"n": 1}{"n": 2}'
    assert stream.buffered() == []
    fake.clock.tick(1000)
    assert len(bucket.keys()) == 1


def test_a_full_buffer_does_not_wait(fake: AwsFake, firehose: Any, bucket: Any) -> None:
    stream = fake.firehose.stream("audit", to=bucket, megabytes=1)
    records = [{"Data": b"x" * 600_000}, {"Data": b"y" * 600_000}, {"Data": b"z"}]
    answer = firehose.put_record_batch(DeliveryStreamName="audit", Records=records)
    assert (answer["FailedPutCount"], len(answer["RequestResponses"])) == (0, 3)
    assert [one.size for one in bucket.objects()] == [1_200_000]
    assert stream.buffered() == [b"z"]
    fake.clock.tick(300)
    assert sorted(one.size for one in bucket.objects()) == [1, 1_200_000]
    put = [call for call in fake.recorded.calls if call.operation == "PutObject"]
    assert put[0].principal == "firehose.amazonaws.com"
    assert put[0].cause is not None


def test_a_batch_of_more_than_four_megabytes(fake: AwsFake, firehose: Any, bucket: Any, refused: Any) -> None:
    fake.firehose.stream("audit", to=bucket)
    with refused("InvalidArgumentException"):
        firehose.put_record_batch(DeliveryStreamName="audit", Records=[{"Data": b"x" * 1_000_000}] * 5)
    with refused("ValidationException"):
        firehose.put_record(DeliveryStreamName="audit", Record={"Data": b"x" * 1_024_001})


def test_prefixes_compression_and_newlines(fake: AwsFake, bucket: Any) -> None:
    stream = fake.firehose.stream(
        "audit",
        to=bucket,
        prefix="year=!{timestamp:yyyy}/day=!{timestamp:MM-dd'T'HH}/!{firehose:random-string}/",
        ErrorOutputPrefix="errors/!{firehose:error-output-type}/",
        CompressionFormat="GZIP",
        CustomTimeZone="Europe/Zurich",
        newline=True,
    )
    stream.put("one")
    stream.put("two")
    stream.flush()
    (made,) = bucket.objects()
    assert re.match(r"year=2026/day=03-04T06/\w{11}/audit-1-2026-03-04-06-06-07-", made.key)
    assert made.key.endswith(".gz")
    assert gzip.decompress(made.body) == b"one\ntwo\n"
    fake.clock.tick(1000)
    assert len(bucket.keys()) == 1


def test_the_hour_follows_a_prefix_without_a_time(fake: AwsFake, bucket: Any) -> None:
    stream = fake.firehose.stream("audit", to=bucket, prefix="logs/", FileExtension=".json")
    stream.put("x")
    stream.flush()
    assert bucket.keys()[0].startswith("logs/2026/03/04/05/audit-1-")
    assert bucket.keys()[0].endswith(".json")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("yyyy-MM-dd'T'HH:mm:ss.SSS", "2026-03-04T05:06:07.089"),
        ("yy/M/d/H", "26/3/4/5"),
        ("MMM EEE DDD", "Mar Wed 063"),
        ("hh a", "05 AM"),
        ("''yyyy''", "'2026'"),
    ],
)
def test_formats_of_times(pattern: str, text: str) -> None:
    at = datetime(2026, 3, 4, 5, 6, 7, 89_000)
    assert evaluated(f"!{{timestamp:{pattern}}}", at, lambda length: "x" * length, "") == text


def test_a_missing_bucket_is_tried_again_for_a_day(fake: AwsFake) -> None:
    stream = fake.firehose.stream("audit", to="later")
    stream.put("x")
    fake.clock.tick(700)
    assert stream.buffered() == [b"x"]
    bucket = fake.s3.bucket("later")
    fake.clock.tick(300)
    assert bucket.objects()[0].body == b"x"
    other = fake.firehose.stream("other", to="never", interval=900)
    other.put("x")
    fake.clock.tick(25 * 3600)
    assert other.buffered() == []
    assert not fake.clock.upcoming()


def test_a_deleted_stream_delivers_nothing(fake: AwsFake, firehose: Any, bucket: Any) -> None:
    fake.firehose.stream("audit", to=bucket).put("x")
    firehose.delete_delivery_stream(DeliveryStreamName="audit")
    fake.clock.tick(300)
    assert bucket.keys() == []


def lambda_stream(fake: AwsFake, bucket: Any, handler: Any, **settings: Any) -> Any:
    function = fake.lambda_.function("transform", handler)
    parameters = [
        {"ParameterName": "LambdaArn", "ParameterValue": function.arn},
        {"ParameterName": "NumberOfRetries", "ParameterValue": "1"},
    ]
    processors = [{"Type": "Lambda", "Parameters": parameters}]
    processing = {"Enabled": True, "Processors": processors}
    return fake.firehose.stream("audit", to=bucket, ProcessingConfiguration=processing, **settings)


def test_a_function_changes_drops_and_refuses_records(fake: AwsFake, bucket: Any) -> None:
    def handler(event: Any, context: Any) -> Any:
        results = {b"keep": "Ok", b"drop": "Dropped", b"fail": "ProcessingFailed"}
        answers = []
        for record in event["records"]:
            data = base64.b64decode(record["data"])
            if data in results:
                changed = base64.b64encode(data.upper()).decode()
                answers.append({"recordId": record["recordId"], "result": results[data], "data": changed})
            elif data == b"odd":
                answers.append({"recordId": record["recordId"], "result": "Ok", "data": "?"})
        return {"records": answers}

    fake.s3.bucket("raw")
    stream = lambda_stream(
        fake,
        bucket,
        handler,
        S3BackupMode="Enabled",
        S3BackupConfiguration={
            "RoleARN": "arn:aws:iam::123456789012:role/firehose",
            "BucketARN": "arn:aws:s3:::raw",
            "Prefix": "source/",
        },
    )
    for text in ("keep", "drop", "fail", "lost", "odd"):
        stream.put(text)
    fake.clock.tick(300)
    written = {key.split("/")[0]: one.body for key, one in ((one.key, one) for one in bucket.objects())}
    assert written["2026"] == b"KEEP"
    failures = [json.loads(line) for line in written["processing-failed"].splitlines()]
    assert [failure["errorCode"] for failure in failures] == [
        "Lambda.ProcessingFailedStatus",
        "Lambda.MissingRecordId",
        "Lambda.JsonProcessingException",
    ]
    assert base64.b64decode(failures[0]["rawData"]) == b"fail"
    (backup,) = fake.s3.bucket("raw").objects("source/2026/")
    assert backup.body == b"keepdropfaillostodd"


def test_a_function_that_fails_is_tried_again(fake: AwsFake, bucket: Any) -> None:
    calls = []

    def handler(event: Any, context: Any) -> Any:
        calls.append(len(event["records"]))
        raise ValueError("no")

    stream = lambda_stream(fake, bucket, handler)
    stream.put("x")
    stream.flush()
    assert calls == [1, 1]
    (made,) = bucket.objects()
    assert made.key.startswith("processing-failed/2026/03/04/05/audit-1-")
    assert made.json["errorCode"] == "Lambda.FunctionError"
    fake.client("lambda").delete_function(FunctionName="transform")
    stream.put("y")
    stream.flush()
    assert {one.json["errorCode"] for one in bucket.objects()} == {"Lambda.FunctionError", "Lambda.FunctionNotFound"}


def test_a_function_gets_a_megabyte_at_a_time(fake: AwsFake, bucket: Any) -> None:
    sizes = []

    def handler(event: Any, context: Any) -> Any:
        sizes.append(len(event["records"]))
        return {"records": [{**record, "result": "Ok"} for record in event["records"]]}

    stream = lambda_stream(fake, bucket, handler)
    for _ in range(3):
        stream.put("x" * 500_000)
    stream.flush()
    assert sizes == [2, 1]
    assert bucket.objects()[0].size == 1_500_000


def test_from_a_topic_and_from_a_rule(fake: AwsFake, bucket: Any) -> None:
    stream = fake.firehose.stream("audit", to=bucket)
    topic = fake.sns.topic("orders", to=stream)
    topic.publish("hello", attributes={"a": "b"})
    raw = fake.sns.topic("raw")
    raw.subscribe(stream, raw=True)
    raw.publish("plain")
    fake.eventbridge.rule("all", {"source": ["shop"]}, to=stream)
    fake.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "Paid", "Detail": "{}"}])
    fake.clock.tick(300)
    notification, plain, event = bucket.objects()[0].text.split("\n")
    assert set(json.loads(notification)) == {
        "Type", "MessageId", "TopicArn", "Message", "Timestamp", "UnsubscribeURL", "MessageAttributes",
    }  # fmt: skip
    assert plain == "plain"
    assert json.loads(event)["detail-type"] == "Paid"


def test_the_handle(fake: AwsFake) -> None:
    stream = fake.firehose.stream("audit_log")
    assert isinstance(fake.firehose, Firehose)
    assert stream.bucket == "audit-log-bucket"
    assert fake.firehose.stream("audit_log") == stream
    assert fake.firehose.streams() == [stream]
    with pytest.raises(AssertionError) as caught:
        fake.firehose.assert_record(stream=stream)
    assert str(caught.value) == (
        "0 records in delivery stream audit_log, expected at least 1\n"
        "  there was no record at all\n"
        "  records put, by delivery stream: audit_log (0)"
    )
    stream.put({"n": 1})
    fake.client("firehose").put_record_batch(DeliveryStreamName="audit_log", Records=[{"Data": b"two"}])
    assert [one.data for one in stream.records()] == [b'{"n": 1}', b"two"]
    assert fake.firehose.assert_record({"n": 1}, stream="audit_log").json == {"n": 1}
    fake.firehose.assert_no_record("three", stream=stream)
    with pytest.raises(AssertionError, match="there is no delivery stream 'audit'"):
        fake.firehose.assert_no_record(stream="audit")
    stream.flush()
    stream.flush()
    assert len(fake.s3.bucket("audit-log-bucket").keys()) == 1
    assert fake.firehose.stream("more", to="audit-log-bucket").bucket == "audit-log-bucket"


def test_a_missing_bucket_is_tried_again_every_minute_where_nothing_is_buffered(fake: AwsFake, firehose: Any) -> None:
    """An interval of 0 must not mean at once, for ever."""
    configuration = {
        "RoleARN": "arn:aws:iam::123456789012:role/r",
        "BucketARN": "arn:aws:s3:::gone",
        "BufferingHints": {"IntervalInSeconds": 0, "SizeInMBs": 1},
    }
    firehose.create_delivery_stream(DeliveryStreamName="s", ExtendedS3DestinationConfiguration=configuration)
    firehose.put_record(DeliveryStreamName="s", Record={"Data": b"data"})
    fake.clock.tick(minutes=10)
    assert len([one for one in fake.recorded.calls if one.name == "s3:PutObject"]) == 11
    bucket = fake.s3.bucket("gone")
    fake.clock.tick(minutes=1)
    assert [one.body for one in bucket.objects()] == [b"data"]


@pytest.mark.parametrize("answer", [None, [], {"records": 5}, {"records": [5, {"recordId": []}]}])
def test_a_processor_that_answers_oddly_loses_nothing(fake: AwsFake, firehose: Any, bucket: Any, answer: Any) -> None:
    function = fake.lambda_.function("odd", lambda event, context: answer)
    parameters = [{"ParameterName": "LambdaArn", "ParameterValue": function.arn}]
    configuration = {
        "RoleARN": "arn:aws:iam::123456789012:role/r",
        "BucketARN": bucket.arn,
        "ProcessingConfiguration": {"Enabled": True, "Processors": [{"Type": "Lambda", "Parameters": parameters}]},
    }
    firehose.create_delivery_stream(DeliveryStreamName="s", ExtendedS3DestinationConfiguration=configuration)
    firehose.put_record(DeliveryStreamName="s", Record={"Data": b"data"})
    fake.clock.tick(300)
    (failed,) = bucket.objects("processing-failed/")
    assert failed.json["errorCode"] == "Lambda.MissingRecordId"


def test_records_that_an_answer_without_json_leaves_out_have_failed(fake: AwsFake, bucket: Any) -> None:
    stream = lambda_stream(fake, bucket, lambda event, context: None)
    fake.stub("lambda", "invoke", {"StatusCode": 200, "Payload": b"no JSON"})
    stream.put("x")
    stream.flush()
    (failed,) = bucket.objects("processing-failed/")
    assert failed.json["errorCode"] == "Lambda.MissingRecordId"
