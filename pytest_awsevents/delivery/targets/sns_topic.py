"""SNS topics."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """Publish; the message is the payload, without a subject (recorded)."""
    scope.call("sns", "Publish", {"TopicArn": str(arn), "Message": text}, default={})
