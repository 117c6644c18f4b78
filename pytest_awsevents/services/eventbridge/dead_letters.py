"""Which queues may take dead letters, of targets and of buses."""

from __future__ import annotations

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.eventbridge.refusals import invalid, invalid_parameter


def check_dead_letters(scope: Scope, config: Params | None) -> None:
    """Raises AWS's error for what is not a standard queue of the same region (reported)."""
    text = (config or {}).get("Arn")
    if text is None:
        return
    arn = parse_arn(text)
    if arn is None:
        raise invalid_parameter(text, "Provided Arn is not in correct format.")
    if arn.service != "sqs":
        raise invalid(f"{arn.service} is not supported as a dead letter resource")
    if arn.resource.endswith(".fifo"):
        raise invalid("SQS FIFO is not supported by Dead Letter Queues")
    if arn.region != scope.region:
        raise invalid(f"Dead letter queue {text} must be in the region {scope.region}.")
