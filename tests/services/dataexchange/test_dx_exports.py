from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import EventLoop
from pytest_awsevents.services.dataexchange import exporting
from pytest_awsevents.services.dataexchange.handle import DataSet, Revision
from tests.services.dataexchange.conftest import Refused, events_of, run_job

KEY = "arn:aws:kms:us-east-1:123456789012:key/k"
MARKER = "_ADX-TEST-ACCOUNTID#123456789012"
CREATED = "2026-03-04T05:06:07.891Z"


@pytest.fixture
def revision(fake: AwsFake) -> Revision:
    fake.s3.bucket("out")
    data_set = fake.dataexchange.entitled_data_set("prices")
    return fake.dataexchange.publish_revision(data_set, {"a.csv": b"1", "b/c.csv": b"22"}, comment="first")


def export(client: Any, revision: Revision, bucket: str = "out", **more: Any) -> dict[str, Any]:
    encryption = {"Encryption": more.pop("Encryption")} if "Encryption" in more else {}
    destination = {"RevisionId": revision.id, "Bucket": bucket, **more}
    details = {"DataSetId": revision.data_set_id, "RevisionDestinations": [destination], **encryption}
    return run_job(client, "EXPORT_REVISIONS_TO_S3", "ExportRevisionsToS3", **details)


# --- jobs of code under test ---


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [
        (None, ["a.csv", "b/c.csv"]),
        ("${Revision.CreatedAt}/${Asset.Name}", [f"{CREATED}/a.csv", f"{CREATED}/b/c.csv"]),
        (
            "${Revision.CreatedAt.Year}-${Revision.CreatedAt.Month}-${Revision.CreatedAt.Day}/${Asset.Name}",
            ["2026-3-4/a.csv", "2026-3-4/b/c.csv"],
        ),
        ("${DataSet.Name}/${Asset.Name}${Asset.Name}", ["prices/a.csva.csv", "prices/b/c.csvb/c.csv"]),
    ],
)
def test_keys_come_by_the_pattern(
    fake: AwsFake, client: Any, revision: Revision, pattern: str | None, keys: list[str]
) -> None:
    job = export(client, revision, **({} if pattern is None else {"KeyPattern": pattern}))
    assert job["State"] == "COMPLETED"
    assert "EventActionArn" not in job["Details"]["ExportRevisionsToS3"]
    assert fake.s3.bucket("out").keys() == keys
    fake.s3.assert_object(keys[1], bucket="out", body=b"22")
    done = fake.dataexchange.assert_revision_exported(revision, bucket="out", keys=keys)
    assert (done.status, done.event_action, done.job) == ("completed", None, job["Id"])
    assert events_of(fake) == [("Revision Published To Data Set", "123456789012")], "only event actions are told of"


def test_keys_by_ids(fake: AwsFake, client: Any, revision: Revision) -> None:
    export(client, revision, KeyPattern="${DataSet.Id}/${Revision.Id}/${Asset.Id}")
    prefix = f"{revision.data_set_id}/{revision.id}"
    assert fake.s3.bucket("out").keys() == sorted(f"{prefix}/{id}" for id in revision.asset_ids.values())


@pytest.mark.parametrize(
    "pattern", ["${Revision.Id}/fixed", "", "${Asset.Id}/${Asset.Size}", "Asset.Name", "${Asset.Name}" + "x" * 1024]
)
def test_bad_patterns_are_refused(client: Any, revision: Revision, refused: Refused, pattern: str) -> None:
    with refused("ValidationException", 400, "KeyPattern"):
        export(client, revision, KeyPattern=pattern)


def test_existing_objects_are_overwritten(fake: AwsFake, client: Any, revision: Revision) -> None:
    fake.s3.bucket("out").put("a.csv", "old")
    assert export(client, revision)["State"] == "COMPLETED"
    fake.s3.assert_object("a.csv", bucket="out", body=b"1")


def test_two_assets_of_one_key_fail(fake: AwsFake, client: Any, own: str) -> None:
    ids = {"DataSetId": own, "RevisionId": client.create_revision(DataSetId=own)["Id"]}
    for bucket in ("one", "two"):
        fake.s3.bucket(bucket).put("a.csv", bucket)
    sources = [{"Bucket": bucket, "Key": "a.csv"} for bucket in ("one", "two")]
    run_job(client, "IMPORT_ASSETS_FROM_S3", "ImportAssetsFromS3", AssetSources=sources, **ids)
    fake.s3.bucket("out")
    destinations = [{"RevisionId": ids["RevisionId"], "Bucket": "out"}]
    details = {"DataSetId": own, "RevisionDestinations": destinations}
    job = run_job(client, "EXPORT_REVISIONS_TO_S3", "ExportRevisionsToS3", **details)
    assert job["Errors"] == [{"Code": "VALIDATION_EXCEPTION", "Message": "Two assets would have the key a.csv."}]
    assert fake.s3.bucket("out").keys() == []
    assert fake.dataexchange.exports().only().status == "failed"


def test_single_assets_go_where_they_are_sent(fake: AwsFake, client: Any, revision: Revision) -> None:
    fake.s3.bucket("other")
    destinations = [
        {"AssetId": revision.asset_ids["a.csv"], "Bucket": "out", "Key": "renamed"},
        {"AssetId": revision.asset_ids["b/c.csv"], "Bucket": "other"},
        {"AssetId": revision.asset_ids["b/c.csv"], "Bucket": "out"},
    ]
    ids = {"DataSetId": revision.data_set_id, "RevisionId": revision.id}
    job = run_job(client, "EXPORT_ASSETS_TO_S3", "ExportAssetsToS3", AssetDestinations=destinations, **ids)
    assert job["State"] == "COMPLETED"
    exports = fake.dataexchange.exports(revision)
    assert [(one.bucket, one.keys, one.key_pattern) for one in exports] == [
        ("out", ("renamed", "b/c.csv"), None),
        ("other", ("b/c.csv",), None),
    ]
    assert fake.recorded.exports == exports
    assert exports.first.cause is fake.recorded.calls.matching(lambda call: call.name == "dataexchange:StartJob").last


@pytest.mark.parametrize(
    ("encryption", "expected"),
    [
        (None, ("AES256", None)),
        ({"Type": "AES256"}, ("AES256", None)),
        ({"Type": "aws:kms", "KmsKeyArn": KEY}, ("aws:kms", KEY)),
    ],
)
def test_objects_are_encrypted_as_wanted(
    client: Any, s3: Any, revision: Revision, encryption: dict[str, str] | None, expected: tuple[str, str | None]
) -> None:
    job = export(client, revision, **({} if encryption is None else {"Encryption": encryption}))
    assert job["State"] == "COMPLETED", job
    assert job["Details"]["ExportRevisionsToS3"].get("Encryption") == encryption
    head = s3.head_object(Bucket="out", Key="a.csv")
    assert (head["ServerSideEncryption"], head.get("SSEKMSKeyId")) == expected


@pytest.mark.parametrize(
    "encryption", [{"Type": "aws:kms"}, {"Type": "aws:kms", "KmsKeyArn": "k"}, {"Type": "AES256", "KmsKeyArn": KEY}]
)
def test_bad_encryption_is_refused(client: Any, revision: Revision, refused: Refused, encryption: Any) -> None:
    with refused("ValidationException", 400, "KmsKeyArn"):
        export(client, revision, Encryption=encryption)


def test_a_key_of_another_region_than_the_bucket(fake: AwsFake, client: Any, revision: Revision) -> None:
    key = KEY.replace("us-east-1", "eu-west-1")
    job = export(client, revision, Encryption={"Type": "aws:kms", "KmsKeyArn": key})
    (error,) = job["Errors"]
    assert error["Code"] == "VALIDATION_EXCEPTION"
    assert error["Message"] == (f"The KMS key {key} is in another region than bucket out, which is in us-east-1.")


def test_a_bucket_may_be_in_another_region(fake: AwsFake, client: Any, revision: Revision) -> None:
    location = {"LocationConstraint": "eu-west-1"}
    fake.scope().call("s3", "CreateBucket", {"Bucket": "far", "CreateBucketConfiguration": location})
    assert export(client, revision, "far")["State"] == "COMPLETED"


def test_so_many_assets_go_to_another_region(
    fake: AwsFake, client: Any, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_MOST_ACROSS_REGIONS", 1)
    assert export(client, revision)["State"] == "COMPLETED", "the bucket is in the region of the data set"
    location = {"LocationConstraint": "eu-west-1"}
    fake.scope().call("s3", "CreateBucket", {"Bucket": "far", "CreateBucketConfiguration": location})
    (error,) = export(client, revision, "far")["Errors"]
    assert error["Code"] == "SERVICE_QUOTA_EXCEEDED_EXCEPTION"


def test_a_missing_bucket_leaves_job_and_record(fake: AwsFake, client: Any, revision: Revision) -> None:
    job = export(client, revision, "no-such-bucket")
    (error,) = job["Errors"]
    assert (job["State"], error["Code"]) == ("ERROR", "RESOURCE_NOT_FOUND_EXCEPTION")
    failed = fake.dataexchange.exports(revision).only()
    assert failed.status == "failed"
    assert failed.reason == f"{error['Code']}: {error['Message']}"


def test_what_was_put_before_it_failed_stays(fake: AwsFake, client: Any, revision: Revision) -> None:
    fake.fail_next("s3:PutObject", code="SlowDown", status=503, when=lambda params: params["Key"] == "b/c.csv")
    job = export(client, revision)
    assert job["Errors"][0]["Code"] == "INTERNAL_SERVER_EXCEPTION"
    assert fake.dataexchange.exports(revision).only().keys == ("a.csv",)
    assert fake.s3.bucket("out").keys() == ["a.csv"]


def test_only_files_are_exported(client: Any, fake: AwsFake, refused: Refused) -> None:
    data_set = fake.dataexchange.entitled_data_set(asset_type="REDSHIFT_DATA_SHARE")
    revision = client.create_revision(
        DataSetId=client.create_data_set(Name="n", Description="d", AssetType="REDSHIFT_DATA_SHARE")["Id"]
    )
    destination = {"RevisionId": revision["Id"], "Bucket": "out"}
    details = {"DataSetId": revision["DataSetId"], "RevisionDestinations": [destination]}
    with refused("ValidationException", 400, "REDSHIFT_DATA_SHARE"):
        client.create_job(Type="EXPORT_REVISIONS_TO_S3", Details={"ExportRevisionsToS3": details})
    event = {"RevisionPublished": {"DataSetId": data_set.id}}
    action = {"ExportRevisionToS3": {"RevisionDestination": {"Bucket": "out"}}}
    with refused("ValidationException", 400, "REDSHIFT_DATA_SHARE"):
        client.create_event_action(Event=event, Action=action)


# --- jobs of event actions ---


@pytest.fixture
def data_set(fake: AwsFake) -> DataSet:
    fake.s3.bucket("out")
    return fake.dataexchange.entitled_data_set("prices", product="Market prices")


def test_publishing_exports_to_the_bucket(fake: AwsFake, client: Any, data_set: DataSet) -> None:
    action = fake.dataexchange.event_action(data_set, "out")
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    fake.s3.assert_object(f"{CREATED}/a.csv", bucket="out", body=b"1")
    assert fake.s3.bucket("out").keys() == [f"{CREATED}/a.csv", MARKER]
    (job,) = client.list_jobs(DataSetId=data_set.id)["Jobs"]
    arn = client.get_event_action(EventActionId=action)["Arn"]
    assert job["State"] == "COMPLETED"
    assert job["Details"]["ExportRevisionsToS3"] == {
        "DataSetId": data_set.id,
        "RevisionDestinations": [
            {"RevisionId": revision.id, "Bucket": "out", "KeyPattern": "${Revision.CreatedAt}/${Asset.Name}"}
        ],
        "EventActionArn": arn,
    }
    done = fake.dataexchange.assert_revision_exported(revision.source_id, bucket="out", keys=f"{CREATED}/a.csv")
    assert (done.event_action, done.job, done.data_set) == (arn, job["Id"], data_set.id)


def test_every_event_action_has_a_job_of_its_own(fake: AwsFake, client: Any, data_set: DataSet) -> None:
    fake.s3.bucket("other")
    fake.dataexchange.event_action(data_set, "out", key_pattern="one/${Asset.Name}")
    fake.dataexchange.event_action(data_set, "out", key_pattern="two/${Asset.Name}", kms_key=KEY)
    gone = fake.dataexchange.event_action(data_set, "other")
    client.delete_event_action(EventActionId=gone)
    fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    assert [(one.bucket, one.keys) for one in fake.dataexchange.exports()] == [
        ("out", ("one/a.csv",)),
        ("out", ("two/a.csv",)),
    ]
    assert fake.s3.bucket("out").keys() == [MARKER, "one/a.csv", "two/a.csv"]
    assert fake.s3.bucket("other").keys() == [MARKER]


def test_a_revision_is_exported_with_the_encryption_of_the_action(fake: AwsFake, s3: Any, data_set: DataSet) -> None:
    fake.dataexchange.event_action(data_set, "out", key_pattern="${Asset.Name}", kms_key=KEY)
    fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    head = s3.head_object(Bucket="out", Key="a.csv")
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", KEY)


def test_the_revision_is_announced_before_it_is_exported(fake: AwsFake, client: Any, data_set: DataSet) -> None:
    seen: list[tuple[str, list[str]]] = []

    def look(event: dict[str, Any], context: Any) -> None:
        seen.append((event["detail-type"], fake.s3.bucket("out").keys("prices")))

    fake.dataexchange.event_action(data_set, "out", key_pattern="prices/${Asset.Name}")
    fake.eventbridge.rule("all", {"source": ["aws.dataexchange"]}, to=fake.lambda_.function("look", look))
    fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    assert seen == [("Revision Published To Data Set", []), ("Auto-export Job Completed", ["prices/a.csv"])]


def test_an_export_that_takes_time(fake: AwsFake, client: Any, data_set: DataSet) -> None:
    fake.dataexchange.event_action(data_set, "out", key_pattern="${Asset.Name}")
    fake.dataexchange.jobs_take(60)
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    assert fake.dataexchange.exports(revision).only().status == "running"
    assert client.list_jobs()["Jobs"][0]["State"] == "IN_PROGRESS"
    fake.clock.tick(60)
    assert fake.dataexchange.exports(revision).only().status == "completed"
    fake.s3.assert_object("a.csv", bucket="out")


def test_a_failed_export_leaves_job_event_and_record(fake: AwsFake, client: Any, data_set: DataSet) -> None:
    fake.dataexchange.event_action(data_set, "out")
    fake.s3.bucket("out").delete(MARKER)
    fake.scope().call("s3", "DeleteBucket", {"Bucket": "out"})
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    (job,) = client.list_jobs()["Jobs"]
    assert (job["State"], job["Errors"][0]["Code"]) == ("ERROR", "RESOURCE_NOT_FOUND_EXCEPTION")
    assert events_of(fake)[-1] == ("Auto-export Job Failed", "123456789012")
    failed = fake.dataexchange.exports(revision).only()
    assert failed.reason == "RESOURCE_NOT_FOUND_EXCEPTION: NoSuchBucket: The specified bucket does not exist"
    assert fake.recorded.events.last.cause is failed
    fake.dataexchange.assert_revision_not_exported(revision)


@pytest.mark.parametrize("code", ["AccessDenied", "KMS.DisabledException", "KMS.NotFoundException"])
def test_whatever_s3_says_is_no_crash(fake: AwsFake, data_set: DataSet, code: str) -> None:
    fake.dataexchange.event_action(data_set, "out", kms_key=KEY)
    fake.fail_next("s3:PutObject", code=code, message="no")
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    failed = fake.dataexchange.exports(revision).only()
    assert (failed.status, failed.keys) == ("failed", ())
    assert failed.reason is not None
    assert failed.reason.endswith(f"{code}: no")
    assert events_of(fake)[-1][0] == "Auto-export Job Failed"


def test_a_bucket_that_does_not_let_data_exchange_in(fake: AwsFake, data_set: DataSet) -> None:
    fake.dataexchange.event_action(data_set, "out")
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    done = fake.dataexchange.assert_revision_exported(revision)
    assert done.warning is not None
    assert done.warning.startswith(
        "AWS would refuse this: dataexchange.amazonaws.com is not authorized to perform s3:PutObject on "
        f"arn:aws:s3:::out/{CREATED}/a.csv; missing in the policy of the bucket: "
    )
    assert done.warning.endswith('(permissions="enforce")')


def test_permissions_may_be_enforced(refused: Refused) -> None:
    with AwsFake(seed="t", permissions="enforce") as fake:
        client = fake.client("dataexchange")
        fake.s3.bucket("out")
        data_set = fake.dataexchange.entitled_data_set()
        event = {"RevisionPublished": {"DataSetId": data_set.id}}
        action = {"ExportRevisionToS3": {"RevisionDestination": {"Bucket": "out"}}}
        with refused("ValidationException", 400, "s3:PutObject", ExceptionCause="InsufficientS3BucketPolicy"):
            client.create_event_action(Event=event, Action=action)
        fake.dataexchange.allow_exports("out")
        client.create_event_action(Event=event, Action=action)
        revision = fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
        assert fake.dataexchange.assert_revision_exported(revision, bucket="out").warning is None
        fake.scope().call("s3", "DeleteBucketPolicy", {"Bucket": "out"})
        second = fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
        reason = fake.dataexchange.exports(second).only().reason
        assert reason is not None
        assert reason.startswith("ACCESS_DENIED_EXCEPTION: dataexchange.amazonaws.com is not authorized")


def test_permissions_may_be_off() -> None:
    with AwsFake(seed="t", permissions="off") as fake:
        fake.s3.bucket("out")
        data_set = fake.dataexchange.entitled_data_set()
        fake.dataexchange.event_action(data_set, "out")
        revision = fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
        assert fake.dataexchange.assert_revision_exported(revision).warning is None


def test_policies_may_ask_on_whose_behalf_data_exchange_comes(fake: AwsFake, s3: Any, data_set: DataSet) -> None:
    statement = {
        "Effect": "Deny",
        "Principal": {"Service": "dataexchange.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::out/*",
        "Condition": {"StringNotEquals": {"aws:SourceAccount": "123456789012"}},
    }

    def put_policy() -> None:
        s3.put_bucket_policy(Bucket="out", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))

    put_policy()
    fake.dataexchange.event_action(data_set, "out")
    fake.dataexchange.assert_revision_exported(fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"}))
    statement["Condition"] = {"StringNotEquals": {"aws:SourceAccount": "999988887777"}}
    put_policy()
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    reason = fake.dataexchange.exports(revision).only().reason
    assert reason is not None
    assert reason.startswith("ACCESS_DENIED_EXCEPTION: AccessDenied")


def test_revisions_that_cause_each_other_are_stopped(fake: AwsFake, data_set: DataSet) -> None:
    fake.dataexchange.event_action(data_set, "out")
    count = itertools.count()

    def publish_again(event: dict[str, Any], context: Any) -> None:
        fake.dataexchange.publish_revision(data_set, {f"{next(count)}.csv": b"1"})

    function = fake.lambda_.function("again", publish_again)
    fake.eventbridge.rule("exported", {"detail-type": ["Auto-export Job Completed"]}, to=function)
    with pytest.raises(EventLoop):
        fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})


def test_allow_exports_keeps_what_a_policy_says(fake: AwsFake, s3: Any) -> None:
    fake.s3.bucket("out")
    for _ in range(2):
        fake.dataexchange.allow_exports("out")
    policy = s3.get_bucket_policy(Bucket="out")["Policy"]
    assert policy.count("dataexchange.amazonaws.com") == 2
    assert '"aws:SourceAccount": "123456789012"' in policy


def test_a_revision_revoked_meanwhile_is_not_exported(fake: AwsFake, data_set: DataSet) -> None:
    fake.dataexchange.event_action(data_set, "out")
    fake.dataexchange.jobs_take(60)
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    fake.dataexchange.revoke_revision(revision, "published by mistake")
    fake.clock.tick(60)
    reason = fake.dataexchange.exports(revision).only().reason
    assert reason is not None
    assert reason.startswith("ACCESS_DENIED_EXCEPTION")


def test_a_subscription_that_ended_meanwhile(fake: AwsFake, provider: Any) -> None:
    fake.s3.bucket("out")
    data_set = fake.dataexchange.entitled_data_set(product=None)
    fake.dataexchange.event_action(data_set, "out")
    fake.dataexchange.jobs_take(60)
    fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    assert data_set.grant_arn is not None
    provider.delete_data_grant(DataGrantId=data_set.grant_arn)
    fake.clock.tick(60)
    assert fake.dataexchange.exports().only().status == "failed"
    assert events_of(fake)[-1] == ("Data Grant Revoked", "123456789012"), "nobody is told of the export any more"
