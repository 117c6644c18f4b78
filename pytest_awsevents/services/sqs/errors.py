"""Errors of SQS that its model does not name, and those that several operations raise."""

from __future__ import annotations

from pytest_awsevents.core.errors import AwsError

_PREFIX = "AWS.SimpleQueueService."
QUERY_CODES = {
    "QueueDoesNotExist": _PREFIX + "NonExistentQueue",
    "QueueNameExists": "QueueAlreadyExists",
    **{
        name: _PREFIX + name
        for name in (
            "BatchEntryIdsNotDistinct",
            "BatchRequestTooLong",
            "EmptyBatchRequest",
            "InvalidBatchEntryId",
            "MessageNotInflight",
            "PurgeQueueInProgress",
            "QueueDeletedRecently",
            "TooManyEntriesInBatchRequest",
            "UnsupportedOperation",
        )
    },
}
"""The codes that callers see, by the name of the error: botocore's model no longer tells them (recorded)."""


def invalid_value(value: object, parameter: str, reason: str) -> AwsError:
    """A parameter whose value is refused (recorded)."""
    return AwsError("InvalidParameterValue", f"Value {value} for parameter {parameter} is invalid. Reason: {reason}")


def wrong_for_queue_type(value: object, parameter: str) -> AwsError:
    """A parameter that FIFO queues know and standard ones do not, or the other way round (recorded)."""
    return invalid_value(
        value, parameter, "The request include parameter that is not valid for this queue type."
    )  # the grammar is AWS's


def missing(parameter: str) -> AwsError:
    """A parameter without which the request makes no sense (recorded)."""
    return AwsError("MissingParameter", f"The request must contain the parameter {parameter}.")


def unknown_queue() -> AwsError:
    return AwsError("QueueDoesNotExist", "The specified queue does not exist.")


def between(value: int, parameter: str, low: int, high: int) -> int:
    """The value, where it is in range; AWS's error where not (recorded for WaitTimeSeconds)."""
    if not low <= value <= high:
        raise invalid_value(value, parameter, f"Must be >= {low} and <= {high}, if provided.")
    return value
