"""Batch jobs."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.targets.settings import block, chosen_payload, lower_camel


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """SubmitJob; of the payload, ContainerOverrides, DependsOn and Parameters are taken over (documented)."""
    given = block(delivery, "BatchParameters")
    payload = chosen_payload(delivery)
    params: dict[str, Any] = {
        "jobQueue": str(arn),
        "jobName": given["JobName"],
        "jobDefinition": given["JobDefinition"],
        "arrayProperties": lower_camel(given.get("ArrayProperties")),
        "retryStrategy": lower_camel(given.get("RetryStrategy")),
        "containerOverrides": lower_camel(payload.get("ContainerOverrides")),
        "dependsOn": lower_camel(payload.get("DependsOn")),
        "parameters": payload.get("Parameters"),
    }
    scope.call("batch", "SubmitJob", {name: value for name, value in params.items() if value is not None}, default={})
