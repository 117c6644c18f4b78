"""EventBridge Scheduler (`scheduler`)."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.scheduler import groups, schedules

service = Service(name="scheduler", operations=join_tables(groups.operation, schedules.operation))
