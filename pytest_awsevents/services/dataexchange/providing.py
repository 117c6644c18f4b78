"""What providers do in a test: data sets made, revisions published, by the API calls that they would make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pytest_awsevents.core.scope import Scope, user_of
from pytest_awsevents.services.dataexchange.entitlements import entitle
from pytest_awsevents.services.dataexchange.signed_urls import md5_of, open_signed_url
from pytest_awsevents.services.dataexchange.state import (
    EXCHANGE,
    DataSet,
    Entitlement,
    Product,
    new_id,
)

_CONTACT = "no-reply@marketplace.aws"  # as in AWS's samples


def by_user(scope: Scope, account: str, region: str | None = None) -> Scope:
    """A user of an account, in a region."""
    return replace(scope.at(account=account, region=region), caller=user_of(account))


def call(scope: Scope, operation: str, **params: Any) -> dict[str, Any]:
    """A call of Data Exchange, without the params that are None."""
    given = {name: value for name, value in params.items() if value is not None}
    return scope.call("dataexchange", operation, given)


def own_data_set(scope: Scope, name: str, description: str, asset_type: str) -> DataSet:
    answer = call(scope, "CreateDataSet", Name=name, Description=description, AssetType=asset_type)
    return scope.shared(EXCHANGE).data_sets[answer["Id"]]


def subscribe(scope: Scope, source: DataSet, product: str) -> DataSet:
    """Has an account subscribe to a product with a data set; AWS Marketplace does that, there is no call for it."""
    others = (one for one in source.products if one.name == product)
    known = next(others, None) or Product(id=f"prod-{scope.ids.hex(13)}", name=product, contact=_CONTACT)
    return entitle(scope, new_id(scope), scope.account, Entitlement(source=source, product=known))


def grant(scope: Scope, source: DataSet, name: str) -> DataSet:
    """Has an account get a data set by a data grant: its owner creates it, the account accepts it."""
    owner = by_user(scope, source.account, source.region)
    arn = call(
        owner,
        "CreateDataGrant",
        Name=name,
        GrantDistributionScope="NONE",
        ReceiverPrincipal=scope.account,
        SourceDataSetId=source.id,
    )["Arn"]
    answer = call(scope, "AcceptDataGrant", DataGrantArn=arn)
    return scope.shared(EXCHANGE).data_sets[answer["DataSetId"]]


def publish_files(scope: Scope, source: DataSet, files: Mapping[str, bytes | str], comment: str | None) -> str:
    """The id of a revision of an owned data set: created, filled by jobs and finalized."""
    owner = by_user(scope, source.account, source.region)
    id: str = call(owner, "CreateRevision", DataSetId=source.id, Comment=comment)["Id"]
    ids = {"DataSetId": source.id, "RevisionId": id}
    with _at_once(scope):
        for name, content in files.items():
            _import(owner, ids, name, content.encode() if isinstance(content, str) else content)
    call(owner, "UpdateRevision", **ids, Finalized=True)
    return id


def _import(owner: Scope, ids: Mapping[str, str], name: str, content: bytes) -> None:
    md5 = md5_of(content)
    details = {"ImportAssetFromSignedUrl": {**ids, "AssetName": name, "Md5Hash": md5}}
    job = call(owner, "CreateJob", Type="IMPORT_ASSET_FROM_SIGNED_URL", Details=details)
    url = job["Details"]["ImportAssetFromSignedUrl"]["SignedUrl"]
    open_signed_url(owner, url, "PUT", content, {"Content-MD5": md5})
    call(owner, "StartJob", JobId=job["Id"])


@contextmanager
def _at_once(scope: Scope) -> Iterator[None]:
    """The provider's imports are arrangement: they take no time, whatever jobs take in the test."""
    exchange = scope.shared(EXCHANGE)
    before, exchange.job_time = exchange.job_time, timedelta(0)
    try:
        yield
    finally:
        exchange.job_time = before
