"""Filters of ListArchives and ListReplays, which exclude each other."""

from __future__ import annotations

from pytest_awsevents.core.rules import Params
from pytest_awsevents.services.eventbridge.refusals import invalid

_FILTERS = ("State", "EventSourceArn", "NamePrefix")


def check_one_filter(params: Params, operation: str) -> None:
    if sum(name in params for name in _FILTERS) > 1:
        raise invalid(
            f"At most one filter is allowed for {operation}. Use either : State, EventSourceArn, or NamePrefix."
        )
