"""Lambda functions."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """An asynchronous Invoke with the payload as event (recorded); what the handler raises is not a failed delivery."""
    scope.call("lambda", "Invoke", {"FunctionName": str(arn), "InvocationType": "Event", "Payload": text.encode()})
