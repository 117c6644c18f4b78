"""Schedule expressions of EventBridge rules: parse `rate(...)` and `cron(...)`, enumerate when they fire."""

from __future__ import annotations

from pytest_awsevents.schedules.cron import Cron
from pytest_awsevents.schedules.errors import InvalidSchedule
from pytest_awsevents.schedules.expressions import Schedule, count_between, next_after, occurrences, parse
from pytest_awsevents.schedules.rate import Rate

__all__ = ["Cron", "InvalidSchedule", "Rate", "Schedule", "count_between", "next_after", "occurrences", "parse"]
