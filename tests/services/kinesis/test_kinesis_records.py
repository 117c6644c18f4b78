from __future__ import annotations

import hashlib
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake

FIRST, SECOND = "shardId-000000000000", "shardId-000000000001"


def put(kinesis: Any, *texts: str, key: str = "0") -> list[str]:
    """Puts records into the first shard."""
    return [
        kinesis.put_record(StreamName="clicks", Data=text, PartitionKey=key, ExplicitHashKey="0")["SequenceNumber"]
        for text in texts
    ]


def test_the_partition_key_chooses_the_shard(kinesis: Any, name: str) -> None:
    for key in ("a", "b", "user-1", "ü"):
        shard = kinesis.put_record(StreamName=name, Data=b"x", PartitionKey=key)["ShardId"]
        assert shard == (SECOND if hashlib.md5(key.encode()).digest()[0] >= 128 else FIRST)
    last = str(2**128 - 1)
    assert kinesis.put_record(StreamName=name, Data=b"x", PartitionKey="a", ExplicitHashKey=last)["ShardId"] == SECOND


def test_sequence_numbers_grow(kinesis: Any, name: str) -> None:
    sequences = put(kinesis, "one", "two", "three")
    assert sequences == sorted(sequences, key=int)
    assert len(set(sequences)) == 3


def test_every_kind_of_iterator(fake: AwsFake, kinesis: Any, name: str, read: Any) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    fake.client("kinesis").create_stream(StreamName="x", ShardCount=1)
    _, second, _ = [put(kinesis, text)[0] for text in ("one", "two", "three") if fake.clock.tick(1)]
    assert read() == [b"one", b"two", b"three"]
    assert read(kind="LATEST") == []
    assert read(kind="AT_SEQUENCE_NUMBER", StartingSequenceNumber=second) == [b"two", b"three"]
    assert read(kind="AFTER_SEQUENCE_NUMBER", StartingSequenceNumber=second) == [b"three"]
    assert read(kind="AT_TIMESTAMP", Timestamp="2026-01-01T00:00:02Z") == [b"two", b"three"]
    assert read(kind="AT_TIMESTAMP", Timestamp="2026-01-01T00:00:03.000Z") == [b"three"]
    assert read(SECOND) == []


def test_an_iterator_leads_to_the_next(fake: AwsFake, kinesis: Any, name: str) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    put(kinesis, "one", "two")
    fake.clock.tick(3)
    iterator = kinesis.get_shard_iterator(StreamName=name, ShardId=FIRST, ShardIteratorType="TRIM_HORIZON")
    first = kinesis.get_records(ShardIterator=iterator["ShardIterator"], Limit=1)
    assert [record["Data"] for record in first["Records"]] == [b"one"]
    assert first["MillisBehindLatest"] == 3000
    second = kinesis.get_records(ShardIterator=first["NextShardIterator"])
    assert (second["Records"][0]["PartitionKey"], second["MillisBehindLatest"]) == ("0", 0)
    put(kinesis, "three")
    third = kinesis.get_records(ShardIterator=second["NextShardIterator"])
    assert [record["Data"] for record in third["Records"]] == [b"three"]
    assert kinesis.get_records(ShardIterator=first["NextShardIterator"])["Records"][0]["Data"] == b"two"


def test_latest_sees_what_comes_later(kinesis: Any, name: str) -> None:
    put(kinesis, "before")
    iterator = kinesis.get_shard_iterator(StreamName=name, ShardId=FIRST, ShardIteratorType="LATEST")["ShardIterator"]
    put(kinesis, "after")
    assert [record["Data"] for record in kinesis.get_records(ShardIterator=iterator)["Records"]] == [b"after"]


def test_iterators_expire(fake: AwsFake, kinesis: Any, name: str, refused: Any) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    iterator = kinesis.get_shard_iterator(StreamName=name, ShardId=FIRST, ShardIteratorType="LATEST")["ShardIterator"]
    fake.clock.tick(301)
    with refused(
        "ExpiredIteratorException",
        "Iterator expired. The iterator was created at time Thu Jan 01 00:00:00 UTC 2026 while right now it is Thu Jan "
        "01 00:05:01 UTC 2026 which is further in the future than the tolerated delay of 300000 milliseconds.",
    ):
        kinesis.get_records(ShardIterator=iterator)
    with refused("InvalidArgumentException", "Invalid ShardIterator."):
        kinesis.get_records(ShardIterator="none")


def test_iterators_that_are_refused(kinesis: Any, name: str, read: Any, refused: Any) -> None:
    with refused("ResourceNotFoundException"):
        read("shardId-000000000009")
    for params in (
        {"kind": "AT_SEQUENCE_NUMBER"},
        {"kind": "AT_SEQUENCE_NUMBER", "StartingSequenceNumber": "12"},
        {"kind": "AT_TIMESTAMP"},
        {"kind": "AT_TIMESTAMP", "Timestamp": 9_999_999_999},
    ):
        with refused("InvalidArgumentException"):
            read(**params)


def test_records_expire(fake: AwsFake, kinesis: Any, name: str, read: Any, refused: Any) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    put(kinesis, "old")
    fake.clock.tick(3600)
    put(kinesis, "new")
    fake.clock.tick(23 * 3600 + 1)
    assert read() == [b"new"]
    kinesis.increase_stream_retention_period(StreamName=name, RetentionPeriodHours=48)
    fake.clock.tick(24 * 3600)
    assert read() == [b"new"]
    kinesis.decrease_stream_retention_period(StreamName=name, RetentionPeriodHours=24)
    assert read() == []
    for operation, hours in (
        (kinesis.increase_stream_retention_period, 23),
        (kinesis.increase_stream_retention_period, 9000),
        (kinesis.decrease_stream_retention_period, 48),
    ):
        with refused("InvalidArgumentException"):
            operation(StreamName=name, RetentionPeriodHours=hours)
    kinesis.increase_stream_retention_period(StreamName=name, RetentionPeriodHours=48)
    with refused("InvalidArgumentException"):
        kinesis.increase_stream_retention_period(StreamName=name, RetentionPeriodHours=24)


def test_many_at_once(kinesis: Any, name: str, read: Any, refused: Any) -> None:
    records = [{"Data": f"{number}", "PartitionKey": "k", "ExplicitHashKey": "0"} for number in range(3)]
    answer = kinesis.put_records(StreamName=name, Records=records)
    assert (answer["FailedRecordCount"], {one["ShardId"] for one in answer["Records"]}) == (0, {FIRST})
    assert read() == [b"0", b"1", b"2"]
    with refused("InvalidArgumentException"):
        kinesis.put_records(StreamName=name, Records=[{"Data": b"x" * 1_048_570, "PartitionKey": "k"}] * 11)


def test_records_that_are_refused(kinesis: Any, name: str, refused: Any) -> None:
    with refused("ValidationException"):
        kinesis.put_record(StreamName=name, Data=b"x" * 1_048_577, PartitionKey="k")
    with refused(
        "InvalidArgumentException",
        f"Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {2**128}",
    ):
        kinesis.put_record(StreamName=name, Data=b"x", PartitionKey="k", ExplicitHashKey=str(2**128))
    kinesis.update_max_record_size(
        StreamARN="arn:aws:kinesis:us-east-1:123456789012:stream/clicks", MaxRecordSizeInKiB=2048
    )
    kinesis.put_record(StreamName=name, Data=b"x" * 1_048_577, PartitionKey="k")


def test_an_answer_holds_ten_megabytes_at_most(kinesis: Any, name: str) -> None:
    for _ in range(11):
        kinesis.put_record(StreamName=name, Data=b"x" * 1_048_576, PartitionKey="k", ExplicitHashKey="0")
    iterator = kinesis.get_shard_iterator(StreamName=name, ShardId=FIRST, ShardIteratorType="TRIM_HORIZON")
    answer = kinesis.get_records(ShardIterator=iterator["ShardIterator"])
    assert len(answer["Records"]) == 10
    assert len(kinesis.get_records(ShardIterator=answer["NextShardIterator"])["Records"]) == 1


def test_splitting(kinesis: Any, name: str, refused: Any) -> None:
    put(kinesis, "before")
    kinesis.split_shard(StreamName=name, ShardToSplit=FIRST, NewStartingHashKey=str(2**126))
    put(kinesis, "after")
    shards = kinesis.list_shards(StreamName=name)["Shards"]
    assert [shard.get("ParentShardId") for shard in shards] == [None, None, FIRST, FIRST]
    assert "EndingSequenceNumber" in shards[0]["SequenceNumberRange"]
    iterator = kinesis.get_shard_iterator(StreamName=name, ShardId=FIRST, ShardIteratorType="TRIM_HORIZON")
    answer = kinesis.get_records(ShardIterator=iterator["ShardIterator"])
    assert [record["Data"] for record in answer["Records"]] == [b"before"]
    assert "NextShardIterator" not in answer
    assert [child["ShardId"] for child in answer["ChildShards"]] == ["shardId-000000000002", "shardId-000000000003"]
    with refused("ResourceInUseException"):
        kinesis.split_shard(StreamName=name, ShardToSplit=FIRST, NewStartingHashKey="9")
    with refused("InvalidArgumentException"):
        kinesis.split_shard(StreamName=name, ShardToSplit=SECOND, NewStartingHashKey="9")
    with refused("InvalidArgumentException"):
        kinesis.merge_shards(StreamName=name, ShardToMerge="shardId-000000000002", AdjacentShardToMerge=SECOND)


def test_merging(fake: AwsFake, kinesis: Any, name: str) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    kinesis.create_stream(StreamName="other", ShardCount=2)
    fake.clock.tick(3600)
    kinesis.merge_shards(StreamName="other", ShardToMerge=SECOND, AdjacentShardToMerge=FIRST)
    merged = kinesis.list_shards(StreamName="other")["Shards"][2]
    assert (merged["ParentShardId"], merged["AdjacentParentShardId"]) == (SECOND, FIRST)
    assert merged["HashKeyRange"] == {"StartingHashKey": "0", "EndingHashKey": str(2**128 - 1)}

    def listed(**filter: Any) -> list[int]:
        shards = kinesis.list_shards(StreamName="other", ShardFilter=filter)["Shards"]
        return [int(shard["ShardId"][-1]) for shard in shards]

    assert listed(Type="AT_LATEST") == [2]
    assert listed(Type="AFTER_SHARD_ID", ShardId=FIRST) == [1, 2]
    assert listed(Type="FROM_TRIM_HORIZON") == [0, 1, 2]
    assert listed(Type="AT_TRIM_HORIZON") == [0, 1]
    assert listed(Type="AT_TIMESTAMP", Timestamp="2026-01-01T00:30Z") == [0, 1]
    assert listed(Type="FROM_TIMESTAMP", Timestamp="2026-01-01T01:00Z") == [2]
    page = kinesis.list_shards(
        StreamName="other", MaxResults=1, ShardFilter={"Type": "AT_TIMESTAMP", "Timestamp": "2026-01-01T00:30Z"}
    )
    rest = kinesis.list_shards(NextToken=page["NextToken"])
    assert [shard["ShardId"] for shard in rest["Shards"]] == [SECOND]
    with pytest.raises(kinesis.exceptions.InvalidArgumentException):
        listed(Type="AT_TIMESTAMP")


def test_records_without_a_partition_key_are_refused(kinesis: Any, name: str, refused: Any) -> None:
    """botocore's model lets it be left out, for streams that distribute records by themselves."""
    message = "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not be null"
    with refused("ValidationException", message.format("partitionKey")):
        kinesis.put_record(StreamName=name, Data=b"x")
    with refused("ValidationException", message.format("records.2.member.partitionKey")):
        kinesis.put_records(StreamName=name, Records=[{"Data": b"x", "PartitionKey": "k"}, {"Data": b"x"}])


def test_a_partition_key_may_be_half_a_character(kinesis: Any, name: str) -> None:
    assert kinesis.put_record(StreamName=name, Data=b"x", PartitionKey="\ud800")["ShardId"]
