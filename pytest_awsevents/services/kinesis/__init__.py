"""Kinesis Data Streams (`kinesis`)."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.kinesis import (
    consumers,
    listing,
    quotas,
    reading,
    resharding,
    resource_policies,
    settings,
    streams,
    tags,
    writing,
)

service = Service(
    name="kinesis",
    operations=join_tables(
        streams.operation,
        listing.operation,
        quotas.operation,
        writing.operation,
        reading.operation,
        resharding.operation,
        settings.operation,
        consumers.operation,
        resource_policies.operation,
        tags.operation,
    ),
)
