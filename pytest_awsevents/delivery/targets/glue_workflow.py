"""Glue workflows."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """StartWorkflowRun: EventBridge notifies the workflow by an operation that is not public."""
    scope.call("glue", "StartWorkflowRun", {"Name": arn.resource_id}, default={})
