"""The errors that Lambda answers, in its words."""

from __future__ import annotations

from pytest_awsevents.core.errors import AwsError

_BY_CALLER = {"Type": "User"}


def function_not_found(arn: str) -> AwsError:
    return not_found(f"Function not found: {arn}")


def not_found(message: str) -> AwsError:
    return AwsError("ResourceNotFoundException", message, members=_BY_CALLER)


def conflict(message: str) -> AwsError:
    return AwsError("ResourceConflictException", message, members=_BY_CALLER)


def invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterValueException", message, members=_BY_CALLER)


def invalid_content(message: str) -> AwsError:
    return AwsError("InvalidRequestContentException", message, members=_BY_CALLER)


def stale_revision(what: str = "Function/GetAlias") -> AwsError:
    return AwsError(
        "PreconditionFailedException",
        "The RevisionId provided does not match the latest RevisionId. "
        f"Call the Get{what} API to retrieve the latest RevisionId",
        members=_BY_CALLER,
    )
