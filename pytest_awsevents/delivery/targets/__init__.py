"""The kinds of targets: one file each, chosen by the service in the target's ARN."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Protocol

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope

_MODULES = {
    "events": "event_bus",
    "lambda": "lambda_function",
    "sqs": "sqs_queue",
}


class Deliver(Protocol):
    """Hands a delivery to its target, in the target's account and region; raises AwsError where it is not taken."""

    def __call__(self, arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None: ...


def deliver_to(arn: Arn, delivery: Delivery, scope: Scope) -> None:
    """Hands a delivery to its target; raises AwsError where the target refuses or is of a kind that is not faked."""
    assert delivery.text is not None, "what cannot be rendered is not sent"
    _kind(arn.service)(arn, delivery, delivery.text, scope)


@cache
def _kind(service: str) -> Deliver:
    if service not in _MODULES:
        raise AwsError("UnsupportedTarget", f"targets of the service {service} are not faked")
    deliver: Deliver = import_module(f"{__name__}.{_MODULES[service]}").deliver
    return deliver
