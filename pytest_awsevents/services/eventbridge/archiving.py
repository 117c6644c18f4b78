"""How events get into archives: each archive has a managed rule on its bus, and what that matches is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pytest_awsevents.core.rules import Rule, Target
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.inputs import parse_target_input
from pytest_awsevents.services.eventbridge.resources import Archive, ArchivedEvent
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE, Bus

_PREFIX = "Events-Archive-"
_PRINCIPAL = "prod.vhs.events.aws.internal"
_NO_REPLAY = '"replay-name":[{"exists":false}]'


def put_archiver(bus: Bus, archive: Archive) -> None:
    """Makes or changes the managed rule of an archive; name, manager, pattern and target are recorded.

    Its pattern leaves out replayed events: nothing is archived twice.
    """
    name = _PREFIX + archive.name
    template = (
        f'{{"archive-arn": "{archive.arn}", "event": <aws.events.event.json>, '
        '"ingestion-time": <aws.events.event.ingestion-time>}'
    )
    region, account = bus.arn.split(":")[3:5]
    arn = f"arn:aws:events:{region}:::"
    settings = {
        "Id": name,
        "Arn": arn,
        "InputTransformer": {"InputPathsMap": {}, "InputTemplate": template},
    }
    bus.put_rule(
        Rule(
            name=name,
            arn=bus.rule_arn(name),
            bus=bus.name,
            event_pattern=_without_replays(archive.event_pattern),
            managed_by=_PRINCIPAL,
            created_by=account,
            targets=(Target(id=name, arn=arn, settings=settings, input=parse_target_input(settings)),),
        )
    )


def _without_replays(pattern: str | None) -> str:
    # Joined as texts: a valid pattern may hold numbers that do not survive being read and written.
    return f"{{{_NO_REPLAY},{pattern.partition('{')[2]}" if pattern else f"{{{_NO_REPLAY}}}"


def drop_archiver(bus: Bus | None, archive: Archive) -> None:
    if bus is not None:  # by force, the managed rule and then the bus may have been deleted before
        bus.drop_rule(_PREFIX + archive.name)


def is_archiver(rule: Rule) -> bool:
    return rule.managed_by == _PRINCIPAL


def keep_event(scope: Scope, rule: Rule, envelope: Mapping[str, Any]) -> None:
    """Puts an event into the archive whose managed rule it matched, unless the rule has lost its target by force."""
    if not rule.targets:
        return
    archive = scope.state(EVENTBRIDGE).archives[rule.name.removeprefix(_PREFIX)]
    archive.events.append(
        ArchivedEvent(envelope, datetime.fromisoformat(envelope["time"]), archived=scope.now, size=_size(envelope))
    )


def drop_expired(archive: Archive, now: datetime) -> None:
    """Forgets the events that the archive has kept for its retention period."""
    if archive.retention_days:
        # Compared as numbers: a retention of millions of days has no timedelta.
        kept_for = archive.retention_days * timedelta(days=1).total_seconds()
        archive.events = [event for event in archive.events if (now - event.archived).total_seconds() < kept_for]


def _size(envelope: Mapping[str, Any]) -> int:
    """Bytes of an event as archives count them (one data point was recorded); the detail as json.dumps writes it."""
    texts = (envelope["source"], envelope["detail-type"], envelope["time"], json.dumps(envelope["detail"]))
    return sum(len(utf8(text)) for text in texts)
