"""Response plans of Incident Manager."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.targets.settings import chosen_payload


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """StartIncident; the payload may give title, impact and the like."""
    params = {"clientToken": scope.ids.uuid(), **chosen_payload(delivery), "responsePlanArn": str(arn)}
    scope.call("ssm-incidents", "StartIncident", params, default={})
