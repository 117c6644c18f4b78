"""Errors with the further members that the model gives them.

The codes are modelled; the texts are this library's own (convention): no source has those of AWS.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pytest_awsevents.core.errors import AwsError

ResourceType: TypeAlias = Literal["DATA_SET", "REVISION", "ASSET", "JOB", "EVENT_ACTION", "DATA_GRANT"]
ExceptionCause: TypeAlias = Literal["InsufficientS3BucketPolicy", "S3AccessDenied"]
_NAMES: dict[ResourceType, str] = {
    "DATA_SET": "Data set",
    "REVISION": "Revision",
    "ASSET": "Asset",
    "JOB": "Job",
    "EVENT_ACTION": "Event action",
    "DATA_GRANT": "Data grant",
}


def invalid(message: str, cause: ExceptionCause | None = None) -> AwsError:
    return AwsError("ValidationException", message, members={} if cause is None else {"ExceptionCause": cause})


def not_found(kind: ResourceType, id: str) -> AwsError:
    members = {"ResourceId": id, "ResourceType": kind}
    return AwsError("ResourceNotFoundException", f"{_NAMES[kind]} {id} was not found.", members=members)


def conflict(kind: ResourceType, id: str, why: str) -> AwsError:
    members = {"ResourceId": id, "ResourceType": kind}
    return AwsError("ConflictException", f"{_NAMES[kind]} {id} {why}.", members=members)


def denied(message: str) -> AwsError:
    return AwsError("AccessDeniedException", message)


def limit_exceeded(name: str, value: int) -> AwsError:
    members = {"LimitName": name, "LimitValue": float(value)}
    return AwsError("ServiceLimitExceededException", f"The quota of {value} is reached: {name}.", members=members)
