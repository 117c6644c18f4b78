"""Kinesis: a stream with records, a consumer of iterators, and one made on demand."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, Fuzzed, client_of

ARN = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/"


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("kinesis")
    client.create_stream(StreamName="known", ShardCount=2)
    client.create_stream(StreamName="wide", StreamModeDetails={"StreamMode": "ON_DEMAND"})
    put = [client.put_record(StreamName="known", Data=b"data", PartitionKey=key) for key in "abc"]
    shards = ["shardId-000000000000", "shardId-000000000001", "shardId-000000000009"]
    start = {"StreamName": "known", "ShardId": shards[0]}
    iterators = [
        client.get_shard_iterator(**start, ShardIteratorType=kind)["ShardIterator"]
        for kind in ("TRIM_HORIZON", "LATEST")
    ]
    return {
        "StreamName": ["known", "wide", "gone", "new"],
        "StreamARN": [f"{ARN}known", f"{ARN}gone", f"arn:aws:kinesis:eu-west-1:{ACCOUNT}:stream/known"],
        "ResourceARN": [f"{ARN}known", f"{ARN}gone"],
        "ShardId": shards,
        "ExclusiveStartShardId": shards,
        "ShardToSplit": shards,
        "ShardToMerge": shards,
        "AdjacentShardToMerge": shards[::-1],
        "NewStartingHashKey": [str(2**126), str(2**127), "0", "1", str(2**128)],
        "ExplicitHashKey": ["0", str(2**128 - 1), str(2**128), "007"],
        "ShardIterator": [*iterators, "x", "A" * 64],
        "StartingSequenceNumber": [*(one["SequenceNumber"] for one in put), "0", "1" * 56],
        "SequenceNumberForOrdering": [put[0]["SequenceNumber"], "0"],
        "ShardCount": [1, 2, 3, 4, 100],
        "TargetShardCount": [1, 2, 4, 5],
        "RetentionPeriodHours": [24, 25, 48, 8760, 8761],
        "PartitionKey": ["a", "b", "é", "\ud800"],
        "Limit": [1, 2, 10_000],
        "EncryptionType": ["KMS", "NONE"],
        "KeyId": ["alias/aws/kinesis"],
        "StreamModeDetails": [{"StreamMode": "ON_DEMAND"}, {"StreamMode": "PROVISIONED"}],
    }


FUZZED = Fuzzed(
    service="kinesis",
    arrange=arrange,
    named=["StreamName", "PartitionKey"],
    harvest={"NextShardIterator": ["ShardIterator"], "SequenceNumber": ["StartingSequenceNumber"]},
    beside=["kinesis:PutRecord", "kinesis:PutRecords"],
    refused=frozenset({"CreateStream"}),
)
