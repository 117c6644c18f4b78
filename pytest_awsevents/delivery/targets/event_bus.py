"""Event buses: of the same account or another, in the same region or another."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """Puts the event on the other bus, unchanged; its id is kept within a region and new across regions (recorded)."""
    envelope = delivery.event.raw_event
    if arn.region != envelope["region"]:
        envelope = {**envelope, "id": scope.ids.uuid()}
    scope.world.put_on_bus(scope, arn.resource_id, envelope)
