"""`aws_archived_bus`: a bus whose events are archived, and a rule for replayed ones."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_awsevents.core.rules import Rule
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.scenarios.standing_still import stand_still
from pytest_awsevents.services.eventbridge.event_bus import EventBus
from pytest_awsevents.services.sqs.handle import Queue

_ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class ArchivedBus:
    """The bus, the archive of all its events, and the rule that sends replayed events, and no others, to a queue."""

    bus: EventBus
    archive_name: str
    archive_arn: str
    replayed: Rule
    queue: Queue


def make_archived_bus(fake: AwsFake) -> ArchivedBus:
    stand_still(fake)
    bus = fake.eventbridge.bus("archived")
    archive = fake.scope().call("events", "CreateArchive", {"ArchiveName": _ARCHIVE, "EventSourceArn": bus.arn})
    queue = fake.sqs.queue("replayed")
    rule = fake.eventbridge.rule("replayed", {"replay-name": [{"exists": True}]}, to=queue, bus=bus)
    return ArchivedBus(bus, _ARCHIVE, archive["ArchiveArn"], rule, queue)
