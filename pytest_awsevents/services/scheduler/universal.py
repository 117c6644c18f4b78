"""Universal targets: `arn:aws:scheduler:::aws-sdk:service:action` calls any operation of any service."""

from __future__ import annotations

import base64
import binascii
import json
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.scheduler.state import invalid
from pytest_awsevents.wire.constraints import check_as_client
from pytest_awsevents.wire.models import service_model, service_names

# Read-only operations are refused (user guide, "Using universal targets").
_READ_ONLY = (
    *("get", "describe", "list", "poll", "receive", "search", "scan", "query", "select", "read", "lookup"),
    *("discover", "validate", "batchGet", "batchDescribe", "batchRead", "transactGet", "adminGet", "adminList"),
    *("testMigration", "retrieve", "testConnection", "translateDocument", "isAuthorized", "invokeModel"),
)
# AWS's names of services, where botocore has another and only the model would tell.
_OTHERWISE_NAMED = {
    "applicationautoscaling": "application-autoscaling",
    "cloudwatchevents": "events",
    "cloudwatchlogs": "logs",
    "cognitoidentityprovider": "cognito-idp",
    "databasemigration": "dms",
    "elasticloadbalancing": "elb",
    "elasticloadbalancingv2": "elbv2",
    "eventbridge": "events",
    "sfn": "stepfunctions",
}


def is_universal(arn: Arn) -> bool:
    return arn.service == "scheduler" and arn.resource.startswith("aws-sdk:")


def check_action(arn: Arn) -> None:
    """AWS's error where there is no such operation, or it only reads; the text is ours."""
    if _operation_of(arn.resource) is None:
        raise invalid(f"{arn} is not an operation that a schedule can call.")


def call(arn: Arn, text: str, scope: Scope) -> None:
    """Makes the call: recorded like any other, and answered with nothing where nobody serves it."""
    model = _operation_of(arn.resource)
    assert model is not None, "CreateSchedule refuses others"
    params = _spelled(model.input_shape, json.loads(text)) if model.input_shape is not None else {}
    check_as_client(model, params)
    scope.call(model.service_model.service_name, model.name, params, default={})


@cache
def _operation_of(resource: str) -> OperationModel | None:
    _, _, rest = resource.partition(":")
    service, _, action = rest.partition(":")
    name = _service_names().get(service)
    if name is None or action.startswith(_READ_ONLY):
        return None
    model = service_model(name)
    operations = {operation.lower(): operation for operation in model.operation_names}
    found = operations.get(action.lower())
    return model.operation_model(found) if found is not None else None


@cache
def _service_names() -> dict[str, str]:
    """botocore's names of services by AWS's, which have neither blanks nor hyphens."""
    return {**{name.replace("-", ""): name for name in service_names()}, **_OTHERWISE_NAMED}


def _spelled(shape: Shape, value: Any) -> Any:
    """Parameters as botocore spells them: Scheduler begins all names with a capital, not all services do."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        members = {name.lower(): name for name in shape.members}
        names = {name: members.get(name.lower(), name) for name in value}
        return {
            names[name]: _spelled(shape.members[names[name]], item) if names[name] in shape.members else item
            for name, item in value.items()
        }
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_spelled(shape.member, item) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {name: _spelled(shape.value, item) for name, item in value.items()}
    return _bytes(value) if shape.type_name == "blob" and isinstance(value, str) else value


def _bytes(text: str) -> bytes:
    """Binary parameters are base64 in JSON; a text that is not is taken as it stands."""
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return text.encode()
