"""CloudTrail (`cloudtrail`): what was called, as log records; event data stores, trails and CloudTrail Lake."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.cloudtrail import (
    assisting,
    channels,
    dashboards,
    event_configuration,
    imports,
    insights,
    logging,
    looking_up,
    organizations,
    queries,
    resource_policies,
    store_life,
    stores,
    tags,
    trails,
)
from pytest_awsevents.services.cloudtrail.wording import WORDING

service = Service(
    name="cloudtrail",
    operations=join_tables(
        assisting.operation,
        channels.operation,
        dashboards.operation,
        event_configuration.operation,
        imports.operation,
        insights.operation,
        logging.operation,
        looking_up.operation,
        organizations.operation,
        queries.operation,
        resource_policies.operation,
        store_life.operation,
        stores.operation,
        tags.operation,
        trails.operation,
    ),
    wording=WORDING,
    policy_of=resource_policies.policy_of,
)
