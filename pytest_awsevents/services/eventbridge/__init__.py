"""EventBridge (`events`)."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.eventbridge import buses, events, patterns, rules, targets
from pytest_awsevents.services.eventbridge.wording import WORDING

service = Service(
    name="events",
    operations=join_tables(buses.operation, events.operation, patterns.operation, rules.operation, targets.operation),
    wording=WORDING,
)
