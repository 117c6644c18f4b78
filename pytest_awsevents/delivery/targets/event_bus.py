"""Event buses: of the same account or another, in the same region or another."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.failures import DeliveryFailed, Failure


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """Puts the event on the other bus, unchanged; its id is kept within a region and new across regions (recorded)."""
    if scope.world.policy_of(scope, arn) is None:
        raise AwsError("ResourceNotFoundException", f"Event bus {arn.resource_id} does not exist.")
    _check_hops(arn, delivery)
    envelope = delivery.event.raw_event
    if arn.region != envelope["region"]:
        envelope = {**envelope, "id": scope.ids.uuid()}
    scope.world.put_on_bus(scope, arn.resource_id, envelope)


def _check_hops(arn: Arn, delivery: Delivery) -> None:
    """An event that came from another account or region goes on to no third one (user guide; error codes of DLQs)."""
    came_by, here = delivery.event.cause, parse_arn(delivery.rule.arn)
    before = parse_arn(came_by.rule.arn) if isinstance(came_by, Delivery) else None
    if before is None or here is None:
        return
    if len({before.account, here.account, arn.account}) == 3:
        raise _third("ACCOUNT", arn.account)
    if len({before.region, here.region, arn.region}) == 3:
        raise _third("REGION", arn.region)


def _third(what: str, name: str) -> DeliveryFailed:
    message = f"Events from another {what.lower()} are not sent on to a third one, {name}."
    return DeliveryFailed("ThirdHop", message, Failure(f"THIRD_{what}_HOP_DETECTED", False))
