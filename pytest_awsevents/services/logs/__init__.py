"""CloudWatch Logs (`logs`)."""

from __future__ import annotations

from pytest_awsevents.core.wording import Wording
from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.logs import (
    destinations,
    events,
    groups,
    metric_filters,
    queries,
    query_definitions,
    resource_policies,
    retention,
    searching,
    streams,
    subscription_filters,
    tags,
)

service = Service(
    name="logs",
    operations=join_tables(
        groups.operation,
        streams.operation,
        events.operation,
        searching.operation,
        retention.operation,
        metric_filters.operation,
        subscription_filters.operation,
        destinations.operation,
        queries.operation,
        query_definitions.operation,
        resource_policies.operation,
        tags.operation,
    ),
    wording=Wording(code="InvalidParameterException"),
    policy_of=resource_policies.policy_of,
)
