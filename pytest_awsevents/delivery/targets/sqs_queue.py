"""SQS queues."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """SendMessage; the body is the payload, a FIFO queue gets the message group of SqsParameters (recorded)."""
    params: dict[str, Any] = {
        "QueueUrl": _url(arn),
        "MessageBody": text,
    }
    group = delivery.target.settings.get("SqsParameters", {}).get("MessageGroupId")
    if group is not None:
        params["MessageGroupId"] = group
    scope.call("sqs", "SendMessage", params)


@lru_cache(maxsize=256)
def _url(arn: Arn) -> str:
    """The URL of a queue: one text for all its deliveries, whose records keep it."""
    return f"https://sqs.{arn.region}.amazonaws.com/{arn.account}/{arn.resource}"
