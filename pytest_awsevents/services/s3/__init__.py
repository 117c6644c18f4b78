"""Simple Storage Service (`s3`): general purpose buckets."""

from __future__ import annotations

from pytest_awsevents.core.wording import Wording
from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.s3 import acls, buckets, deleting, listing, listing_versions, objects, tagging

service = Service(
    name="s3",
    operations=join_tables(
        buckets.operation,
        objects.operation,
        deleting.operation,
        listing.operation,
        listing_versions.operation,
        tagging.operation,
        acls.operation,
    ),
    wording=Wording(enforced=False),
)
