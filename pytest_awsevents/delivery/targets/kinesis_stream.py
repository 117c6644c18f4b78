"""Kinesis data streams."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.targets.settings import block, filled


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """PutRecord; the partition key is what PartitionKeyPath selects in the original event, else the event's id."""
    path = block(delivery, "KinesisParameters").get("PartitionKeyPath")
    key = filled(path, delivery) if path else ""
    params = {"StreamName": arn.resource_id, "Data": text.encode(), "PartitionKey": key or delivery.event.id}
    scope.call("kinesis", "PutRecord", params, default={})
