"""Checks of deliveries: failed, not allowed, or looked at by no assertion."""

from __future__ import annotations

from pytest_awsevents.assertions.layout import short_name
from pytest_awsevents.assertions.strictness.findings import Finding, Findings, Scene
from pytest_awsevents.core.records import Delivery, RevisionExport


def failed_delivery(scene: Scene) -> Findings:
    """Deliveries that ended as a dead letter or nowhere, which no assertion looked at."""
    found = [
        one
        for one in scene.recorded.deliveries
        if one.status in ("dead-lettered", "dropped") and not scene.recorded.claimed(one)
    ]
    return Findings(
        [Finding(f"{_title(one)}, {_ending(one)}", one.seq) for one in found],
        "delivery",
        "failed, and no assertion looked at it",
        f"correct the target, or look at it: {_look_at(found[0])}" if found else "",
        "deliveries",
    )


def unclaimed(scene: Scene) -> Findings:
    """Deliveries that no assertion looked at, however they ended."""
    found = [one for one in scene.recorded.deliveries if not scene.recorded.claimed(one)]
    return Findings(
        [Finding(f"{_title(one)}, {one.status}", one.seq) for one in found],
        "delivery",
        "not looked at by any assertion",
        f"look at it: {_look_at(found[0])}" if found else "",
        "deliveries",
    )


def permission(scene: Scene) -> Findings:
    """Deliveries and exports that no policy allows, made all the same."""
    records: list[Delivery | RevisionExport] = [*scene.recorded.deliveries, *scene.recorded.exports]
    return Findings(
        [Finding(_refused(one), one.seq) for one in records if one.warning is not None],
        "delivery",
        "would fail on AWS: no policy allows it",
        'correct that as your template would; permissions="enforce" has it fail',
        "deliveries",
    )


def _look_at(delivery: Delivery) -> str:
    """The assertion that is about such a delivery."""
    matcher = f'event(detail_type="{delivery.event.detail_type}")'
    if delivery.status == "dead-lettered" and delivery.queue is not None:
        queue = short_name(delivery.queue).partition(":")[2]
        return f'aws_eventbridge.assert_dead_lettered({matcher}, queue="{queue}")'
    name = short_name(delivery.target.arn)
    if delivery.status == "delivered":
        return f'aws_eventbridge.assert_delivered({matcher}, to="{name}")'
    return f'assert aws_eventbridge.deliveries(to="{delivery.target.arn}").only().status == "{delivery.status}"'


def _refused(record: Delivery | RevisionExport) -> str:
    title = _title(record) if isinstance(record, Delivery) else f"#{record.seq} export to bucket {record.bucket}"
    why = (record.warning or "").removeprefix("AWS would refuse this: ").partition(" (permissions=")[0]
    lines = [f"{title}: {why}", *([] if record.remedy is None else [record.remedy])]
    return "\n    ".join(lines)


def _title(delivery: Delivery) -> str:
    event = delivery.event
    target = short_name(delivery.target.arn)
    return f"#{delivery.seq} event {event.detail_type or event.id} by rule {delivery.rule.name} to {target}"


def _ending(delivery: Delivery) -> str:
    code = "" if delivery.error_code is None else f"{delivery.error_code}: "
    return f"{delivery.status}: {code}{delivery.reason}"
