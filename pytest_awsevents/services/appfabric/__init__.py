"""AppFabric (`appfabric`): audit logs of SaaS applications, normalised and delivered."""

from __future__ import annotations

from pytest_awsevents.core.wording import Wording
from pytest_awsevents.services.appfabric import (
    app_authorizations,
    app_bundles,
    destinations,
    ingestions,
    tags,
    user_access,
)
from pytest_awsevents.services.base import Service, join_tables

service = Service(
    name="appfabric",
    operations=join_tables(
        app_bundles.operation,
        app_authorizations.operation,
        ingestions.operation,
        destinations.operation,
        user_access.operation,
        tags.operation,
    ),
    wording=Wording(members={"reason": "fieldValidationFailed"}),
)
