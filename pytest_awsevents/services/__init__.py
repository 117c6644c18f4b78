"""The faked services: where each one lives. Nothing is imported before it is called."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_awsevents.services.base import Service

MODULES = {
    "appfabric": "appfabric",
    "cloudtrail": "cloudtrail",
    "cloudtrail-data": "cloudtrail_data",
    "dataexchange": "dataexchange",
    "events": "eventbridge",
    "firehose": "firehose",
    "kinesis": "kinesis",
    "lambda": "lambda_",
    "logs": "logs",
    "s3": "s3",
    "scheduler": "scheduler",
    "secretsmanager": "secretsmanager",
    "sns": "sns",
    "sqs": "sqs",
    "stepfunctions": "stepfunctions",
    "sts": "sts",
}
"""Folders of services by their botocore name; each has a `service`."""


@cache
def find_service(name: str) -> Service | None:
    """The fake of a service, or None where there is none."""
    if name not in MODULES:
        return None
    service: Service = import_module(f"{__name__}.{MODULES[name]}").service
    return service
