"""ListStreams, ListShards, DescribeLimits."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.kinesis.state import KINESIS, Shard, Stream, find_stream, invalid
from pytest_awsevents.services.kinesis.streams import described

operation = OperationTable()
_STREAMS_IN_A_PAGE = 100
_SHARDS_IN_A_PAGE = 1000


@operation
def list_streams(scope: Scope, params: Params) -> dict[str, Any]:
    after = params.get("NextToken") or params.get("ExclusiveStartStreamName", "")
    streams = scope.state(KINESIS).streams
    left = sorted(name for name in streams if name > after)
    shown = left[: params.get("Limit", _STREAMS_IN_A_PAGE)]
    more = len(shown) < len(left)
    return {
        "StreamNames": shown,
        "HasMoreStreams": more,
        "NextToken": shown[-1] if more else None,
        "StreamSummaries": [_summary(streams[name]) for name in shown],
    }


@operation
def list_shards(scope: Scope, params: Params) -> dict[str, Any]:
    token = params.get("NextToken")
    if token is None:
        stream = find_stream(scope, params)
        after, wanted = params.get("ExclusiveStartShardId", ""), params.get("ShardFilter", {})
    else:
        if params.keys() & {"StreamName", "StreamARN", "ExclusiveStartShardId", "ShardFilter"}:
            raise invalid("NextToken and StreamName cannot be provided together.")
        arn, after, wanted = _read_token(token)
        stream = find_stream(scope, {"StreamARN": arn})
    keep = _filter(stream, wanted, scope.now)
    left = [shard for shard in stream.shards if shard.id > after and keep(shard)]
    shown = left[: params.get("MaxResults", _SHARDS_IN_A_PAGE)]
    answer: dict[str, Any] = {"Shards": [described(shard) for shard in shown]}
    if len(shown) < len(left):
        answer["NextToken"] = _token(stream.arn, shown[-1].id, wanted)
    return answer


def _summary(stream: Stream) -> dict[str, Any]:
    return {
        "StreamName": stream.name,
        "StreamARN": stream.arn,
        "StreamStatus": "ACTIVE",
        "StreamModeDetails": {"StreamMode": stream.mode},
        "StreamCreationTimestamp": stream.created,
    }


def _filter(stream: Stream, wanted: Mapping[str, Any], now: datetime) -> Callable[[Shard], bool]:
    """Which shards a filter lets through (API reference, ShardFilter)."""
    kind = wanted.get("Type")
    if kind is None:
        return lambda _: True
    if kind == "AFTER_SHARD_ID":
        after = wanted.get("ShardId", "")
        return lambda shard: shard.id > after
    if kind == "AT_LATEST":
        return lambda shard: shard.closed is None
    at = wanted.get("Timestamp") if kind.endswith("TIMESTAMP") else stream.horizon(now)
    if at is None:
        raise invalid(f"Timestamp must be provided when ShardFilterType is {kind}.")
    begin: datetime = max(at, stream.created)
    from_then_on = kind.startswith("FROM")
    return lambda shard: (shard.closed is None or shard.closed > begin) and (from_then_on or shard.created <= begin)


def _token(arn: str, after: str, wanted: Mapping[str, Any]) -> str:
    return base64.b64encode(json.dumps([arn, after, wanted], default=datetime.isoformat).encode()).decode()


def _read_token(token: str) -> tuple[str, str, Mapping[str, Any]]:
    try:
        arn, after, wanted = json.loads(base64.b64decode(token, validate=True))
        if "Timestamp" in wanted:
            wanted["Timestamp"] = datetime.fromisoformat(wanted["Timestamp"])
    except (ValueError, TypeError, RecursionError):
        raise AwsError("InvalidArgumentException", "Invalid NextToken.") from None
    return arn, after, wanted
