"""The events that Data Exchange puts on the default bus (user guide, "Amazon EventBridge events").

Detail types are spelt as in the tables of the user guide, which differ from some of its samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import emit_event
from pytest_awsevents.services.dataexchange.state import DataSet, Grant, Revision

_SOURCE = "aws.dataexchange"
_PUBLISHED = {
    "S3_SNAPSHOT": "Revision Published To Data Set",
    "REDSHIFT_DATA_SHARE": "Revision Published To Redshift Data Shares Data Set",
    "API_GATEWAY_API": "Revision Published To API Gateway API Data Set",
    "S3_DATA_ACCESS": "Revision Published to S3 Data Access Data Set(s)",
    "LAKE_FORMATION_DATA_PERMISSION": "Revision Published To Lake Formation Data Permission Data Set",
}
_REVOKED = {"S3_DATA_ACCESS": "Revision Revoked from S3 Data Access Data Set(s)"}
_NOTIFICATIONS = {
    "DATA_DELAY": "Data Set Update Delayed",
    "DATA_UPDATE": "Data Updated in Data Set",
    "DEPRECATION": "Deprecation Planned for Data Set",
    "SCHEMA_CHANGE": "Schema Change Planned for Data Set",
}


def tell_published(scope: Scope, data_set: DataSet, revision: Revision) -> None:
    detail = {**_of_revision(revision), "DataSets": [_named(data_set)], **_reason_of(data_set)}
    _tell(scope, _PUBLISHED[data_set.asset_type], detail, data_set.id)


def tell_revoked(scope: Scope, data_set: DataSet, revision: Revision, comment: str) -> None:
    ids = _of_revision(revision)
    detail = {
        "RevisionIds": ids["RevisionIds"],
        "RevocationComment": comment,
        "Revisions": ids["Revisions"],
        "DataSets": [_named(data_set)],
        **_reason_of(data_set),
    }
    _tell(scope, _REVOKED.get(data_set.asset_type, "Revision Revoked"), detail, data_set.id)


def tell_exported(scope: Scope, data_set: DataSet, revision: Revision, outcome: Literal["Completed", "Failed"]) -> None:
    """The product is what this event is about; for a data grant, by convention, the data set."""
    entitlement = data_set.entitlement
    assert entitlement is not None, "event actions are of entitled data sets only"
    product = entitlement.product
    detail = {
        **_of_revision(revision),
        "DataSetIds": [data_set.id],
        "DataSets": [_named(data_set)],
        **(_reason_of(data_set) if product is None else {"Product": {"Id": product.id}}),
    }
    _tell(scope, f"Auto-export Job {outcome}", detail, data_set.arn if product is None else product.id)


def tell_notification(scope: Scope, data_set: DataSet, kind: str, notification: Mapping[str, Any]) -> None:
    entitlement = data_set.entitlement
    assert entitlement is not None, "subscribers are entitled"
    product = entitlement.product
    assert product is not None, "only subscribers to a product are told"
    detail = {
        "DataSet": {**_named(data_set), "AssetType": data_set.asset_type},
        "Product": {"Id": product.id, "Name": product.name, "ProviderContact": product.contact},
        "Notification": notification,
    }
    _tell(scope, _NOTIFICATIONS[kind], detail, data_set.arn)


def tell_of_grant(scope: Scope, outcome: Literal["Accepted", "Revoked"], grant: Grant, data_set: DataSet) -> None:
    """Accepted: to the sender. Revoked: to the receiver."""
    detail = {"DataSets": [_named(data_set)], "DataGrant": {"Arn": grant.arn, "Name": grant.name}}
    _tell(scope, f"Data Grant {outcome}", detail, data_set.arn)


def _of_revision(revision: Revision) -> dict[str, Any]:
    shown = {"Id": revision.id}
    if revision.comment is not None:
        shown["Comment"] = revision.comment
    return {"RevisionIds": [revision.id], "Revisions": [shown]}


def _named(data_set: DataSet) -> dict[str, str]:
    return {"Id": data_set.id, "Name": data_set.name}


def _reason_of(data_set: DataSet) -> dict[str, Any]:
    """The product an account has subscribed to; for a data grant, by convention, the grant."""
    entitlement = data_set.entitlement
    assert entitlement is not None, "who owns a data set is told nothing of its revisions"
    if entitlement.product is not None:
        return {"Product": {"Id": entitlement.product.id, "Name": entitlement.product.name}}
    assert entitlement.grant is not None, "there is no other way to be entitled"
    return {"DataGrant": {"Arn": entitlement.grant.arn, "Name": entitlement.grant.name}}


def _tell(scope: Scope, detail_type: str, detail: Mapping[str, Any], resource: str) -> None:
    emit_event(scope, source=_SOURCE, detail_type=detail_type, detail=detail, resources=[resource])
