"""Simple Notification Service (`sns`)."""

from __future__ import annotations

from pytest_awsevents.core.wording import Wording
from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.sns import (
    applications,
    data_protection,
    permissions,
    publishing,
    sms,
    subscriptions,
    tags,
    topics,
)

service = Service(
    name="sns",
    operations=join_tables(
        topics.operation,
        subscriptions.operation,
        publishing.operation,
        permissions.operation,
        applications.operation,
        sms.operation,
        data_protection.operation,
        tags.operation,
    ),
    wording=Wording(enforced=False),
    policy_of=permissions.policy_of,
)
