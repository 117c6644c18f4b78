"""How many shards and streams an account may have in a region (developer guide, "Quotas and limits")."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.kinesis.state import KINESIS, ON_DEMAND

operation = OperationTable()
_SHARDS = 500
_ON_DEMAND_STREAMS = 50


@operation
def describe_limits(scope: Scope, params: Params) -> dict[str, Any]:
    return {
        "ShardLimit": _SHARDS,
        "OpenShardCount": _provisioned_shards(scope),
        "OnDemandStreamCount": _on_demand_streams(scope),
        "OnDemandStreamCountLimit": _ON_DEMAND_STREAMS,
    }


def check_shards(scope: Scope, more: int) -> None:
    """AWS's error where that many more shards would be too many."""
    now = _provisioned_shards(scope)
    if now + more > _SHARDS:
        raise AwsError(
            "LimitExceededException",
            f"This request would exceed the shard limit for the account {scope.account} in {scope.region}. Current "
            f"shard count for the account: {now}. Limit: {_SHARDS}. Number of additional shards that would have "
            f"resulted from this request: {more}. Refer to the AWS Service Limits page "
            "(https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to "
            "request higher limits.",
        )


def check_on_demand_streams(scope: Scope) -> None:
    """AWS's error where one more stream on demand would be too many."""
    if _on_demand_streams(scope) >= _ON_DEMAND_STREAMS:
        raise AwsError(
            "LimitExceededException",
            f"This request would exceed the limit of {_ON_DEMAND_STREAMS} on-demand streams for the account "
            f"{scope.account} in {scope.region}.",
        )


def _provisioned_shards(scope: Scope) -> int:
    streams = scope.state(KINESIS).streams.values()
    return sum(len(stream.open_shards) for stream in streams if stream.mode != ON_DEMAND)


def _on_demand_streams(scope: Scope) -> int:
    return sum(stream.mode == ON_DEMAND for stream in scope.state(KINESIS).streams.values())
