"""What can be changed of a stream: retention, mode, encryption, monitoring, size of records."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.kinesis.state import Stream, find_stream, invalid

operation = OperationTable()
_LEAST_HOURS = 24
_MOST_HOURS = 8760
_METRICS = (
    "IncomingBytes",
    "IncomingRecords",
    "OutgoingBytes",
    "OutgoingRecords",
    "WriteProvisionedThroughputExceeded",
    "ReadProvisionedThroughputExceeded",
    "IteratorAgeMilliseconds",
)


@operation
def increase_stream_retention_period(scope: Scope, params: Params) -> None:
    stream = find_stream(scope, params)
    hours = _checked_hours(params)
    if hours < stream.retention_hours:
        raise invalid(
            f"Requested retention period ({hours} hours) for stream {stream.name} can not be shorter than existing "
            f"retention period ({stream.retention_hours} hours). Use DecreaseRetentionPeriod API."
        )
    stream.trim(scope.now)  # what has expired does not come back
    stream.retention_hours = hours


@operation
def decrease_stream_retention_period(scope: Scope, params: Params) -> None:
    stream = find_stream(scope, params)
    hours = _checked_hours(params)
    if hours > stream.retention_hours:
        raise invalid(
            f"Requested retention period ({hours} hours) for stream {stream.name} can not be longer than existing "
            f"retention period ({stream.retention_hours} hours). Use IncreaseRetentionPeriod API."
        )
    stream.retention_hours = hours
    stream.trim(scope.now)


@operation
def update_stream_mode(scope: Scope, params: Params) -> None:
    stream = find_stream(scope, params)
    stream.mode = params["StreamModeDetails"]["StreamMode"]
    stream.warm_throughput = params.get("WarmThroughputMiBps", stream.warm_throughput)


@operation
def update_max_record_size(scope: Scope, params: Params) -> None:
    find_stream(scope, params).max_record_kib = params["MaxRecordSizeInKiB"]


@operation
def start_stream_encryption(scope: Scope, params: Params) -> None:
    find_stream(scope, params).key_id = params["KeyId"] if params["EncryptionType"] == "KMS" else None


@operation
def stop_stream_encryption(scope: Scope, params: Params) -> None:
    find_stream(scope, params).key_id = None


@operation
def enable_enhanced_monitoring(scope: Scope, params: Params) -> dict[str, Any]:
    """Kept and given back; nobody measures anything."""
    stream = find_stream(scope, params)
    return _monitor(stream, [name for name in _METRICS if name in {*stream.metrics, *_named(params)}])


@operation
def disable_enhanced_monitoring(scope: Scope, params: Params) -> dict[str, Any]:
    stream = find_stream(scope, params)
    return _monitor(stream, [name for name in stream.metrics if name not in _named(params)])


def _named(params: Params) -> list[str]:
    named: list[str] = params["ShardLevelMetrics"]
    return list(_METRICS) if "ALL" in named else named


def _monitor(stream: Stream, metrics: list[str]) -> dict[str, Any]:
    before, stream.metrics = stream.metrics, metrics
    return {
        "StreamName": stream.name,
        "StreamARN": stream.arn,
        "CurrentShardLevelMetrics": before,
        "DesiredShardLevelMetrics": metrics,
    }


def _checked_hours(params: Params) -> int:
    hours: int = params["RetentionPeriodHours"]
    if not _LEAST_HOURS <= hours <= _MOST_HOURS:
        short = hours < _LEAST_HOURS
        word, limit, reason = ("Minimum", _LEAST_HOURS, "short") if short else ("Maximum", _MOST_HOURS, "long")
        raise invalid(
            f"{word} allowed retention period is {limit} hours. "
            f"Requested retention period ({hours} hours) is too {reason}."
        )
    return hours
