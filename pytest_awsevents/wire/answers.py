"""Answers as botocore's parsers would hand them on: a status and a parsed response."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.model import OperationModel, Shape

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.wording import AS_MODELLED, Wording
from pytest_awsevents.wire.models import is_fault


@dataclass(frozen=True, slots=True)
class Answer:
    """`parsed` is what the caller of the client gets, or what the modelled exception carries."""

    status: int
    parsed: dict[str, Any]


def success(operation: OperationModel, response: dict[str, Any], request_id: str) -> Answer:
    """An answer with the status that the model gives the operation; a part of a body is 206 (RFC 9110)."""
    status = 206 if "ContentRange" in response else operation.http.get("responseCode", 200)
    response["ResponseMetadata"] = _metadata(status, request_id)
    return Answer(status, response)


def failure(operation: OperationModel, error: AwsError, request_id: str, wording: Wording = AS_MODELLED) -> Answer:
    """An error with the code, status and further members that the service's model gives it."""
    shape = operation.service_model.shape_for_error_code(error.code)
    if shape is None:
        named = next((name for name, code in wording.query_codes.items() if code == error.code), error.code)
        shape = next((known for known in operation.service_model.error_shapes if known.name == named), None)
    trait: Mapping[str, Any] = shape.metadata.get("error", {}) if shape is not None else {}
    status = error.status or trait.get("httpStatusCode") or _usual_status(operation, error.code, shape)
    name = error.code if shape is None else shape.name
    code = wording.query_codes.get(name, trait.get("code", error.code))
    details: dict[str, Any] = {"Message": error.message, "Code": code}
    if "awsQueryCompatible" in operation.service_model.metadata and (shape is not None or code != name):
        details["QueryErrorCode"] = name
        details["Type"] = "Sender"
    if operation.service_model.metadata.get("protocol") == "rest-xml":  # parsed with all that stands beside the code
        details.update({name: item for name, item in error.members.items() if name not in details})
    parsed: dict[str, Any] = {"Error": details, "ResponseMetadata": _metadata(status, request_id)}
    if shape is not None:
        parsed.update({name: error.message for name in shape.members if name in ("message", "Message")})
        parsed.update({name: copy.deepcopy(item) for name, item in error.members.items() if name in shape.members})
    return Answer(status, parsed)


_COMMON_FAULTS = {"InternalError": 500, "InternalFailure": 500, "ServiceUnavailable": 503, "SlowDown": 503}


def _usual_status(operation: OperationModel, code: str, shape: Shape | None) -> int:
    """The status where neither the error nor the model names one: that of a fault, of a code such as 404, or 400."""
    if shape is not None:
        return 500 if is_fault(operation.service_model.service_name, shape.name) else 400
    if code.isdecimal() and 400 <= int(code) <= 599:  # how S3 answers HEAD requests
        return int(code)
    return _COMMON_FAULTS.get(code, 400)


def _metadata(status: int, request_id: str) -> dict[str, Any]:
    headers = {"x-amzn-requestid": request_id}
    return {"RequestId": request_id, "HTTPStatusCode": status, "HTTPHeaders": headers, "RetryAttempts": 0}
