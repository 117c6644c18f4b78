"""EventBridge (`events`)."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.eventbridge import (
    api_destinations,
    archives,
    buses,
    connections,
    endpoints,
    event_sources,
    events,
    partners,
    patterns,
    permissions,
    replays,
    rules,
    tags,
    targets,
)
from pytest_awsevents.services.eventbridge.wording import WORDING

service = Service(
    name="events",
    operations=join_tables(
        api_destinations.operation,
        archives.operation,
        buses.operation,
        connections.operation,
        endpoints.operation,
        event_sources.operation,
        events.operation,
        partners.operation,
        patterns.operation,
        permissions.operation,
        replays.operation,
        rules.operation,
        tags.operation,
        targets.operation,
    ),
    wording=WORDING,
    policy_of=permissions.policy_of,
)
