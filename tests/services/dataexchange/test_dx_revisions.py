from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents import AwsFake
from tests.services.dataexchange.conftest import Refused, events_of, finalized, import_objects, new_revision

WHY = "published by mistake"


def test_a_revision_is_open_until_it_is_finalized(fake: AwsFake, client: Any, own: str, refused: Refused) -> None:
    made = client.create_revision(DataSetId=own, Comment="first", Tags={"a": "b"})
    ids = {"DataSetId": own, "RevisionId": made["Id"]}
    assert (made["Finalized"], made["Comment"]) == (False, "first")
    assert made["Arn"].endswith(f":123456789012:data-sets/{own}/revisions/{made['Id']}")
    assert "Revoked" not in made
    assert client.get_revision(**ids)["Tags"] == {"a": "b"}
    with refused("ValidationException", 400, "no assets"):
        client.update_revision(**ids, Finalized=True)
    import_objects(fake, client, ids, "a.csv")
    shown = client.update_revision(**ids, Finalized=True, Comment="second")
    assert (shown["Finalized"], shown["Comment"]) == (True, "second")


def test_a_finalized_revision_is_read_only(fake: AwsFake, client: Any, own: str, refused: Refused) -> None:
    ids = finalized(fake, client, own)
    asset = client.list_revision_assets(**ids)["Assets"][0]["Id"]
    sources = {"AssetSources": [{"Bucket": "source", "Key": "a.csv"}]}
    conflict = {"ResourceId": ids["RevisionId"], "ResourceType": "REVISION"}
    with refused("ConflictException", 409, **conflict):
        client.delete_revision(**ids)
    with refused("ConflictException", 409, **conflict):
        client.delete_asset(**ids, AssetId=asset)
    with refused("ConflictException", 409, **conflict):
        client.update_asset(**ids, AssetId=asset, Name="b")
    with refused("ConflictException", 409, **conflict):
        client.create_job(Type="IMPORT_ASSETS_FROM_S3", Details={"ImportAssetsFromS3": {**sources, **ids}})
    client.update_revision(**ids, Finalized=False)
    client.delete_revision(**ids)
    with refused("ResourceNotFoundException", 404, **conflict):
        client.get_revision(**ids)


def test_revisions_are_listed_newest_first(client: Any, own: str) -> None:
    ids = [new_revision(client, own)["RevisionId"] for _ in range(3)]
    pages = client.get_paginator("list_data_set_revisions").paginate(DataSetId=own, PaginationConfig={"PageSize": 2})
    assert [one["Id"] for page in pages for one in page["Revisions"]] == ids[::-1]


def test_finalizing_publishes_to_whoever_is_entitled(fake: AwsFake, client: Any, provider: Any) -> None:
    data_set = fake.dataexchange.entitled_data_set("prices")
    fake.clock.tick(60)
    source = new_revision(provider, data_set.source_id, Comment="first")
    import_objects(fake, provider, source, "a.csv")
    assert client.list_data_set_revisions(DataSetId=data_set.id)["Revisions"] == []
    fake.clock.tick(60)
    provider.update_revision(**source, Finalized=True)
    (copy,) = client.list_data_set_revisions(DataSetId=data_set.id)["Revisions"]
    assert copy["SourceId"] == source["RevisionId"] != copy["Id"]
    assert (copy["CreatedAt"], copy["Finalized"], copy["Comment"]) == (fake.clock.now, True, "first")
    assert copy["Arn"] == f"{data_set.arn}/revisions/{copy['Id']}"
    (asset,) = client.list_revision_assets(DataSetId=data_set.id, RevisionId=copy["Id"])["Assets"]
    assert (asset["Name"], asset["AssetDetails"]) == ("a.csv", {"S3SnapshotAsset": {"Size": 16.0}})
    assert asset["SourceId"] == provider.list_revision_assets(**source)["Assets"][0]["Id"]


def test_what_is_published_stays_finalized(fake: AwsFake, provider: Any, refused: Refused) -> None:
    data_set = fake.dataexchange.entitled_data_set()
    source = finalized(fake, provider, data_set.source_id)
    with refused("ConflictException", 409, "published", ResourceType="REVISION"):
        provider.update_revision(**source, Finalized=False)
    provider.update_revision(**source, Finalized=True)
    assert len(events_of(fake)) == 1, "finalizing it again publishes nothing"


def test_a_subscriber_loses_a_revoked_revision(fake: AwsFake, client: Any, provider: Any, refused: Refused) -> None:
    data_set = fake.dataexchange.entitled_data_set()
    published = fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    source = {"DataSetId": data_set.source_id, "RevisionId": published.source_id}
    fake.clock.tick(1)
    answer = provider.revoke_revision(**source, RevocationComment=WHY)
    assert (answer["Revoked"], answer["RevocationComment"], answer["RevokedAt"]) == (True, WHY, fake.clock.now)
    shown = client.get_revision(DataSetId=data_set.id, RevisionId=published.id)
    assert (shown["Revoked"], shown["RevocationComment"], shown["RevokedAt"]) == (True, WHY, fake.clock.now)
    destination = {"RevisionId": published.id, "Bucket": "b"}
    details = {"ExportRevisionsToS3": {"DataSetId": data_set.id, "RevisionDestinations": [destination]}}
    with refused("AccessDeniedException", 403, WHY):
        client.create_job(Type="EXPORT_REVISIONS_TO_S3", Details=details)
    with refused("ConflictException", 409, ResourceType="REVISION"):
        provider.update_revision(**source, Finalized=False)


def test_only_finalized_revisions_are_revoked_and_the_comment_may_change(
    fake: AwsFake, client: Any, own: str, refused: Refused
) -> None:
    ids = new_revision(client, own)
    with refused("ValidationException", 400, "not finalized"):
        client.revoke_revision(**ids, RevocationComment=WHY)
    import_objects(fake, client, ids, "a.csv")
    client.update_revision(**ids, Finalized=True)
    client.revoke_revision(**ids, RevocationComment=WHY)
    client.revoke_revision(**ids, RevocationComment="it was right after all")
    assert client.get_revision(**ids)["RevocationComment"] == "it was right after all"
    with refused("ConflictException", 409, "revoked"):
        client.update_revision(**ids, Finalized=False)


@pytest.mark.parametrize("operation", ["update_revision", "delete_revision", "revoke_revision"])
def test_the_subscriber_cannot_change_a_revision(fake: AwsFake, client: Any, refused: Refused, operation: str) -> None:
    revision = fake.dataexchange.publish_revision(fake.dataexchange.entitled_data_set(), {"a.csv": "1"})
    params = {"RevocationComment": WHY} if operation == "revoke_revision" else {}
    with refused("AccessDeniedException", 403):
        getattr(client, operation)(DataSetId=revision.data_set_id, RevisionId=revision.id, **params)


def test_assets_are_shown_renamed_listed_and_deleted(fake: AwsFake, client: Any, own: str, refused: Refused) -> None:
    ids = new_revision(client, own)
    assets = import_objects(fake, client, ids, "a.csv", "c.csv", "b.csv")
    assert list(assets) == ["c.csv", "b.csv", "a.csv"], "sorted by name, descending"
    first = client.list_revision_assets(**ids, MaxResults=2)
    assert [one["Name"] for one in first["Assets"]] == ["c.csv", "b.csv"]
    rest = client.list_revision_assets(**ids, NextToken=first["NextToken"])
    assert [one["Name"] for one in rest["Assets"]] == ["a.csv"]
    one = {**ids, "AssetId": assets["a.csv"]}
    assert client.update_asset(**one, Name="z.csv")["Name"] == "z.csv"
    shown = client.get_asset(**one)
    assert (shown["Name"], shown["AssetType"]) == ("z.csv", "S3_SNAPSHOT")
    assert shown["Arn"].endswith(f"/revisions/{ids['RevisionId']}/assets/{assets['a.csv']}")
    with refused("ValidationException", 400):
        client.update_asset(**one, Name="")
    client.delete_asset(**one)
    with refused("ResourceNotFoundException", 404, ResourceId=assets["a.csv"], ResourceType="ASSET"):
        client.get_asset(**one)


def test_the_subscriber_cannot_change_assets(fake: AwsFake, client: Any, refused: Refused) -> None:
    revision = fake.dataexchange.publish_revision(fake.dataexchange.entitled_data_set(), {"a.csv": "1"})
    one = {"DataSetId": revision.data_set_id, "RevisionId": revision.id, "AssetId": revision.asset_ids["a.csv"]}
    with refused("AccessDeniedException", 403):
        client.update_asset(**one, Name="b.csv")
    with refused("AccessDeniedException", 403):
        client.delete_asset(**one)
