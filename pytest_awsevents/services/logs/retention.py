"""Retention periods of log groups."""

from __future__ import annotations

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.logs.errors import invalid
from pytest_awsevents.services.logs.state import find_group

operation = OperationTable()
# fmt: off
_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)
# fmt: on


@operation
def put_retention_policy(scope: Scope, params: Params) -> None:
    group = find_group(scope, params["logGroupName"])
    days = params["retentionInDays"]
    if days not in _DAYS:
        raise invalid(
            f"1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: Member "
            f"must satisfy enum value set: [{', '.join(map(str, _DAYS))}]"
        )
    group.retention = days


@operation
def delete_retention_policy(scope: Scope, params: Params) -> None:
    find_group(scope, params["logGroupName"]).retention = None
