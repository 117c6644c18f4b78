"""What a provider tells the subscribers of a product."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.dataexchange.announcing import tell_notification
from pytest_awsevents.services.dataexchange.errors import conflict, invalid
from pytest_awsevents.services.dataexchange.finding import check_owned, find_data_set
from pytest_awsevents.services.dataexchange.publishing import at_home
from pytest_awsevents.services.dataexchange.state import DATA_EXCHANGE, DataSet

operation = OperationTable()
_DETAILS = {"DATA_UPDATE": "DataUpdate", "DEPRECATION": "Deprecation", "SCHEMA_CHANGE": "SchemaChange"}
_SCOPES = {
    "S3_DATA_ACCESS": "S3DataAccesses",
    "REDSHIFT_DATA_SHARE": "RedshiftDataShares",
    "LAKE_FORMATION_DATA_PERMISSION": "LakeFormationTagPolicies",
}


@operation
def send_data_set_notification(scope: Scope, params: Params) -> dict[str, Any]:
    data_set = find_data_set(scope, params["DataSetId"])
    check_owned(data_set)
    _check_members(data_set, params)
    if not data_set.products:  # the wording of this much is recorded
        raise invalid(f"Data set {data_set.id} is not configured for AWS Marketplace.")
    if _is_repeated(scope, data_set, params):
        return {}
    members = ("Comment", "Type", "Details", "Scope")
    notification = {name: _as_json(params[name]) for name in members if name in params}
    for subscriber in data_set.subscribers:
        if subscriber.entitlement is not None and subscriber.entitlement.product is not None:
            tell_notification(at_home(scope, subscriber), subscriber, params["Type"], notification)
    return {}


def _check_members(data_set: DataSet, params: Params) -> None:
    """Details go by the type of notification, the scope by the type of asset (API reference)."""
    kind = params["Type"]
    details = set(params.get("Details", {})) - {_DETAILS.get(kind)}
    if details:
        raise invalid(f"Details of a notification of type {kind} cannot have {', '.join(sorted(details))}.")
    scopes = set(params.get("Scope", {})) - {_SCOPES.get(data_set.asset_type)}
    if scopes:
        raise invalid(f"Scope cannot have {', '.join(sorted(scopes))} for assets of type {data_set.asset_type}.")


def _is_repeated(scope: Scope, data_set: DataSet, params: Params) -> bool:
    """One token, one notification; other params with the same token are a conflict (convention)."""
    token = params.get("ClientToken")
    if token is None:
        return False
    notified = scope.state(DATA_EXCHANGE).notified
    if notified.setdefault(token, params) != params:
        raise conflict("DATA_SET", data_set.id, f"was notified with ClientToken {token} and other members")
    return notified[token] is not params


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, Mapping):
        return {name: _as_json(item) for name, item in value.items()}
    return [_as_json(item) for item in value] if isinstance(value, list) else value
