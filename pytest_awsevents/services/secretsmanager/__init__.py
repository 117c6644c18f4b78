"""Secrets Manager (`secretsmanager`): secrets, their versions and policies, rotation by functions, replicas."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.secretsmanager import (
    deletion,
    listing,
    passwords,
    replication,
    resource_policies,
    rotating,
    secrets,
    stages,
    tags,
    values,
)

service = Service(
    name="secretsmanager",
    operations=join_tables(
        deletion.operation,
        listing.operation,
        passwords.operation,
        replication.operation,
        resource_policies.operation,
        rotating.operation,
        secrets.operation,
        stages.operation,
        tags.operation,
        values.operation,
    ),
)
