"""The handle, and what its assertions say: whole messages, with ids by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import AwsError, InvalidOption
from pytest_awsevents.reporting.timeline import timeline
from pytest_awsevents.services.dataexchange.handle import DataSet
from tests.services.dataexchange.conftest import finalized, import_objects, new_revision

Failing = Callable[..., str]


@pytest.fixture
def data_set(fake: AwsFake) -> DataSet:
    fake.s3.bucket("lake")
    return fake.dataexchange.entitled_data_set("prices")


@pytest.fixture
def message(fake: AwsFake) -> Failing:
    """The message with which `assert_revision_exported` fails."""

    def fails(*args: Any, negated: bool = False, **kwargs: Any) -> str:
        name = "assert_revision_not_exported" if negated else "assert_revision_exported"
        with pytest.raises(AssertionError) as caught:
            getattr(fake.dataexchange, name)(*args, **kwargs)
        text = re.sub(r"#\d+", "#N", str(caught.value))
        return re.sub(r"\b[0-9a-f]{32}\b", "ID", text)

    return fails


# --- arranging ---


def test_a_data_set_comes_by_a_product_or_by_a_grant(fake: AwsFake, client: Any) -> None:
    bought = fake.dataexchange.entitled_data_set("prices", product="Market prices")
    assert bought.grant_arn is None
    assert bought.product_id is not None
    assert re.fullmatch(r"prod-[0-9a-z]{13}", bought.product_id)
    granted = fake.dataexchange.entitled_data_set("prices", product=None, provider="999988887777")
    assert (granted.provider, granted.product_id) == ("999988887777", None)
    assert client.get_received_data_grant(DataGrantArn=granted.grant_arn)["DataSetId"] == granted.id
    assert [call.name for call in fake.recorded.calls][:4] == [
        "dataexchange:CreateDataSet",
        "dataexchange:CreateDataSet",
        "dataexchange:CreateDataGrant",
        "dataexchange:AcceptDataGrant",
    ]
    with pytest.raises(InvalidOption, match="provider must be another account than 123456789012"):
        fake.dataexchange.entitled_data_set(provider="123456789012")


def test_a_revision_is_published_by_the_calls_of_its_owner(fake: AwsFake, client: Any, data_set: DataSet) -> None:
    mark = fake.recorded.mark()
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "é", "b.csv": b"2"}, comment="first")
    calls = fake.recorded.calls.since(mark)
    assert [call.operation for call in calls] == [
        "CreateRevision",
        *("CreateJob", "StartJob"),
        *("CreateJob", "StartJob"),
        "UpdateRevision",
    ]
    assert {call.account for call in calls} == {data_set.provider}
    assert calls.first.caller is not None
    assert calls.first.caller.file == __file__
    shown = client.get_revision(DataSetId=data_set.id, RevisionId=revision.id)
    assert (shown["Arn"], shown["SourceId"], shown["Comment"]) == (revision.arn, revision.source_id, "first")
    assert shown["CreatedAt"] == revision.created_at
    assets = client.list_revision_assets(DataSetId=data_set.id, RevisionId=revision.id)["Assets"]
    assert {asset["Name"]: asset["Id"] for asset in assets} == revision.asset_ids


def test_a_revision_of_an_owned_data_set(fake: AwsFake, client: Any, own: str) -> None:
    revision = fake.dataexchange.publish_revision(own, {"a.csv": "1"})
    assert client.get_revision(DataSetId=own, RevisionId=revision.id)["Finalized"]
    assert revision.source_id == revision.id


def test_imports_of_the_provider_take_no_time(fake: AwsFake, data_set: DataSet) -> None:
    fake.dataexchange.jobs_take(60)
    fake.dataexchange.event_action(data_set, "lake")
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    assert fake.dataexchange.exports(revision).only().status == "running"


def test_without_assets_aws_refuses(fake: AwsFake, data_set: DataSet) -> None:
    with pytest.raises(AwsError, match="no assets"):
        fake.dataexchange.publish_revision(data_set, {})


def test_allowing_exports_needs_a_bucket(fake: AwsFake) -> None:
    with pytest.raises(AwsError, match="NoSuchBucket"):
        fake.dataexchange.allow_exports("no-such-bucket")


# --- asserting ---


def test_exports_that_happened_are_returned(fake: AwsFake, data_set: DataSet) -> None:
    fake.dataexchange.event_action(data_set, "lake", key_pattern="${Asset.Name}")
    revision = fake.dataexchange.publish_revision(data_set, {"b.csv": "1", "a.csv": "2"})
    export = fake.dataexchange.assert_revision_exported(revision, bucket="lake", keys=["a.csv", "b.csv"])
    assert export is fake.recorded.exports.only()
    assert export.raw == {
        "DataSetId": data_set.id,
        "RevisionId": revision.id,
        "JobId": export.job,
        "Bucket": "lake",
        "Keys": ["b.csv", "a.csv"],
    }
    assert fake.dataexchange.assert_revision_exported(revision.id) is export
    assert fake.dataexchange.assert_revision_exported(revision.source_id) is export
    fake.dataexchange.assert_revision_not_exported(revision, bucket="other")


def test_names_that_are_not_there(fake: AwsFake, data_set: DataSet) -> None:
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    near = revision.id[:-1] + ("0" if revision.id[-1] != "0" else "1")
    for check in (fake.dataexchange.assert_revision_exported, fake.dataexchange.assert_revision_not_exported):
        with pytest.raises(AssertionError, match=f"there is no revision '{near}'; did you mean '{revision.id}'"):
            check(near)
    with pytest.raises(AssertionError, match="there is no data set 'prices'"):
        fake.dataexchange.publish_revision("prices", {"a.csv": "1"})


def test_not_published(fake: AwsFake, provider: Any, data_set: DataSet, message: Failing) -> None:
    source = new_revision(provider, data_set.source_id)
    import_objects(fake, provider, source, "a.csv")
    assert message(source["RevisionId"], bucket="lake") == (
        "0 exports of revision ID of data set prices to bucket lake, expected at least 1\n"
        "  published NO: the revision is not finalized; it has 1 asset"
    )


def test_not_entitled(fake: AwsFake, client: Any, own: str, message: Failing) -> None:
    assert message(finalized(fake, client, own)["RevisionId"]) == (
        "0 exports of revision ID of data set own, expected at least 1\n"
        "  published yes, entitled NO: data set own is owned by account 123456789012, and account 123456789012 has no "
        "entitled data set of it\n"
        "  event actions export entitled data sets: aws_dataexchange.entitled_data_set() makes one"
    )


def test_no_event_action(fake: AwsFake, data_set: DataSet, message: Failing) -> None:
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    assert message(revision) == (
        "0 exports of revision ID of data set prices, expected at least 1\n"
        "  published yes, entitled yes, event action NO: account 123456789012 has none for data set ID (prices)"
    )
    fake.dataexchange.event_action(fake.dataexchange.entitled_data_set("costs"), "lake")
    assert message(revision).endswith("none for data set ID (prices); there are some for ID (to lake)")


def test_an_event_action_that_came_too_late(fake: AwsFake, data_set: DataSet, message: Failing) -> None:
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    fake.clock.tick(60)
    fake.dataexchange.event_action(data_set, "lake")
    assert message(revision, bucket="lake") == (
        "0 exports of revision ID of data set prices to bucket lake, expected at least 1\n"
        "  published yes, entitled yes, event action NO: the one to bucket lake was made at 05:07:07, "
        "when the revision had been published"
    )


def test_a_job_that_runs(fake: AwsFake, data_set: DataSet, message: Failing) -> None:
    fake.dataexchange.event_action(data_set, "lake")
    fake.dataexchange.jobs_take(90)
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    assert message(revision) == (
        "0 exports of revision ID of data set prices, expected at least 1\n"
        "  nearest: export #N; published yes, event action yes, job IN_PROGRESS to bucket lake\n"
        "  jobs take 90 seconds here: aws_clock.tick(90) on a frozen clock ends it"
    )


def test_a_job_that_failed(fake: AwsFake, data_set: DataSet, message: Failing) -> None:
    fake.dataexchange.event_action(data_set, "lake", key_pattern="${Asset.Name}")
    fake.fail_next("s3:PutObject", code="AccessDenied", message="no", when=lambda params: params["Key"] == "b.csv")
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "1", "b.csv": "2"})
    assert message(revision, bucket="lake") == (
        "0 exports of revision ID of data set prices to bucket lake, expected at least 1\n"
        "  nearest: export #N; published yes, event action yes, job ERROR\n"
        "  ACCESS_DENIED_EXCEPTION: AccessDenied: no\n"
        "  put before it failed: a.csv"
    )


def test_another_bucket(fake: AwsFake, data_set: DataSet, message: Failing) -> None:
    fake.dataexchange.event_action(data_set, "lake")
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    assert message(revision, bucket="laek") == (
        "0 exports of revision ID of data set prices to bucket laek, expected at least 1\n"
        "  nearest: export #N; published yes, event action yes, job COMPLETED, bucket NO: it went to lake"
    )


def test_a_job_of_code_under_test(fake: AwsFake, client: Any, data_set: DataSet, message: Failing) -> None:
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    destination = {"RevisionId": revision.id, "Bucket": "no-such-bucket"}
    details = {"ExportRevisionsToS3": {"DataSetId": data_set.id, "RevisionDestinations": [destination]}}
    client.start_job(JobId=client.create_job(Type="EXPORT_REVISIONS_TO_S3", Details=details)["Id"])
    assert message(revision, bucket="lake") == (
        "0 exports of revision ID of data set prices to bucket lake, expected at least 1\n"
        "  nearest: export #N; published yes, job of the test or code, job ERROR, "
        "bucket NO: it went to no-such-bucket\n"
        "  RESOURCE_NOT_FOUND_EXCEPTION: NoSuchBucket: The specified bucket does not exist"
    )


def test_other_keys(fake: AwsFake, data_set: DataSet, message: Failing) -> None:
    fake.dataexchange.event_action(data_set, "lake")
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    assert message(revision, bucket="lake", keys="prices/a.csv") == (
        "0 exports of revision ID of data set prices to bucket lake with 1 key, expected at least 1\n"
        "  nearest: export #N to bucket lake, 1 object; keys NO by the pattern ${Revision.CreatedAt}/${Asset.Name}\n"
        "  missing  prices/a.csv\n"
        "  instead  2026-03-04T05:06:07.891Z/a.csv"
    )
    assert message(revision, keys=[]).endswith("besides  2026-03-04T05:06:07.891Z/a.csv")


def test_many_other_keys(fake: AwsFake, data_set: DataSet, message: Failing) -> None:
    fake.dataexchange.event_action(data_set, "lake", key_pattern="${Asset.Name}")
    revision = fake.dataexchange.publish_revision(data_set, {f"{number}.csv": "1" for number in range(7)})
    lines = message(revision, keys=["0.csv"]).splitlines()
    assert lines[2:] == [*(f"  besides  {number}.csv" for number in range(1, 6)), "           ... and 1 more"]


def test_exported_against_all_expectation(fake: AwsFake, data_set: DataSet, message: Failing) -> None:
    fake.dataexchange.event_action(data_set, "lake")
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    assert message(revision, negated=True, bucket="lake") == (
        "1 export of revision ID of data set prices to bucket lake, expected none\n  export #N to bucket lake, 1 object"
    )


def test_the_timeline_shows_exports(fake: AwsFake, data_set: DataSet) -> None:
    fake.dataexchange.event_action(data_set, "lake")
    fake.fail_next("s3:PutObject", code="AccessDenied", message="no")
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": "1"})
    text = timeline(fake.recorded)
    wanted = (
        f"export of revision {revision.id[:8]}... to bucket lake  failed: ACCESS_DENIED_EXCEPTION: AccessDenied: no"
    )
    assert wanted in text
    assert "AWS would refuse this: dataexchange.amazonaws.com" in text
