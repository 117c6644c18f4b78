"""Firehose delivery streams."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """PutRecord; the data is the payload, with nothing behind it (recorded)."""
    params = {"DeliveryStreamName": arn.resource_id, "Record": {"Data": text.encode()}}
    scope.call("firehose", "PutRecord", params, default={})
