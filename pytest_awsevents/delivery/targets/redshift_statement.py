"""Redshift clusters and serverless workgroups: the Redshift Data API."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.targets.settings import block, filled


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """ExecuteStatement, or BatchExecuteStatement where the target has a list of statements."""
    given = block(delivery, "RedshiftDataParameters")
    place = "WorkgroupName" if arn.service == "redshift-serverless" else "ClusterIdentifier"
    params: dict[str, Any] = {
        place: arn.resource_id,
        "Database": given.get("Database"),
        "DbUser": given.get("DbUser"),
        "SecretArn": given.get("SecretManagerArn"),
        "StatementName": given.get("StatementName"),
        "WithEvent": given.get("WithEvent"),
    }
    if "Sqls" in given:
        operation, params["Sqls"] = "BatchExecuteStatement", [filled(sql, delivery) for sql in given["Sqls"]]
    else:
        operation, params["Sql"] = "ExecuteStatement", filled(given.get("Sql", ""), delivery)
    given_params = {name: value for name, value in params.items() if value is not None}
    scope.call("redshift-data", operation, given_params, default={})
