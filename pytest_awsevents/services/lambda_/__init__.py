"""Lambda."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.lambda_ import (
    account,
    aliases,
    concurrency,
    event_invoke,
    functions,
    invoking,
    permissions,
    tags,
    versions,
)
from pytest_awsevents.services.lambda_.event_sources import mappings

service = Service(
    name="lambda",
    operations=join_tables(
        account.operation,
        aliases.operation,
        concurrency.operation,
        event_invoke.operation,
        functions.operation,
        invoking.operation,
        mappings.operation,
        permissions.operation,
        tags.operation,
        versions.operation,
    ),
    policy_of=permissions.policy_of,
)
