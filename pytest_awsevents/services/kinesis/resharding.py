"""SplitShard and MergeShards."""

from __future__ import annotations

from datetime import datetime

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.kinesis.state import ON_DEMAND, Shard, Stream, find_shard, find_stream, invalid

operation = OperationTable()


@operation
def split_shard(scope: Scope, params: Params) -> None:
    stream = find_stream(scope, params)
    shard = _open_shard(stream, params["ShardToSplit"])
    middle = int(params["NewStartingHashKey"])
    if not shard.first_hash + 1 < middle < shard.last_hash:
        raise invalid(
            f"NewStartingHashKey {middle} used in SplitShard() on shard {shard.id} in stream {stream.name} under "
            f"account {stream.account} is not both greater than one plus the shard's StartingHashKey "
            f"{shard.first_hash} and less than the shard's EndingHashKey {shard.last_hash - 1}."
        )
    _close(stream, shard, scope.now)
    stream.add_shard(shard.first_hash, middle - 1, scope.now, (shard.id,))
    stream.add_shard(middle, shard.last_hash, scope.now, (shard.id,))


@operation
def merge_shards(scope: Scope, params: Params) -> None:
    stream = find_stream(scope, params)
    one, other = (_open_shard(stream, params[name]) for name in ("ShardToMerge", "AdjacentShardToMerge"))
    low, high = sorted((one, other), key=lambda shard: shard.first_hash)
    if low.last_hash + 1 != high.first_hash:
        raise invalid(
            f"Shards {one.id} and {other.id} in stream {stream.name} under account {stream.account} are not an "
            "adjacent pair of shards eligible for merging"
        )
    _close(stream, one, scope.now)
    _close(stream, other, scope.now)
    stream.add_shard(low.first_hash, high.last_hash, scope.now, (one.id, other.id))


def _open_shard(stream: Stream, id: str) -> Shard:
    if stream.mode == ON_DEMAND:
        raise AwsError("ValidationException", "Shards of a stream in ON_DEMAND mode cannot be split or merged.")
    shard = find_shard(stream, id)
    if shard.closed is not None:
        raise AwsError(
            "ResourceInUseException",
            f"Shard {id} in stream {stream.name} under account {stream.account} has already been merged or split, "
            "and thus is not eligible for merging or splitting.",
        )
    return shard


def _close(stream: Stream, shard: Shard, now: datetime) -> None:
    shard.closed = now
    shard.ending = stream.next_sequence(shard.index, now)
