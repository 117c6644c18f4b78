"""`aws_archived_bus`: a bus whose events are archived, and a rule for replayed ones."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_awsevents.core.rules import Rule
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.scenarios.standing_still import stand_still
from pytest_awsevents.services.eventbridge.event_bus import EventBus
from pytest_awsevents.services.sqs.handle import Queue


@dataclass(frozen=True, slots=True)
class ArchivedBus:
    """The bus, the archive of all its events, and the rule that sends replayed events, and no others, to a queue."""

    bus: EventBus
    archive_name: str
    archive_arn: str
    replayed: Rule
    queue: Queue


def make_archived_bus(
    fake: AwsFake, *, bus: str = "archived", archive: str = "archive", queue: str = "replayed", retention_days: int = 0
) -> ArchivedBus:
    """The scene; `retention_days`: how long the archive keeps an event, 0 for ever. The rule is called as the queue."""
    stand_still(fake)
    made = fake.eventbridge.bus(bus)
    request = {"ArchiveName": archive, "EventSourceArn": made.arn, "RetentionDays": retention_days}
    arn = fake.scope().call("events", "CreateArchive", request)["ArchiveArn"]
    target = fake.sqs.queue(queue)
    rule = fake.eventbridge.rule(queue, {"replay-name": [{"exists": True}]}, to=target, bus=made)
    return ArchivedBus(made, archive, arn, rule, target)
