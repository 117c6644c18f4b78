from __future__ import annotations

import pytest

from pytest_awsevents import Kinesis
from pytest_awsevents.fake import AwsFake


def test_a_stream(fake: AwsFake) -> None:
    stream = fake.kinesis.stream("clicks")
    record = stream.put({"page": "/"}, key="user-1")
    stream.put("text")
    stream.put(b"\xff")
    assert isinstance(fake.kinesis, Kinesis)
    assert (record.json, record.key, record.shard) == ({"page": "/"}, "user-1", "shardId-000000000000")
    assert [one.data for one in stream.records()] == [b'{"page": "/"}', b"text", b"\xff"]
    assert fake.kinesis.stream("clicks") == stream
    assert fake.kinesis.streams() == [stream]
    assert fake.kinesis.stream("many", shards=None).records() == []


def test_rules_put_records(fake: AwsFake) -> None:
    stream = fake.kinesis.stream("clicks")
    fake.eventbridge.rule("all", {"source": ["shop"]}, to=stream, KinesisParameters={"PartitionKeyPath": "$.detail.id"})
    fake.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "Paid", "Detail": '{"id": "o-1"}'}])
    assert fake.kinesis.assert_record({"detail": {"id": "o-1"}}, stream="clicks").key == "o-1"


def test_assertions(fake: AwsFake) -> None:
    stream = fake.kinesis.stream("clicks")
    with pytest.raises(AssertionError) as caught:
        fake.kinesis.assert_record("x", stream=stream)
    assert str(caught.value) == (
        '0 records in stream clicks with "x", expected at least 1\n'
        "  there was no record at all\n"
        "  records held, by stream: clicks (0)"
    )
    stream.put({"n": 1})
    fake.kinesis.assert_no_record({"n": 2}, stream=stream)
    with pytest.raises(AssertionError, match="1 record in stream clicks, expected none"):
        fake.kinesis.assert_no_record(stream=stream)
    with pytest.raises(AssertionError, match="there is no stream 'click'; did you mean 'clicks'"):
        fake.kinesis.assert_record(stream="click")
