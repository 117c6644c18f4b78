"""Why jobs fail: the entries of a job's `Errors`."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError

_NOT_FOUND = frozenset({"NoSuchBucket", "NoSuchKey", "NotFound", "404", "ResourceNotFoundException"})
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "AllAccessDisabled", "Forbidden", "403"})
_OF_S3 = frozenset({"InternalError", "InternalFailure", "ServiceUnavailable", "SlowDown", "503", "500"})
_TYPES = ("REVISION", "ASSET", "DATA_SET")


class JobFailed(Exception):
    """A job ends in ERROR; `error` is the entry of `Errors`."""

    def __init__(self, code: str, message: str, **members: Any) -> None:
        super().__init__(code, message)
        self.error: dict[str, Any] = {"Code": code, "Message": message, **members}


def failure_of(error: AwsError) -> JobFailed:
    """The failure of a job whose API call was answered with an error (codes by convention)."""
    kind = error.members.get("ResourceType")
    members = {"ResourceId": error.members["ResourceId"], "ResourceType": kind} if kind in _TYPES else {}
    return JobFailed(_code(error), f"{error.code}: {error.message}", **members)


def is_missing(error: AwsError) -> bool:
    return error.code in _NOT_FOUND


def _code(error: AwsError) -> str:
    if error.code in _NOT_FOUND:
        return "RESOURCE_NOT_FOUND_EXCEPTION"
    if error.code in _DENIED or error.code.endswith(".AccessDeniedException"):
        return "ACCESS_DENIED_EXCEPTION"
    if error.code in _OF_S3 or (error.status or 0) >= 500:
        return "INTERNAL_SERVER_EXCEPTION"
    return "VALIDATION_EXCEPTION"
