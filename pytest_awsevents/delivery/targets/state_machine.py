"""Step Functions state machines, standard and express."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """StartExecution; the name of an execution begins with the id of the event (recorded)."""
    name = f"{delivery.event.id}_{scope.ids.uuid()}"
    scope.call(
        "stepfunctions", "StartExecution", {"stateMachineArn": str(arn), "name": name, "input": text}, default={}
    )
