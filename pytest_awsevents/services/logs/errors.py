"""Errors of CloudWatch Logs that several operations raise; all texts as recorded."""

from __future__ import annotations

from pytest_awsevents.core.errors import AwsError


def invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)


def missing(noun: str) -> AwsError:
    return AwsError("ResourceNotFoundException", f"The specified {noun} does not exist.")


def exists(noun: str) -> AwsError:
    return AwsError("ResourceAlreadyExistsException", f"The specified {noun} already exists")


def too_many() -> AwsError:
    return AwsError("LimitExceededException", "Resource limit exceeded.")
