"""Where Kinesis is otherwise than on AWS, as docs/services/kinesis.md says, and no other test shows it."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake


def test_a_shard_takes_as_much_as_it_is_given(kinesis: Any, fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    fake.kinesis.stream("clicks", shards=1)
    for _ in range(4):
        entries = [{"Data": b"x", "PartitionKey": "k"}] * 500
        answer = kinesis.put_records(StreamName="clicks", Records=entries)
        assert answer["FailedRecordCount"] == 0
    assert len(fake.kinesis.stream("clicks").records()) == 2000


def test_a_stream_on_demand_keeps_its_four_shards(kinesis: Any, fake: AwsFake) -> None:
    stream = fake.kinesis.stream("clicks", shards=None)
    for number in range(100):
        stream.put(b"x" * 10_000, key=str(number))
    assert len(kinesis.list_shards(StreamName="clicks")["Shards"]) == 4


def test_shard_counts_change_as_often_as_wanted(kinesis: Any, fake: AwsFake) -> None:
    fake.kinesis.stream("clicks", shards=1)
    for count in [2, 1] * 12:  # AWS: ten times in 24 hours
        kinesis.update_shard_count(StreamName="clicks", TargetShardCount=count, ScalingType="UNIFORM_SCALING")


def test_nobody_asks_for_the_key_of_an_encrypted_stream(kinesis: Any, fake: AwsFake) -> None:
    stream = fake.kinesis.stream("clicks")
    kinesis.start_stream_encryption(StreamName="clicks", EncryptionType="KMS", KeyId="alias/no-such-key")
    stream.put(b"x")
    assert [call.service for call in fake.recorded.calls if call.service == "kms"] == []
