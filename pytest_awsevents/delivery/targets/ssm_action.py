"""Systems Manager: Run Command, Automation and OpsItems."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.targets.settings import block, chosen_payload
from pytest_awsevents.inputs import WholeEvent


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """What the ARN names: a document to run, an automation to start, or `opsitem`."""
    if arn.resource_type == "document":
        _send_command(arn, delivery, scope)
    elif arn.resource_type == "automation-definition":
        _start_automation(arn, delivery, scope)
    elif arn.resource == "opsitem":
        _create_ops_item(delivery, scope)
    else:
        raise AwsError("ValidationException", f"{arn} is no document, automation or opsitem")


def _send_command(arn: Arn, delivery: Delivery, scope: Scope) -> None:
    """SendCommand; nothing of an event that is not transformed is passed on (documented)."""
    targets = block(delivery, "RunCommandParameters").get("RunCommandTargets")
    params = {"DocumentName": arn.resource_id, "Targets": targets, "Parameters": chosen_payload(delivery) or None}
    _call(scope, "SendCommand", params)


def _start_automation(arn: Arn, delivery: Delivery, scope: Scope) -> None:
    name, _, version = arn.resource_id.partition(":")
    params = {
        "DocumentName": name,
        "DocumentVersion": version or None,
        "Parameters": chosen_payload(delivery) or None,
    }
    _call(scope, "StartAutomationExecution", params)


def _create_ops_item(delivery: Delivery, scope: Scope) -> None:
    """CreateOpsItem: what the event tells, unless the target's input says otherwise."""
    event = delivery.event
    item = {
        "Title": event.detail_type,
        "Source": event.source,
        "Description": f"EventBridge event {event.id} matched rule {delivery.rule.name}",
        "OperationalData": {"/aws/event": {"Type": "SearchableString", "Value": delivery.text}},
    }
    if not isinstance(delivery.target.input, WholeEvent):
        item = {**item, **_spelt_as_members(chosen_payload(delivery))}
    _call(scope, "CreateOpsItem", item)


def _spelt_as_members(payload: dict[str, Any]) -> dict[str, Any]:
    """`title` and `operationalData`, as the guide's templates write them, as CreateOpsItem names its members."""
    return {name[:1].upper() + name[1:]: value for name, value in payload.items()}


def _call(scope: Scope, operation: str, params: dict[str, Any]) -> None:
    scope.call("ssm", operation, {name: value for name, value in params.items() if value is not None}, default={})
