"""Streams: made, deleted, described."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.kinesis.quotas import check_on_demand_streams, check_shards
from pytest_awsevents.services.kinesis.state import (
    KINESIS,
    ON_DEMAND,
    PROVISIONED,
    Shard,
    Stream,
    find_stream,
    hash_ranges,
    invalid,
)

operation = OperationTable()
_SHARDS_ON_DEMAND = 4
_SHARDS_IN_A_PAGE = 100


@operation
def create_stream(scope: Scope, params: Params) -> None:
    """Streams are active at once: nobody has to wait for them."""
    name = params["StreamName"]
    mode = params.get("StreamModeDetails", {}).get("StreamMode", PROVISIONED)
    if params.get("RecordDistributionStrategy", "USER_PARTITION_KEY") != "USER_PARTITION_KEY":
        raise UnsupportedOperation("kinesis: distributing records without partition keys is not faked")
    count = _shard_count(mode, params.get("ShardCount"))
    streams = scope.state(KINESIS).streams
    if name in streams:
        raise AwsError("ResourceInUseException", f"Stream {name} under account {scope.account} already exists.")
    if mode == ON_DEMAND:
        check_on_demand_streams(scope)
    else:
        check_shards(scope, count)
    stream = streams[name] = Stream(
        name=name,
        arn=scope.arn("kinesis", f"stream/{name}"),
        account=scope.account,
        region=scope.region,
        created=scope.now,
        mode=mode,
        tags=dict(params.get("Tags", {})),
        max_record_kib=params.get("MaxRecordSizeInKiB", 1024),
        warm_throughput=params.get("WarmThroughputMiBps"),
    )
    for first, last in hash_ranges(count):
        stream.add_shard(first, last, scope.now)


def _shard_count(mode: str, given: int | None) -> int:
    if mode == ON_DEMAND:
        if given is not None:
            raise invalid("ShardCount cannot be specified for a stream in ON_DEMAND mode.")
        return _SHARDS_ON_DEMAND
    if given is None:
        raise invalid("ShardCount must be specified for a stream in PROVISIONED mode.")
    return given


@operation
def delete_stream(scope: Scope, params: Params) -> None:
    stream = find_stream(scope, params)
    if stream.consumers and not params.get("EnforceConsumerDeletion"):
        raise AwsError(
            "ResourceInUseException",
            f"Stream {stream.name} under account {stream.account} has enhanced fan-out consumers registered with it.",
        )
    del scope.at(account=stream.account, region=stream.region).state(KINESIS).streams[stream.name]


@operation
def describe_stream(scope: Scope, params: Params) -> dict[str, Any]:
    stream = find_stream(scope, params)
    after = params.get("ExclusiveStartShardId", "")
    left = [shard for shard in stream.shards if shard.id > after]
    shown = left[: params.get("Limit", _SHARDS_IN_A_PAGE)]
    return {
        "StreamDescription": {
            **_summary(stream),
            "Shards": [described(shard) for shard in shown],
            "HasMoreShards": len(shown) < len(left),
        }
    }


@operation
def describe_stream_summary(scope: Scope, params: Params) -> dict[str, Any]:
    stream = find_stream(scope, params)
    summary = {**_summary(stream), "OpenShardCount": len(stream.open_shards), "ConsumerCount": len(stream.consumers)}
    if stream.max_record_kib != 1024:
        summary["MaxRecordSizeInKiB"] = stream.max_record_kib
    if stream.warm_throughput is not None:
        warm = stream.warm_throughput
        summary["WarmThroughput"] = {"TargetMiBps": warm, "CurrentMiBps": warm}
    return {"StreamDescriptionSummary": summary}


def described(shard: Shard) -> dict[str, Any]:
    """A shard as AWS shows it."""
    parents = dict(zip(("ParentShardId", "AdjacentParentShardId"), shard.parents, strict=False))
    sequences = {"StartingSequenceNumber": shard.starting}
    if shard.ending is not None:
        sequences["EndingSequenceNumber"] = shard.ending
    return {
        "ShardId": shard.id,
        **parents,
        "HashKeyRange": {"StartingHashKey": str(shard.first_hash), "EndingHashKey": str(shard.last_hash)},
        "SequenceNumberRange": sequences,
    }


def _summary(stream: Stream) -> dict[str, Any]:
    return {
        "StreamName": stream.name,
        "StreamARN": stream.arn,
        "StreamStatus": "ACTIVE",
        "StreamModeDetails": {"StreamMode": stream.mode},
        "RetentionPeriodHours": stream.retention_hours,
        "StreamCreationTimestamp": stream.created,
        "EnhancedMonitoring": [{"ShardLevelMetrics": list(stream.metrics)}],
        "EncryptionType": stream.encryption,
        "KeyId": stream.key_id,
    }
