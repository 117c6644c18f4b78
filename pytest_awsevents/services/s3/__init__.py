"""Simple Storage Service (`s3`): general purpose buckets."""

from __future__ import annotations

from pytest_awsevents.core.wording import Wording
from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.s3 import (
    acls,
    attributes,
    buckets,
    completing,
    configurations,
    copying,
    deleting,
    lifecycle,
    listing,
    listing_uploads,
    listing_versions,
    locks,
    notifications,
    objects,
    policies,
    replication,
    restoring,
    settings,
    tagging,
    uploads,
)

service = Service(
    name="s3",
    operations=join_tables(
        buckets.operation,
        settings.operation,
        lifecycle.operation,
        configurations.operation,
        locks.operation,
        replication.operation,
        policies.operation,
        notifications.operation,
        objects.operation,
        deleting.operation,
        copying.operation,
        listing.operation,
        listing_versions.operation,
        tagging.operation,
        acls.operation,
        attributes.operation,
        restoring.operation,
        uploads.operation,
        completing.operation,
        listing_uploads.operation,
    ),
    wording=Wording(enforced=False),
    policy_of=policies.policy_of,
)
