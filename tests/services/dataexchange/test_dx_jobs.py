from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.services.dataexchange.signed_urls import md5_of
from pytest_awsevents.services.dataexchange.state import EXCHANGE
from tests.services.dataexchange.conftest import (
    Refused,
    finalized,
    import_objects,
    new_data_set,
    new_revision,
    run_job,
)

MISSING = "f" * 32
FROM_S3 = "IMPORT_ASSETS_FROM_S3"
FROM_URL = "IMPORT_ASSET_FROM_SIGNED_URL"
TO_S3 = "EXPORT_REVISIONS_TO_S3"


def from_url(client: Any, ids: dict[str, str], content: bytes, name: str = "a.json") -> dict[str, Any]:
    details = {"AssetName": name, "Md5Hash": md5_of(content), **ids}
    made: dict[str, Any] = client.create_job(Type=FROM_URL, Details={"ImportAssetFromSignedUrl": details})
    return made


# --- states ---


def test_a_job_waits_until_it_is_started(fake: AwsFake, client: Any, own: str, refused: Refused) -> None:
    ids = new_revision(client, own)
    made = from_url(client, ids, b"{}")
    assert (made["State"], made["Type"]) == ("WAITING", FROM_URL)
    assert made["Arn"] == f"arn:aws:dataexchange:us-east-1:123456789012:jobs/{made['Id']}"
    assert "Errors" not in made
    cancelled = client.cancel_job(JobId=made["Id"])
    assert cancelled["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert client.get_job(JobId=made["Id"])["State"] == "CANCELLED"
    for operation in (client.start_job, client.cancel_job):
        with refused("ConflictException", 409, "CANCELLED", ResourceId=made["Id"], ResourceType="JOB"):
            operation(JobId=made["Id"])


def test_jobs_take_time_where_the_test_says_so(fake: AwsFake, client: Any, own: str, refused: Refused) -> None:
    fake.dataexchange.jobs_take(30)
    ids = new_revision(client, own)
    fake.s3.bucket("inbox").put("a.csv", "1")
    details = {"ImportAssetsFromS3": {"AssetSources": [{"Bucket": "inbox", "Key": "a.csv"}], **ids}}
    job = client.create_job(Type=FROM_S3, Details=details)["Id"]
    assert client.start_job(JobId=job)["ResponseMetadata"]["HTTPStatusCode"] == 202
    fake.clock.tick(29)
    assert client.get_job(JobId=job)["State"] == "IN_PROGRESS"
    with refused("ConflictException", 409, ResourceType="JOB"):
        client.cancel_job(JobId=job)
    fake.clock.tick(1)
    done = client.get_job(JobId=job)
    assert (done["State"], done["UpdatedAt"] - done["CreatedAt"]) == ("COMPLETED", timedelta(seconds=30))
    fake.dataexchange.jobs_take(timedelta(0))
    assert run_job(client, FROM_S3, "ImportAssetsFromS3", **details["ImportAssetsFromS3"])["State"] == "COMPLETED"
    with pytest.raises(InvalidOption, match="less than no time"):
        fake.dataexchange.jobs_take(-1)


def test_a_revision_finalized_meanwhile_takes_nothing_more(fake: AwsFake, client: Any, own: str) -> None:
    ids = new_revision(client, own)
    import_objects(fake, client, ids, "a.csv")
    fake.dataexchange.jobs_take(30)
    sources = [{"Bucket": "source-123456789012", "Key": "a.csv"}]
    job = run_job(client, FROM_S3, "ImportAssetsFromS3", AssetSources=sources, **ids)["Id"]
    client.update_revision(**ids, Finalized=True)
    fake.clock.tick(30)
    failed = client.get_job(JobId=job)
    assert (failed["State"], failed["Errors"][0]["Code"]) == ("ERROR", "VALIDATION_EXCEPTION")
    assert failed["Errors"][0]["ResourceId"] == ids["RevisionId"]
    assert len(client.list_revision_assets(**ids)["Assets"]) == 1


def test_a_data_set_deleted_meanwhile(fake: AwsFake, client: Any, own: str) -> None:
    fake.dataexchange.jobs_take(30)
    fake.s3.bucket("inbox").put("a.csv", "1")
    sources = [{"Bucket": "inbox", "Key": "a.csv"}]
    job = run_job(client, FROM_S3, "ImportAssetsFromS3", AssetSources=sources, **new_revision(client, own))["Id"]
    client.delete_data_set(DataSetId=own)
    fake.clock.tick(30)
    (error,) = client.get_job(JobId=job)["Errors"]
    assert (error["Code"], error["ResourceType"]) == ("RESOURCE_NOT_FOUND_EXCEPTION", "DATA_SET")


def test_so_many_jobs_run_at_a_time(fake: AwsFake, client: Any, own: str, refused: Refused) -> None:
    fake.dataexchange.jobs_take(30)
    ids = finalized_now(fake, client, own)
    destination = {"RevisionId": ids["RevisionId"], "Bucket": "out"}
    details = {"DataSetId": own, "RevisionDestinations": [destination]}
    for _ in range(5):
        run_job(client, TO_S3, "ExportRevisionsToS3", **details)
    limit = "Concurrent in progress jobs to export revisions to Amazon S3"
    with refused("ServiceLimitExceededException", 402, LimitName=limit, LimitValue=5.0):
        run_job(client, TO_S3, "ExportRevisionsToS3", **details)


def finalized_now(fake: AwsFake, client: Any, data_set: str) -> dict[str, str]:
    exchange = fake.scope().shared(EXCHANGE)
    before, exchange.job_time = exchange.job_time, timedelta(0)
    try:
        return finalized(fake, client, data_set)
    finally:
        exchange.job_time = before


def test_jobs_are_listed_newest_first_and_kept_for_90_days(
    fake: AwsFake, client: Any, own: str, refused: Refused
) -> None:
    first, second = new_revision(client, own), new_revision(client, own)
    old = from_url(client, first, b"1")["Id"]
    fake.clock.tick(timedelta(days=1))
    new = from_url(client, second, b"2")["Id"]

    def listed(**params: str) -> list[str]:
        return [job["Id"] for job in client.list_jobs(**params)["Jobs"]]

    assert listed() == listed(DataSetId=own) == [new, old]
    assert listed(RevisionId=first["RevisionId"]) == [old]
    assert listed(DataSetId=MISSING) == []
    fake.clock.tick(timedelta(days=89))
    assert listed() == [new]
    with refused("ResourceNotFoundException", 404, ResourceId=old, ResourceType="JOB"):
        client.get_job(JobId=old)


# --- what a job is asked for ---


def test_details_go_with_the_type(fake: AwsFake, client: Any, own: str, refused: Refused) -> None:
    ids = new_revision(client, own)
    sources = {"AssetSources": [{"Bucket": "b", "Key": "k"}], **ids}
    for details in ({}, {"ImportAssetsFromRedshiftDataShares": {"AssetSources": [{"DataShareArn": "a"}], **ids}}):
        with refused("ValidationException", 400, "ImportAssetsFromS3"):
            client.create_job(Type=FROM_S3, Details=details)
    both = {"ImportAssetsFromS3": sources, "ExportAssetToSignedUrl": {"AssetId": MISSING, **ids}}
    with refused("ValidationException", 400, "ImportAssetsFromS3"):
        client.create_job(Type=FROM_S3, Details=both)


@pytest.mark.parametrize(
    ("type", "member", "details"),
    [
        (FROM_S3, "ImportAssetsFromS3", {"AssetSources": []}),
        (TO_S3, "ExportRevisionsToS3", {"RevisionDestinations": []}),
        (TO_S3, "ExportRevisionsToS3", {"RevisionDestinations": [{"RevisionId": MISSING, "Bucket": "b"}] * 2}),
        (
            "IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES",
            "ImportAssetsFromRedshiftDataShares",
            {"AssetSources": [{"DataShareArn": "a"}]},
        ),
    ],
)
def test_what_no_job_can_do_is_refused(
    client: Any, own: str, refused: Refused, type: str, member: str, details: dict[str, Any]
) -> None:
    ids = new_revision(client, own)
    given = {"DataSetId": own} if member == "ExportRevisionsToS3" else ids
    with refused("ValidationException", 400):
        client.create_job(Type=type, Details={member: {**details, **given}})


def test_a_job_imports_at_most_100_objects(client: Any, own: str, refused: Refused) -> None:
    sources = [{"Bucket": "b", "Key": f"k{number}"} for number in range(101)]
    details = {"ImportAssetsFromS3": {"AssetSources": sources, **new_revision(client, own)}}
    limit = "Assets per import job from Amazon S3"
    with refused("ServiceLimitExceededException", 402, LimitName=limit, LimitValue=100.0):
        client.create_job(Type=FROM_S3, Details=details)


def test_what_a_job_is_about_has_to_be_there(client: Any, own: str, refused: Refused) -> None:
    ids = new_revision(client, own)
    sources = {"AssetSources": [{"Bucket": "b", "Key": "k"}]}
    with refused("ResourceNotFoundException", 404, ResourceType="DATA_SET"):
        client.create_job(Type=FROM_S3, Details={"ImportAssetsFromS3": {**sources, **ids, "DataSetId": MISSING}})
    with refused("ResourceNotFoundException", 404, ResourceType="REVISION"):
        client.create_job(Type=FROM_S3, Details={"ImportAssetsFromS3": {**sources, **ids, "RevisionId": MISSING}})
    asset = {"AssetId": MISSING, **ids}
    with refused("ResourceNotFoundException", 404, ResourceType="ASSET"):
        client.create_job(Type="EXPORT_ASSET_TO_SIGNED_URL", Details={"ExportAssetToSignedUrl": asset})
    destinations = {"AssetDestinations": [{"AssetId": MISSING, "Bucket": "b"}], **ids}
    with refused("ResourceNotFoundException", 404, ResourceType="ASSET"):
        client.create_job(Type="EXPORT_ASSETS_TO_S3", Details={"ExportAssetsToS3": destinations})


def test_nobody_imports_into_what_is_not_theirs(fake: AwsFake, client: Any, refused: Refused) -> None:
    revision = fake.dataexchange.publish_revision(fake.dataexchange.entitled_data_set(), {"a.csv": "1"})
    ids = {"DataSetId": revision.data_set_id, "RevisionId": revision.id}
    with refused("AccessDeniedException", 403):
        from_url(client, ids, b"1")


# --- imports ---


def test_missing_objects_are_named_and_nothing_is_imported(fake: AwsFake, client: Any, own: str) -> None:
    ids = new_revision(client, own)
    fake.s3.bucket("inbox").put("there", "1")
    sources = [
        {"Bucket": "inbox", "Key": "there"},
        {"Bucket": "inbox", "Key": "gone"},
        {"Bucket": "no-such", "Key": "k"},
    ]
    job = run_job(client, FROM_S3, "ImportAssetsFromS3", AssetSources=sources, **ids)
    assert job["State"] == "ERROR"
    (error,) = job["Errors"]
    assert error["Code"] == "RESOURCE_NOT_FOUND_EXCEPTION"
    assert error["Message"] == "These objects were not found: inbox/gone, no-such/k."
    assert error["Details"] == {"ImportAssetsFromS3JobErrorDetails": sources[1:]}
    assert client.list_revision_assets(**ids)["Assets"] == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("AccessDenied", "ACCESS_DENIED_EXCEPTION"),
        ("InternalError", "INTERNAL_SERVER_EXCEPTION"),
        ("InvalidObjectState", "VALIDATION_EXCEPTION"),
        ("KMS.AccessDeniedException", "ACCESS_DENIED_EXCEPTION"),
    ],
)
def test_errors_of_s3_end_a_job(fake: AwsFake, client: Any, own: str, code: str, expected: str) -> None:
    fake.s3.bucket("inbox").put("a.csv", "1")
    fake.fail_next("s3:GetObject", code=code, message="no")
    sources = [{"Bucket": "inbox", "Key": "a.csv"}]
    job = run_job(client, FROM_S3, "ImportAssetsFromS3", AssetSources=sources, **new_revision(client, own))
    assert job["Errors"] == [{"Code": expected, "Message": f"{code}: no"}]


def test_assets_get_tags_of_the_job(fake: AwsFake, client: Any, own: str) -> None:
    ids = new_revision(client, own)
    fake.s3.bucket("inbox").put("a.csv", "1")
    tags = [{"Key": "a", "Value": "b"}]
    details = {"ImportAssetsFromS3": {"AssetSources": [{"Bucket": "inbox", "Key": "a.csv"}], **ids}}
    made = client.create_job(Type=FROM_S3, Details=details, AssetConfiguration={"Tags": tags})
    assert made["AssetConfiguration"] == {"Tags": tags}
    client.start_job(JobId=made["Id"])
    (asset,) = client.list_revision_assets(**ids)["Assets"]
    assert client.get_asset(**ids, AssetId=asset["Id"])["Tags"] == {"a": "b"}
    assert client.list_tags_for_resource(ResourceArn=asset["Arn"])["Tags"] == {"a": "b"}


def test_a_file_is_uploaded_to_the_signed_url(fake: AwsFake, client: Any, own: str) -> None:
    ids = new_revision(client, own)
    made = from_url(client, ids, b'{"a": 1}', "data/a b.json")
    shown = made["Details"]["ImportAssetFromSignedUrl"]
    assert shown["SignedUrlExpiresAt"] - made["CreatedAt"] == timedelta(hours=1)
    url, headers = shown["SignedUrl"], {"content-md5": shown["Md5Hash"]}
    open_url = fake.dataexchange.open_signed_url
    assert open_url(url, data=b'{"a": 1}', headers=headers).status_code == 403, "GET was not signed"
    assert open_url(f"{url}0", "PUT", data=b'{"a": 1}', headers=headers).status_code == 403
    assert "Content-MD5" in open_url(url, "PUT", data=b'{"a": 1}').text
    wrong = open_url(url, "PUT", data=b"other", headers=headers)
    assert (wrong.status_code, wrong.ok, "BadDigest" in wrong.text) == (400, False, True)
    assert open_url(url, "put", data='{"a": 1}', headers=headers).ok
    client.start_job(JobId=made["Id"])
    assert client.get_job(JobId=made["Id"])["State"] == "COMPLETED"
    (asset,) = client.list_revision_assets(**ids)["Assets"]
    assert (asset["Name"], asset["AssetDetails"]["S3SnapshotAsset"]["Size"]) == ("data/a b.json", 8)


def test_nothing_was_uploaded_in_time(fake: AwsFake, client: Any, own: str) -> None:
    made = from_url(client, new_revision(client, own), b"1")
    shown = made["Details"]["ImportAssetFromSignedUrl"]
    fake.clock.tick(timedelta(hours=1))
    headers = {"Content-MD5": shown["Md5Hash"]}
    late = fake.dataexchange.open_signed_url(shown["SignedUrl"], "PUT", data=b"1", headers=headers)
    assert (late.status_code, "expired" in late.text) == (403, True)
    client.start_job(JobId=made["Id"])
    (error,) = client.get_job(JobId=made["Id"])["Errors"]
    assert error["Code"] == "RESOURCE_NOT_FOUND_EXCEPTION"
    assert error["Details"] == {"ImportAssetFromSignedUrlJobErrorDetails": {"AssetName": "a.json"}}


def test_datashares_are_imported(fake: AwsFake, client: Any, refused: Refused) -> None:
    ids = new_revision(client, new_data_set(client, "REDSHIFT_DATA_SHARE"))
    arn = "arn:aws:redshift:us-east-1:123456789012:datashare:01234567-2590-7654-1234-f57ea0081234/sales"
    type, member = "IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES", "ImportAssetsFromRedshiftDataShares"
    shares = [{"DataShareArn": f"{arn}{number}"} for number in range(11)]
    limit = "Amazon Redshift datashare assets per import job from Redshift"
    with refused("ServiceLimitExceededException", 402, LimitName=limit):
        client.create_job(Type=type, Details={member: {"AssetSources": shares, **ids}})
    assert run_job(client, type, member, AssetSources=shares[:10], **ids)["State"] == "COMPLETED"
    assets = client.list_revision_assets(**ids)["Assets"]
    assert assets[0]["AssetDetails"] == {"RedshiftDataShareAsset": {"Arn": f"{arn}9"}}
    assert (assets[0]["Name"], assets[0]["AssetType"]) == ("sales9", "REDSHIFT_DATA_SHARE")
    run_job(client, type, member, AssetSources=shares[:10], **ids)
    (error,) = run_job(client, type, member, AssetSources=shares[:1], **ids)["Errors"]
    assert error["Code"] == "SERVICE_QUOTA_EXCEEDED_EXCEPTION"
    assert (error["LimitName"], error["LimitValue"]) == ("Amazon Redshift datashare assets per revision", 20)


def test_access_to_a_bucket_is_imported(fake: AwsFake, client: Any) -> None:
    ids = new_revision(client, new_data_set(client, "S3_DATA_ACCESS"))
    fake.s3.bucket("shared")
    type, member = "CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET", "CreateS3DataAccessFromS3Bucket"
    (error,) = run_job(client, type, member, AssetSource={"Bucket": "no-such-bucket"}, **ids)["Errors"]
    assert error["Code"] == "RESOURCE_NOT_FOUND_EXCEPTION"
    source = {"Bucket": "shared", "KeyPrefixes": ["prices/"]}
    assert run_job(client, type, member, AssetSource=source, **ids)["State"] == "COMPLETED"
    (asset,) = client.list_revision_assets(**ids)["Assets"]
    assert asset["AssetDetails"] == {"S3DataAccessAsset": source}
    (error,) = run_job(client, type, member, AssetSource=source, **ids)["Errors"]
    assert error["LimitName"] == "Amazon S3 data access assets per revision"


def test_lake_formation_permissions_are_imported(client: Any, refused: Refused) -> None:
    ids = new_revision(client, new_data_set(client, "LAKE_FORMATION_DATA_PERMISSION"))
    type, member = "IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY", "ImportAssetsFromLakeFormationTagPolicy"
    catalog = {"CatalogId": "123456789012", "RoleArn": "arn:aws:iam::123456789012:role/lake", **ids}
    with refused("ValidationException", 400, "Database or Table"):
        client.create_job(Type=type, Details={member: catalog})
    tags = [{"TagKey": "a", "TagValues": ["b"]}]
    wanted = {
        "Database": {"Expression": tags, "Permissions": ["DESCRIBE"]},
        "Table": {"Expression": tags, "Permissions": ["SELECT"]},
    }
    assert run_job(client, type, member, **catalog, **wanted)["State"] == "COMPLETED"
    found = [
        one["AssetDetails"]["LakeFormationDataPermissionAsset"] for one in client.list_revision_assets(**ids)["Assets"]
    ]
    policies = [one["LakeFormationDataPermissionDetails"]["LFTagPolicy"] for one in found]
    assert [one["ResourceType"] for one in policies] == ["TABLE", "DATABASE"]
    assert policies[0]["ResourceDetails"] == {"Table": {"Expression": tags}}
    assert found[0]["Permissions"] == ["SELECT"]
    run_job(client, type, member, **catalog, Table=wanted["Table"])
    assert len(client.list_revision_assets(**ids)["Assets"]) == 3


# --- exports to signed URLs ---


def test_a_file_is_downloaded_from_the_signed_url(fake: AwsFake, client: Any) -> None:
    revision = fake.dataexchange.publish_revision(fake.dataexchange.entitled_data_set(), {"a.csv": b"a,b\n1,2\n"})
    ids = {"DataSetId": revision.data_set_id, "RevisionId": revision.id, "AssetId": revision.asset_ids["a.csv"]}
    details = {"ExportAssetToSignedUrl": ids}
    made = client.create_job(Type="EXPORT_ASSET_TO_SIGNED_URL", Details=details)
    assert made["Details"] == details, "there is no URL before the job is done"
    client.start_job(JobId=made["Id"])
    shown = client.get_job(JobId=made["Id"])["Details"]["ExportAssetToSignedUrl"]
    answer = fake.dataexchange.open_signed_url(shown["SignedUrl"])
    assert (answer.status_code, answer.content) == (200, b"a,b\n1,2\n")
    fake.clock.move_to(shown["SignedUrlExpiresAt"])
    assert fake.dataexchange.open_signed_url(shown["SignedUrl"]).status_code == 403
