"""STS (`sts`): who calls, and credentials of other accounts and roles. No policy of IAM is evaluated."""

from __future__ import annotations

from pytest_awsevents.core.wording import Wording
from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.sts import identities, roles, sessions

service = Service(
    name="sts",
    operations=join_tables(identities.operation, roles.operation, sessions.operation),
    wording=Wording(code="ValidationError"),
)
