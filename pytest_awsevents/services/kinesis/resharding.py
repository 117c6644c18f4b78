"""SplitShard, MergeShards, UpdateShardCount."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arrivals import LISTENERS, Stock
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.kinesis.quotas import check_shards
from pytest_awsevents.services.kinesis.state import (
    ON_DEMAND,
    Shard,
    Stream,
    find_shard,
    find_stream,
    hash_ranges,
    invalid,
)

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
    check_shards(scope.at(account=stream.account, region=stream.region), 1)
    _split(scope, stream, shard, middle)


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
    _merge(scope, stream, one, other)


@operation
def update_shard_count(scope: Scope, params: Params) -> dict[str, Any]:
    """Splits where shards are to begin, then merges what lies between; some shards live shortly, as on AWS."""
    stream, target = find_stream(scope, params), params["TargetShardCount"]
    if stream.mode == ON_DEMAND:
        raise AwsError(
            "ValidationException",
            f"Request is invalid. Stream {stream.name} under account {stream.account} is in On-Demand mode.",
        )
    current = len(stream.open_shards)
    _check_target(current, target)
    check_shards(scope.at(account=stream.account, region=stream.region), target - current)
    starts = [first for first, _ in hash_ranges(target)]
    for start in starts:
        shard = _holding(stream, start)
        if shard.first_hash != start:
            _split(scope, stream, shard, start)
    for first, last in hash_ranges(target):
        while (shard := _holding(stream, first)).last_hash != last:
            _merge(scope, stream, shard, _holding(stream, shard.last_hash + 1))
    return {
        "StreamName": stream.name,
        "StreamARN": stream.arn,
        "CurrentShardCount": current,
        "TargetShardCount": target,
    }


def _check_target(current: int, target: int) -> None:
    """Refuses more than double and less than half (recorded)."""
    counts = f"Current open shard count: {current}, Target shard count: {target}"
    if target > 2 * current:
        raise AwsError(
            "LimitExceededException",
            f"UpdateShardCount cannot scale up over double your current open shard count. {counts}",
        )
    if 2 * target < current:
        raise AwsError(
            "LimitExceededException",
            f"UpdateShardCount cannot scale down below half your current open shard count. {counts}",
        )


def _holding(stream: Stream, hash_key: int) -> Shard:
    """The open shard for a hash key."""
    return next(shard for shard in stream.open_shards if shard.first_hash <= hash_key <= shard.last_hash)


def _split(scope: Scope, stream: Stream, shard: Shard, middle: int) -> None:
    _close(scope, stream, shard)
    stream.add_shard(shard.first_hash, middle - 1, scope.now, (shard.id,))
    stream.add_shard(middle, shard.last_hash, scope.now, (shard.id,))


def _merge(scope: Scope, stream: Stream, one: Shard, other: Shard) -> None:
    _close(scope, stream, one)
    _close(scope, stream, other)
    first, last = min(one.first_hash, other.first_hash), max(one.last_hash, other.last_hash)
    stream.add_shard(first, last, scope.now, (one.id, other.id))


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


def _close(scope: Scope, stream: Stream, shard: Shard) -> None:
    """Whoever reads the shard for a function is to come to its end, and to go on with its children."""
    shard.closed = scope.now
    shard.ending = stream.next_sequence(shard.index, scope.now)
    scope.shared(LISTENERS).tell(scope, stream.arn, Stock(1, part=shard.id))
