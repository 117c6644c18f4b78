"""Data Exchange (`dataexchange`)."""

from __future__ import annotations

from pytest_awsevents.core.wording import Wording
from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.dataexchange import (
    api_assets,
    assets,
    data_sets,
    event_actions,
    grants,
    jobs,
    notifications,
    revisions,
    tags,
)

service = Service(
    name="dataexchange",
    operations=join_tables(
        api_assets.operation,
        assets.operation,
        data_sets.operation,
        event_actions.operation,
        grants.operation,
        jobs.operation,
        notifications.operation,
        revisions.operation,
        tags.operation,
    ),
    # The model's pattern of catalog ids, `.*/^[\d]{12}$/.*`, fits no account id.
    wording=Wording(unchecked_patterns=frozenset({"AwsAccountId"})),
)
