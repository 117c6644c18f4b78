"""Step Functions (`stepfunctions`; `states` in ARNs)."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.stepfunctions import (
    activities,
    aliases,
    executions,
    history,
    listing,
    machines,
    redriving,
    tags,
    tasks,
    versions,
)

service = Service(
    name="stepfunctions",
    operations=join_tables(
        machines.operation,
        executions.operation,
        history.operation,
        listing.operation,
        versions.operation,
        aliases.operation,
        redriving.operation,
        activities.operation,
        tasks.operation,
        tags.operation,
    ),
)
