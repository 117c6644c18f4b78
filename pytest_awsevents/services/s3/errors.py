"""Errors of S3 that its model does not name, and those that several operations raise."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http.client import responses
from typing import Any

from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope

Answering = Callable[[Scope, Params], Any]


def no_such_bucket(name: str) -> AwsError:
    return AwsError("NoSuchBucket", "The specified bucket does not exist", members={"BucketName": name})


def no_such_key(key: str) -> AwsError:
    return AwsError("NoSuchKey", "The specified key does not exist.", members={"Key": key})


def no_such_version(key: str, version_id: str) -> AwsError:
    members = {"Key": key, "VersionId": version_id}
    return AwsError("NoSuchVersion", "The specified version does not exist.", status=404, members=members)


def access_denied(message: str = "Access Denied") -> AwsError:
    return AwsError("AccessDenied", message, status=403)


def invalid_argument(message: str, name: str, value: object) -> AwsError:
    members = {"ArgumentName": name, "ArgumentValue": str(value)}
    return AwsError("InvalidArgument", message, status=400, members=members)


def invalid_request(message: str) -> AwsError:
    return AwsError("InvalidRequest", message, status=400)


def malformed_xml() -> AwsError:
    return AwsError(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
        status=400,
    )


def precondition_failed(condition: str) -> AwsError:
    return AwsError(
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
        status=412,
        members={"Condition": condition},
    )


def not_implemented(header: str) -> AwsError:
    """What S3 says to headers that only directory buckets know."""
    return AwsError(
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        status=501,
        members={"Header": header},
    )


def method_not_allowed() -> AwsError:
    return AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", status=405)


def refuse(scope: Scope, params: Params, *names: str) -> None:
    """Refuses a call with one of these members: acting as if it were not there would be a lie."""
    for name in names:
        if params.get(name) not in (None, False, "NotApplicable"):
            raise unsupported(scope, name)


def unsupported(scope: Scope, what: str) -> UnsupportedOperation:
    name = "the call" if scope.api_call is None else scope.api_call.name
    return UnsupportedOperation(f"{name} with {what} is not faked")


def as_head(operation: Answering) -> Answering:
    """Errors of a HEAD request have no body: clients make code and message from the HTTP status."""

    @wraps(operation)
    def answer(scope: Scope, params: Params) -> Any:
        try:
            return operation(scope, params)
        except AwsError as error:
            raise bodiless(error) from None

    return answer


def bodiless(error: AwsError) -> AwsError:
    """An error as a client sees it whose response has no body."""
    status = status_of(error)
    return AwsError(str(status), responses.get(status, ""), status=status)


def status_of(error: AwsError) -> int:
    """The HTTP status of an error, by itself or by its code."""
    return error.status or _STATUSES.get(error.code, 400)


_STATUSES = {"NoSuchBucket": 404, "NoSuchKey": 404, "NoSuchUpload": 404, "304": 304}
