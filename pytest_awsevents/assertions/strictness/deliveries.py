"""Checks of deliveries: failed, not allowed, or looked at by no assertion."""

from __future__ import annotations

from pytest_awsevents.assertions.layout import short_name
from pytest_awsevents.assertions.strictness.findings import Finding, Findings, Scene
from pytest_awsevents.core.records import Delivery, RevisionExport


def failed_delivery(scene: Scene) -> Findings:
    """Deliveries that ended as a dead letter or nowhere, which no assertion looked at."""
    return Findings(
        [
            Finding(f"{_title(one)}, {_ending(one)}", one.seq)
            for one in scene.recorded.deliveries
            if one.status in ("dead-lettered", "dropped") and not scene.recorded.claimed(one)
        ],
        "delivery",
        "failed, and no assertion looked at it",
        "correct the target, or say that it should fail: aws_eventbridge.assert_dead_lettered(...)",
        "deliveries",
    )


def unclaimed(scene: Scene) -> Findings:
    """Deliveries that no assertion looked at, however they ended."""
    return Findings(
        [
            Finding(f"{_title(one)}, {one.status}", one.seq)
            for one in scene.recorded.deliveries
            if not scene.recorded.claimed(one)
        ],
        "delivery",
        "not looked at by any assertion",
        "claim it: aws_eventbridge.assert_delivered(..., to=...) or assert_not_delivered(...)",
        "deliveries",
    )


def permission(scene: Scene) -> Findings:
    """Deliveries and exports that no policy allows, made all the same."""
    records: list[Delivery | RevisionExport] = [*scene.recorded.deliveries, *scene.recorded.exports]
    return Findings(
        [Finding(one.warning, one.seq) for one in records if one.warning is not None],
        "delivery",
        "would fail on AWS: no policy allows it",
        "add the statement to the resource's policy, as your template would",
        "deliveries",
    )


def _title(delivery: Delivery) -> str:
    event = delivery.event
    target = short_name(delivery.target.arn)
    return f"#{delivery.seq} event {event.detail_type or event.id} by rule {delivery.rule.name} to {target}"


def _ending(delivery: Delivery) -> str:
    code = "" if delivery.error_code is None else f"{delivery.error_code}: "
    return f"{delivery.status}: {code}{delivery.reason}"
