"""botocore's service models, read when somebody first asks for one; nothing here imports botocore before that."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import ServiceModel


@cache
def loader() -> Any:
    """The loader that finds the models that come with botocore."""
    from botocore.loaders import create_loader

    return create_loader()


@cache
def service_model(service: str) -> ServiceModel:
    """The model of a service; botocore's UnknownServiceError where it does not know it."""
    from botocore.model import ServiceModel

    return ServiceModel(loader().load_service_model(service, "service-2"), service_name=service)
