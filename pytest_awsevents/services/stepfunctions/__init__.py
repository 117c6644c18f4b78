"""Step Functions (`stepfunctions`; `states` in ARNs)."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.stepfunctions import executions, history, listing, machines, tags

service = Service(
    name="stepfunctions",
    operations=join_tables(
        machines.operation,
        executions.operation,
        history.operation,
        listing.operation,
        tags.operation,
    ),
)
