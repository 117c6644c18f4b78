"""What EventBridge calls a failed attempt, and whether it tries again."""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_awsevents.core.errors import AwsError


class Failure(NamedTuple):
    """`code` is the ERROR_CODE of dead letters; `retried` whether EventBridge tries again."""

    code: str
    retried: bool


# The codes are documented (user guide, "Using dead-letter queues"), as is that missing permissions and missing
# resources are not retried. Which error of which service gets which code is not: these are by name, first match wins.
_BY_NAME = (
    (re.compile("AssumeRole"), Failure("FAILED_TO_ASSUME_ROLE", False)),
    (
        re.compile("Throttl|TooManyRequests|RequestLimitExceeded|ThroughputExceeded|SlowDown"),
        Failure("THROTTLING", True),
    ),
    (
        re.compile("AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|NotPermitted|Forbidden"),
        Failure("NO_PERMISSIONS", False),
    ),
    (re.compile("NotFound|DoesNotExist|NonExistent|NoSuch"), Failure("NO_RESOURCE", False)),
    (re.compile("AlreadyExists"), Failure("RESOURCE_ALREADY_EXISTS", False)),
    (re.compile("ConnectionFailure"), Failure("CONNECTION_FAILURE", True)),
    (re.compile("[Tt]imeout|TimedOut"), Failure("TIMEOUT", True)),
    (re.compile("LimitExceeded|QuotaExceeded|OverLimit"), Failure("RESOURCE_LIMIT_EXCEEDED", True)),
    (re.compile("Conflict|ConcurrentModification|InUse"), Failure("RESOURCE_MODIFICATION_COLLISION", True)),
    (re.compile("InvalidJson"), Failure("INVALID_JSON", False)),
    (re.compile("ParamValidation"), Failure("SDK_CLIENT_ERROR", False)),
    (re.compile("Validation|Invalid|Malformed|MissingParameter|TooLarge|TooLong"), Failure("INVALID_PARAMETER", False)),
)
_OTHER = Failure("ERROR_FROM_TARGET", True)


class DeliveryFailed(AwsError):
    """An error that says itself what kind of failure it is; `hint` is for whoever reads the delivery's reason.

    `brief` says the same in few words. `retry_after`: the seconds a target wants to be left alone.
    """

    def __init__(
        self,
        code: str,
        message: str,
        failure: Failure,
        *,
        hint: str = "",
        brief: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(code, message)
        self.failure = failure
        self.hint = hint
        self.brief = brief or message
        self.retry_after = retry_after


def classify(error: AwsError) -> Failure:
    """The kind of failure that an error of a target's service is."""
    if isinstance(error, DeliveryFailed):
        return error.failure
    return next((failure for name, failure in _BY_NAME if name.search(error.code)), _OTHER)
