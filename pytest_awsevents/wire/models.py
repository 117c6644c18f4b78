"""botocore's service models, for calls that no client of the user's makes: stubs and calls between services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.model import OperationModel, ServiceModel

from pytest_awsevents.core import models
from pytest_awsevents.core.errors import InvalidStub, did_you_mean


@cache
def service_names() -> Sequence[str]:
    """All services botocore knows."""
    return tuple(models.loader().list_available_services("service-2"))


@cache
def service_model(service: str) -> ServiceModel:
    """The model of a service; InvalidStub names the nearest one where botocore does not know it."""
    try:
        return models.service_model(service)
    except UnknownServiceError:
        raise InvalidStub(f"boto3 has no service {service!r}{did_you_mean(service, service_names())}") from None


@cache
def operation_model(service: str, operation: str) -> OperationModel:
    """The model of an operation, by either of its names (`StartJobRun`, `start_job_run`)."""
    model = service_model(service)
    name = _names_by_method(service).get(operation, operation)
    if name not in model.operation_names:
        spelling = _names_by_method(service) if operation == operation.lower() else model.operation_names
        raise InvalidStub(f"{service} has no operation {operation!r}{did_you_mean(operation, spelling)}")
    return model.operation_model(name)


@cache
def is_fault(service: str, error: str) -> bool:
    """Whether an error shape is the service's fault; botocore's Shape does not tell."""
    try:
        shapes = models.loader().load_service_model(service, "service-2")["shapes"]
    except UnknownServiceError:
        return False
    return bool(shapes.get(error, {}).get("fault"))


@cache
def _names_by_method(service: str) -> Mapping[str, str]:
    return {xform_name(name): name for name in service_model(service).operation_names}
