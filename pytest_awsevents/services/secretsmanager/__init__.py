"""Secrets Manager (`secretsmanager`): as much of it as keeps and hands out secrets. Nothing rotates or replicates."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.secretsmanager import deletion, listing, secrets, tags, values

service = Service(
    name="secretsmanager",
    operations=join_tables(
        deletion.operation,
        listing.operation,
        secrets.operation,
        tags.operation,
        values.operation,
    ),
)
