"""ECS tasks."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.targets.settings import block, chosen_payload, lower_camel

_LONGEST_STARTER = 128


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """RunTask; the payload is the task's overrides, an event that is not transformed is not passed on (documented)."""
    given = dict(block(delivery, "EcsParameters"))
    params: dict[str, Any] = {
        "cluster": str(arn),
        "taskDefinition": given.pop("TaskDefinitionArn"),
        "count": given.pop("TaskCount", 1),
        "startedBy": f"events-rule/{delivery.rule.name}"[:_LONGEST_STARTER],
        "enableECSManagedTags": given.pop("EnableECSManagedTags", None),
        "overrides": chosen_payload(delivery) or None,
        **lower_camel(given),
    }
    scope.call("ecs", "RunTask", {name: value for name, value in params.items() if value is not None}, default={})
