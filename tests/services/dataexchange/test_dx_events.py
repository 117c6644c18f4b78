"""The events of Data Exchange, whole, and the scene that brings them."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents import AwsFake, event
from pytest_awsevents.services.dataexchange.handle import DataExchange
from pytest_awsevents.services.dataexchange.state import EXCHANGE, Asset

TYPES = {
    "S3_SNAPSHOT": ("Revision Published To Data Set", "Revision Revoked"),
    "REDSHIFT_DATA_SHARE": ("Revision Published To Redshift Data Shares Data Set", "Revision Revoked"),
    "API_GATEWAY_API": ("Revision Published To API Gateway API Data Set", "Revision Revoked"),
    "S3_DATA_ACCESS": (
        "Revision Published to S3 Data Access Data Set(s)",
        "Revision Revoked from S3 Data Access Data Set(s)",
    ),
    "LAKE_FORMATION_DATA_PERMISSION": (
        "Revision Published To Lake Formation Data Permission Data Set",
        "Revision Revoked",
    ),
}


def envelope(id: str, detail_type: str, resource: str, detail: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": "0",
        "id": id,
        "detail-type": detail_type,
        "source": "aws.dataexchange",
        "account": "123456789012",
        "time": "2026-01-05T09:00:00Z",
        "region": "us-east-1",
        "resources": [resource],
        "detail": detail,
    }


def test_a_scene_of_exported_revisions(aws_revision_export: Any, aws_dataexchange: DataExchange, aws_s3: Any) -> None:
    scene = aws_revision_export
    data_set = scene.data_set
    revision = aws_dataexchange.publish_revision(data_set, {"prices.csv": b"a,b\n1,2\n"}, comment="first")
    aws_s3.assert_object("2026-01-05T09:00:00.000Z/prices.csv", bucket=scene.bucket, body="a,b\n1,2\n")
    export = aws_dataexchange.assert_revision_exported(revision, bucket=scene.bucket)
    assert export.event_action is not None
    assert export.event_action.endswith(f"event-actions/{scene.event_action}")
    assert export.warning is None
    published, exported = scene.queue.messages()
    revisions = {"RevisionIds": [revision.id], "Revisions": [{"Id": revision.id, "Comment": "first"}]}
    data_sets = [{"Id": data_set.id, "Name": "prices"}]
    assert published == envelope(
        published["id"],
        "Revision Published To Data Set",
        data_set.id,
        {**revisions, "DataSets": data_sets, "Product": {"Id": data_set.product_id, "Name": "Market prices"}},
    )
    assert exported == envelope(
        exported["id"],
        "Auto-export Job Completed",
        data_set.product_id,
        {
            **revisions,
            "DataSetIds": [data_set.id],
            "DataSets": data_sets,
            "Product": {"Id": data_set.product_id},
        },
    )


def test_a_scene_may_fail(aws_revision_export: Any, aws_dataexchange: DataExchange, aws_fake: AwsFake) -> None:
    aws_fake.fail_next("s3:PutObject", code="AccessDenied")
    revision = aws_dataexchange.publish_revision(aws_revision_export.data_set, {"a.csv": "1"})
    aws_dataexchange.assert_revision_not_exported(revision, bucket=aws_revision_export.bucket)
    assert [one["detail-type"] for one in aws_revision_export.queue.messages()] == [
        "Revision Published To Data Set",
        "Auto-export Job Failed",
    ]


def test_a_revoked_revision_is_told(aws_revision_export: Any, aws_dataexchange: DataExchange) -> None:
    revision = aws_dataexchange.publish_revision(aws_revision_export.data_set, {"a.csv": "1"})
    aws_dataexchange.revoke_revision(revision, "published by mistake")
    told = aws_revision_export.queue.messages()[-1]
    assert told["resources"] == [revision.data_set_id]
    assert list(told["detail"]) == ["RevisionIds", "RevocationComment", "Revisions", "DataSets", "Product"]
    assert told["detail"]["RevocationComment"] == "published by mistake"
    assert told["detail"]["Revisions"] == [{"Id": revision.id}], "there is no comment"


@pytest.mark.parametrize("asset_type", TYPES)
def test_detail_types_go_by_the_asset_type(fake: AwsFake, provider: Any, asset_type: str) -> None:
    data_set = fake.dataexchange.entitled_data_set(asset_type=asset_type)
    source = fake.scope("222233334444")
    ids = {"DataSetId": data_set.source_id}
    ids["RevisionId"] = source.call("dataexchange", "CreateRevision", ids)["Id"]
    make_asset(fake, provider, asset_type, ids)
    provider.update_revision(**ids, Finalized=True)
    provider.revoke_revision(**ids, RevocationComment="published by mistake")
    for detail_type in TYPES[asset_type]:
        fake.eventbridge.assert_published(event(detail_type=detail_type, resources=[data_set.id]), count=1)


def make_asset(fake: AwsFake, provider: Any, asset_type: str, ids: dict[str, str]) -> None:
    """An asset without the job that AWS has for it: what is in it does not matter here."""
    details: dict[str, dict[str, Any]] = {"S3_DATA_ACCESS": {"S3DataAccessAsset": {"Bucket": "shared"}}}
    revision = fake.scope().shared(EXCHANGE).data_sets[ids["DataSetId"]].revisions[ids["RevisionId"]]
    now = fake.clock.now
    revision.assets["a"] = Asset(
        id="a" * 32, name="a", type=asset_type, details=details.get(asset_type, {}), created=now, updated=now
    )


def test_subscribers_of_a_bucket_get_an_access_point_of_their_own(fake: AwsFake, client: Any, provider: Any) -> None:
    data_set = fake.dataexchange.entitled_data_set(asset_type="S3_DATA_ACCESS")
    ids = {"DataSetId": data_set.source_id}
    ids["RevisionId"] = provider.create_revision(**ids)["Id"]
    make_asset(fake, provider, "S3_DATA_ACCESS", ids)
    provider.update_revision(**ids, Finalized=True)
    (revision,) = client.list_data_set_revisions(DataSetId=data_set.id)["Revisions"]
    (asset,) = client.list_revision_assets(DataSetId=data_set.id, RevisionId=revision["Id"])["Assets"]
    access = asset["AssetDetails"]["S3DataAccessAsset"]
    assert access["Bucket"] == "shared"
    assert access["S3AccessPointArn"].startswith("arn:aws:s3:us-east-1:123456789012:accesspoint/")
    assert access["S3AccessPointAlias"].endswith("-s3alias")


def test_every_subscriber_is_told(fake: AwsFake, provider: Any) -> None:
    data_set = fake.dataexchange.entitled_data_set()
    grant = provider.create_data_grant(
        Name="n",
        GrantDistributionScope="NONE",
        ReceiverPrincipal="999988887777",
        SourceDataSetId=data_set.source_id,
    )
    fake.scope("999988887777").call("dataexchange", "AcceptDataGrant", {"DataGrantArn": grant["Arn"]})
    fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    told = fake.recorded.events.matching(event(detail_type="Revision Published To Data Set"))
    assert [one.account for one in told] == ["123456789012", "999988887777"]
    assert told.first.detail["RevisionIds"] != told.last.detail["RevisionIds"], "each has a copy of its own"
