"""Buses that are encrypted with a key of the customer's: what becomes of events when the key cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.flow import Errand
from pytest_awsevents.core.records import Event
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.dead_letters import queue_of, send_dead_letter
from pytest_awsevents.delivery.failures import classify
from pytest_awsevents.services.eventbridge.state import Bus

_PRINCIPAL = "events.amazonaws.com"


def key_failure(scope: Scope, bus: Bus, envelope: Mapping[str, Any]) -> AwsError | None:
    """Why the key of a bus cannot be used for an event, if so.

    KMS is not faked: its key works, unless a stub or a fault of `kms:GenerateDataKey` says otherwise. Events of AWS
    services are encrypted with a key of AWS's (user guide, "Encrypting event buses").
    """
    key = bus.settings.get("KmsKeyIdentifier")
    if not key or envelope["source"].startswith("aws."):
        return None
    context = {"aws:events:event-bus:arn": bus.arn}
    params = {"KeyId": key, "KeySpec": "AES_256", "EncryptionContext": context}
    try:
        scope.as_service(_PRINCIPAL).call("kms", "GenerateDataKey", params, default={})
    except AwsError as error:
        return error
    return None


def send_to_dead_letters(scope: Scope, bus: Bus, event: Event, error: AwsError) -> None:
    """Keeps an event that its bus cannot process in the queue of the bus; without one it is dropped (documented)."""
    queue = queue_of(bus.settings)
    if queue is None:
        return
    service = scope.at(cause=event).as_service(_PRINCIPAL)

    def run() -> None:
        try:
            send_dead_letter(service, queue, event, error, code=classify(error).code)
        except AwsError as lost:
            give_up(str(lost))

    def give_up(reason: str) -> None:
        service.world.recorder.fail_on_bus(event, f"{error}; and the queue of the bus did not take it: {reason}")

    scope.world.enqueue(Errand(event, run=run, abandon=give_up))
