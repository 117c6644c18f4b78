"""What event source mappings may be set to: members by kind of source, defaults, limits, in AWS's words.

Texts are recorded, those of `_unsupported` and of the record age by analogy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.services.lambda_.event_sources.filtering import read_filters
from pytest_awsevents.services.lambda_.faults import invalid

_FOR_ALL = ("BatchSize", "MaximumBatchingWindowInSeconds", "FilterCriteria", "FunctionResponseTypes")
_FOR_QUEUES = (*_FOR_ALL, "ScalingConfig")
_FOR_STREAMS = (
    *_FOR_ALL,
    "ParallelizationFactor",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "TumblingWindowInSeconds",
)
_OF_QUEUES: Mapping[str, Any] = {"BatchSize": 10, "MaximumBatchingWindowInSeconds": 0, "FunctionResponseTypes": []}
_OF_STREAMS: Mapping[str, Any] = {
    **_OF_QUEUES,
    "BatchSize": 100,
    "ParallelizationFactor": 1,
    "MaximumRetryAttempts": -1,
    "MaximumRecordAgeInSeconds": -1,
    "BisectBatchOnFunctionError": False,
    "DestinationConfig": {"OnFailure": {}},
    "TumblingWindowInSeconds": 0,
}
_POSITION = ("StartingPosition", "StartingPositionTimestamp")
MEMBERS = tuple(dict.fromkeys((*_FOR_QUEUES, *_FOR_STREAMS, *_POSITION, "Enabled", "Tags")))
"""All members of CreateEventSourceMapping that act, or that truly have nothing to act on here."""

_OTHER_SOURCES = {
    "SelfManagedEventSource": "self-managed Kafka clusters",
    "dynamodb": "DynamoDB streams",
    "kafka": "Amazon MSK clusters",
    "mq": "Amazon MQ brokers",
    "rds": "DocumentDB clusters",
}
_NOT_FAKED = (
    "AmazonManagedKafkaEventSourceConfig",
    "DocumentDBEventSourceConfig",
    "KMSKeyArn",
    "LoggingConfig",
    "MetricsConfig",
    "ProvisionedPollerConfig",
    "Queues",
    "SelfManagedKafkaEventSourceConfig",
    "SourceAccessConfigurations",
    "Topics",
    "TumblingWindowInSeconds",
)
_LARGEST_WITHOUT_WINDOW = 10
_LEAST_AGE = 60
_DESTINATIONS = ("s3", "sns", "sqs")


def read_source(params: Params) -> Arn:
    """The queue or stream of a request; what else Lambda reads is refused by name."""
    arn = parse_arn(params.get("EventSourceArn", ""))
    other = "SelfManagedEventSource" if "SelfManagedEventSource" in params else "" if arn is None else arn.service
    if other in _OTHER_SOURCES:
        raise UnsupportedOperation(
            f"lambda: event source mappings of {_OTHER_SOURCES[other]} are not faked, only those of SQS queues and "
            "Kinesis streams"
        )
    if arn is None or arn.service not in ("sqs", "kinesis"):
        raise invalid("Unrecognized event source.")
    if "/consumer/" in arn.resource:
        raise UnsupportedOperation(
            "lambda: event source mappings of Kinesis stream consumers (enhanced fan-out) are not faked; map the "
            "stream itself"
        )
    return arn


def new_settings(source: Arn, params: Params) -> dict[str, Any]:
    """The settings of a new mapping."""
    _check_position(source, params)
    defaults = _OF_QUEUES if source.service == "sqs" else _OF_STREAMS
    position = {name: params[name] for name in _POSITION if name in params}
    return changed_settings(source, {**defaults, **position}, params)


def changed_settings(source: Arn, before: Params, params: Params) -> dict[str, Any]:
    """The settings after an update: members that are not given stay as they are."""
    _refuse_unfaked(params)
    known = _FOR_QUEUES if source.service == "sqs" else _FOR_STREAMS
    for name in (*_FOR_QUEUES, *_FOR_STREAMS):
        if name in params and name not in known:
            raise _unsupported(name)
    settings = {**before, **{name: params[name] for name in known if name in params}}
    read_filters(settings.get("FilterCriteria"), "body" if source.service == "sqs" else "data")
    if not settings.get("FilterCriteria", {}).get("Filters"):
        settings.pop("FilterCriteria", None)
    if source.service == "sqs":
        _check_queue(source, settings)
    else:
        settings["DestinationConfig"] = _checked_destination(settings["DestinationConfig"])
        _check_age(settings["MaximumRecordAgeInSeconds"])
    return settings


def _refuse_unfaked(params: Params) -> None:
    for name in _NOT_FAKED:
        if params.get(name):  # an empty key, or a tumbling window of 0, means none
            raise UnsupportedOperation(f"lambda: event source mappings with {name} are not faked")


def _check_position(source: Arn, params: Params) -> None:
    position, timestamp = params.get("StartingPosition"), params.get("StartingPositionTimestamp")
    if source.service == "sqs":
        if position is not None or timestamp is not None:
            raise invalid("StartingPosition is not valid for SQS event sources.")
    elif position is None:
        raise invalid(
            "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must "
            "not be null."
        )
    elif timestamp is not None and position != "AT_TIMESTAMP":
        raise invalid("Timestamp only valid with StartingPosition AT_TIMESTAMP")
    elif timestamp is None and position == "AT_TIMESTAMP":
        raise invalid("StartingPositionTimestamp is required with StartingPosition AT_TIMESTAMP")  # by analogy


def _check_queue(source: Arn, settings: Params) -> None:
    size, window = settings["BatchSize"], settings["MaximumBatchingWindowInSeconds"]
    if source.resource.endswith(".fifo"):
        if window:
            raise invalid("Batching window is not supported for FIFO queues")
        if size > _LARGEST_WITHOUT_WINDOW:
            raise invalid(f"Batch size must not exceed {_LARGEST_WITHOUT_WINDOW} for FIFO queues")
    if size > _LARGEST_WITHOUT_WINDOW and not window:
        raise invalid(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than "
            f"{_LARGEST_WITHOUT_WINDOW}"
        )


def _checked_destination(config: Params) -> dict[str, Any]:
    if config.get("OnSuccess", {}).get("Destination"):
        raise _unsupported("DestinationConfig")
    destination = config.get("OnFailure", {}).get("Destination", "")
    if not destination:
        return {"OnFailure": {}}
    arn = parse_arn(destination)
    if destination.startswith("kafka:"):
        raise UnsupportedOperation("lambda: Kafka topics as on-failure destinations are not faked")
    if arn is None or arn.service not in _DESTINATIONS or arn.resource.endswith(".fifo"):
        raise invalid(f"The destination ARN {destination} is invalid.")
    return {"OnFailure": {"Destination": destination}}


def _check_age(seconds: int) -> None:
    if seconds != -1 and seconds < _LEAST_AGE:
        raise invalid(f"MaximumRecordAgeInSeconds must be -1 or at least {_LEAST_AGE}.")


def _unsupported(name: str) -> AwsError:
    return invalid(f"Unsupported {name} parameter for given event source mapping type.")
