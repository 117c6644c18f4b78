"""Errors with the further members that the model gives them.

Codes, statuses and members are modelled; resource types, quota codes and texts are this library's own (convention), but
for the text that is marked.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pytest_awsevents.core.errors import AwsError

ResourceType: TypeAlias = Literal[
    "AppBundle", "AppAuthorization", "Ingestion", "IngestionDestination", "UserAccessTask"
]
Reason: TypeAlias = Literal["fieldValidationFailed", "other"]


def invalid(message: str, field: str | None = None) -> AwsError:
    """A field that does not fit, or anything else that no other error says."""
    members: dict[str, object] = {"reason": "other" if field is None else "fieldValidationFailed"}
    if field is not None:
        members["fieldList"] = [{"name": field, "message": message}]
    return AwsError("ValidationException", message, members=members)


def not_found(kind: ResourceType, id: str) -> AwsError:
    members = {"resourceId": id, "resourceType": kind}
    return AwsError("ResourceNotFoundException", f"{kind} {id} was not found.", members=members)


def conflict(kind: ResourceType, id: str, why: str) -> AwsError:
    members = {"resourceId": id, "resourceType": kind}
    return AwsError("ConflictException", f"{kind} {id} {why}.", members=members)


def quota_exceeded(kind: ResourceType, id: str, code: str, message: str) -> AwsError:
    members = {"resourceId": id, "resourceType": kind, "serviceCode": "appfabric", "quotaCode": code}
    return AwsError("ServiceQuotaExceededException", message, members=members)


def too_many_bundles(id: str) -> AwsError:
    """The text is recorded (acceptance tests of a Terraform provider, on live AWS)."""
    message = "You have exceeded the maximum number of app bundles per account, per AWS Region."
    return quota_exceeded("AppBundle", id, "L-4F0E2C31", message)
