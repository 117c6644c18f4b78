"""GetShardIterator and GetRecords."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, milliseconds
from pytest_awsevents.services.kinesis.state import (
    Record,
    Shard,
    Stream,
    find_shard,
    find_stream,
    invalid,
    stream_of_arn,
)

operation = OperationTable()
_LIFETIME = timedelta(minutes=5)
_MAX_RECORDS = 10_000
_MAX_BYTES = 10 * 1_048_576
_BY_SEQUENCE = ("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER")


@operation
def get_shard_iterator(scope: Scope, params: Params) -> dict[str, Any]:
    stream = find_stream(scope, params)
    shard = find_shard(stream, params["ShardId"])
    stream.trim(scope.now)
    number = first_number(scope, stream, shard, params)
    return {"ShardIterator": _iterator(stream, shard, number, scope.now)}


@operation
def get_records(scope: Scope, params: Params) -> dict[str, Any]:
    arn, shard_id, number, made = _read_iterator(params["ShardIterator"])
    if scope.now > made + _LIFETIME:
        raise AwsError(
            "ExpiredIteratorException",
            f"Iterator expired. The iterator was created at time {_shown(made)} while right now it is "
            f"{_shown(scope.now)} which is further in the future than the tolerated delay of "
            f"{_LIFETIME // timedelta(milliseconds=1)} milliseconds.",
        )
    stream = stream_of_arn(scope, arn)
    shard = find_shard(stream, shard_id)
    stream.trim(scope.now)
    left = shard.records[shard.since(number) :]
    read = _fitting(left[: params.get("Limit", _MAX_RECORDS)])
    answer: dict[str, Any] = {
        "Records": [shown_record(stream, record) for record in read],
        "MillisBehindLatest": _behind(scope.now, read, left),
    }
    if shard.closed is None or len(read) < len(left):
        following = read[-1].number + 1 if read else number
        answer["NextShardIterator"] = _iterator(stream, shard, following, scope.now)
    else:
        answer["ChildShards"] = children(stream, shard)
    return answer


def first_number(scope: Scope, stream: Stream, shard: Shard, params: Params) -> int:
    """The number from which an iterator reads."""
    kind = params["ShardIteratorType"]
    if kind == "TRIM_HORIZON":
        return 0
    if kind == "LATEST":
        return stream.number + 1
    if kind in _BY_SEQUENCE:
        return _number_of(stream, shard, params.get("StartingSequenceNumber"), kind)
    at = params.get("Timestamp")
    if at is None:
        raise invalid(
            "Must specify timestamp parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp "
            "parameter."
        )
    if at > scope.now:
        raise invalid(
            "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. "
            f"timestampInMillis: {milliseconds(at)}, currentTimestampInMillis: {milliseconds(scope.now)}"
        )
    index = shard.arrived_since(at)
    return shard.records[index].number if index < len(shard.records) else stream.number + 1


def _number_of(stream: Stream, shard: Shard, sequence: str | None, kind: str) -> int:
    if sequence is None:
        raise invalid(
            f"Must specify startingSequenceNumber parameter for iterator of type {kind}. Current request has no "
            "startingSequenceNumber parameter."
        )
    number = stream.number_of(sequence)
    if number is None:
        raise invalid(
            f"StartingSequenceNumber {sequence} used in GetShardIterator on shard {shard.id} in stream {stream.name} "
            f"under account {stream.account} is invalid because it did not come from this stream."
        )
    return number + 1 if kind == "AFTER_SEQUENCE_NUMBER" else number


def _fitting(records: list[Record]) -> list[Record]:
    """As many as go into one answer."""
    size = 0
    for index, record in enumerate(records):
        size += len(record.data)
        if size > _MAX_BYTES and index:
            return records[:index]
    return records


def _behind(now: datetime, read: list[Record], left: list[Record]) -> int:
    """How far the answer is from the newest record; 0 says that there is nothing more (API reference)."""
    if len(read) == len(left):
        return 0
    return max((now - left[len(read)].at) // timedelta(milliseconds=1), 1)


def shown_record(stream: Stream, record: Record) -> dict[str, Any]:
    return {
        "SequenceNumber": record.sequence,
        "ApproximateArrivalTimestamp": record.at,
        "Data": record.data,
        "PartitionKey": record.key,
        "EncryptionType": None if stream.key_id is None else stream.encryption,
    }


def children(stream: Stream, shard: Shard) -> list[dict[str, Any]]:
    """The shards that took over from a closed one."""
    return [_child(one) for one in stream.shards if shard.id in one.parents]


def _child(shard: Shard) -> dict[str, Any]:
    return {
        "ShardId": shard.id,
        "ParentShards": list(shard.parents),
        "HashKeyRange": {"StartingHashKey": str(shard.first_hash), "EndingHashKey": str(shard.last_hash)},
    }


def _iterator(stream: Stream, shard: Shard, number: int, now: datetime) -> str:
    text = json.dumps([stream.arn, shard.id, number, now.timestamp()])
    return base64.b64encode(text.encode()).decode()


def _read_iterator(text: str) -> tuple[str, str, int, datetime]:
    try:
        arn, shard_id, number, made = json.loads(base64.b64decode(text, validate=True))
        return str(arn), str(shard_id), int(number), datetime.fromtimestamp(made, UTC)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise invalid("Invalid ShardIterator.") from None


def _shown(instant: datetime) -> str:
    return f"{instant:%a %b %d %H:%M:%S} UTC {instant:%Y}"
