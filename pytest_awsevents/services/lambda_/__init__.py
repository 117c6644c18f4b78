"""Lambda."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.lambda_ import functions, invoking, versions

service = Service(
    name="lambda",
    operations=join_tables(functions.operation, invoking.operation, versions.operation),
)
