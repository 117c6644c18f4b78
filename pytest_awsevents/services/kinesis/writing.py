"""PutRecord and PutRecords."""

from __future__ import annotations

import hashlib
from typing import Any

from pytest_awsevents.core.arrivals import LISTENERS, Stock
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.kinesis.state import HASH_KEYS, Record, Shard, Stream, find_stream, invalid

operation = OperationTable()
_MAX_REQUEST = 10 * 1_048_576


@operation
def put_record(scope: Scope, params: Params) -> dict[str, Any]:
    stream = find_stream(scope, params)
    shard = _shard_of(stream, params, "data")
    return {**_put(scope, stream, shard, params), "EncryptionType": stream.encryption}


@operation
def put_records(scope: Scope, params: Params) -> dict[str, Any]:
    """Records are put one by one; throughput is not limited, so none of them fails."""
    stream = find_stream(scope, params)
    records = params["Records"]
    if sum(len(record["Data"]) + len(_key(record)) for record in records) > _MAX_REQUEST:
        raise invalid(f"Records size exceeds {_MAX_REQUEST // 1_048_576} MB limit")
    shards = [
        _shard_of(stream, record, f"records.{number}.member.data") for number, record in enumerate(records, start=1)
    ]
    put = [_put(scope, stream, shard, record) for shard, record in zip(shards, records, strict=True)]
    return {"FailedRecordCount": 0, "Records": put, "EncryptionType": stream.encryption}


def _key(record: Params) -> bytes:
    key: str = record.get("PartitionKey", "")
    return utf8(key)


def _put(scope: Scope, stream: Stream, shard: Shard, params: Params) -> dict[str, Any]:
    sequence = stream.next_sequence(shard.index, scope.now)
    shard.records.append(Record(stream.number, sequence, params["Data"], params["PartitionKey"], scope.now))
    scope.shared(LISTENERS).tell(scope, stream.arn, Stock(1, ids=(sequence,), part=shard.id))
    return {"ShardId": shard.id, "SequenceNumber": sequence}


def _shard_of(stream: Stream, params: Params, path: str) -> Shard:
    """The open shard whose range holds the MD5 of the partition key, or the hash key given instead."""
    if len(params["Data"]) > stream.max_record_kib * 1024:
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value at '{path}' failed to satisfy constraint: Member must have length "
            f"less than or equal to {stream.max_record_kib * 1024}",
        )
    given = params.get("ExplicitHashKey")
    if "PartitionKey" not in params:  # the model lets it be left out, for streams that ignore it
        where = "partitionKey" if path == "data" else path.replace("data", "partitionKey")
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value null at '{where}' failed to satisfy constraint: "
            "Member must not be null",
        )
    if given is None:
        digest = hashlib.md5(_key(params), usedforsecurity=False).digest()
        hash_key = int.from_bytes(digest, "big")
    else:
        hash_key = int(given)
        if hash_key >= HASH_KEYS:
            raise invalid(
                "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. "
                f"Specified value was {given}"
            )
    return next(shard for shard in stream.open_shards if shard.first_hash <= hash_key <= shard.last_hash)
