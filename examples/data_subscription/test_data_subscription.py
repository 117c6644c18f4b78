"""A data subscription, tested: from a published revision to the loaded prices.

    pytest --aws-fake examples

Every test gets an AWS of its own, empty and in memory. The application is not told: it calls boto3 as it always does.
"""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from data_subscription import loader
from data_subscription.subscription import BUCKET, ExportFailed, accept, backfill, prefix_of, subscribe
from pytest_awsevents import event

MONDAY = b"symbol,price\nABC,10.5\nXYZ,20\n"
TUESDAY = b"symbol,price\nABC,11\n"


# What the application finds in its account: the bucket, which lets Data Exchange in, and the function with its rule.
# `aws_lambda` binds the function to its handler, `aws_dataexchange` plays the provider.


@pytest.fixture
def bucket(aws_s3, aws_dataexchange):
    made = aws_s3.bucket(BUCKET)
    aws_dataexchange.allow_exports(BUCKET)
    return made


@pytest.fixture
def loading(bucket, aws_lambda, aws_eventbridge):
    function = aws_lambda.function("loader", loader.handle)
    outcomes = ["Auto-export Job Completed", "Auto-export Job Failed"]
    aws_eventbridge.rule("exported", {"source": ["aws.dataexchange"], "detail-type": outcomes}, to=function)
    return function


@pytest.fixture
def prices(aws_dataexchange):
    """A data set that this account has subscribed to, as part of a product of somebody else's."""
    return aws_dataexchange.entitled_data_set("prices", product="Market prices")


# --- 1. The first test -----------------------------------------------------------------------------------------------
#
# The application subscribes, the provider publishes. When `publish_revision` returns, all has happened that follows:
# the event action has exported the files, the event was put, the function has loaded them.


def test_published_prices_are_loaded(loading, prices, aws_dataexchange, aws_s3, aws_eventbridge):
    subscribe(prices.id)

    revision = aws_dataexchange.publish_revision(prices, {"monday.csv": MONDAY})

    aws_s3.assert_object("latest.json", bucket=BUCKET, json={"prices": {"ABC": 10.5, "XYZ": 20}})
    aws_eventbridge.assert_published(event(detail_type="PricesLoaded", detail={"revision": revision.id, "count": 2}))


# --- 2. What was exported --------------------------------------------------------------------------------------------
#
# `assert_revision_exported` says how far a revision came: published, entitled, event action, job, bucket, keys. The
# export it returns is a record like any other: it has its cause, and is the cause of the objects.


def test_files_are_exported_under_the_id_of_the_revision(bucket, prices, aws_dataexchange, aws_fake):
    subscribe(prices.id)

    revision = aws_dataexchange.publish_revision(prices, {"monday.csv": MONDAY, "notes/read.me": "-"})

    prefix = prefix_of(revision.id)
    keys = [f"{prefix}monday.csv", f"{prefix}notes/read.me"]
    export = aws_dataexchange.assert_revision_exported(revision, bucket=BUCKET, keys=keys)
    assert bucket.get(keys[0]) == MONDAY
    put = aws_fake.recorded.calls.matching(lambda call: call.params.get("Key") == keys[0]).first
    assert put.cause is export
    assert put.params["ServerSideEncryption"] == "AES256"


# --- 3. Time ---------------------------------------------------------------------------------------------------------
#
# Time is frozen for the test, the application and the fake. Jobs take no time unless the test says so: here an hour,
# during which the old prices hold.


def test_the_old_prices_hold_until_the_export_is_done(loading, prices, aws_dataexchange, aws_s3, aws_clock):
    aws_clock.freeze("2026-01-05T09:00Z")
    subscribe(prices.id)
    aws_dataexchange.publish_revision(prices, {"monday.csv": MONDAY})

    aws_clock.move_to("2026-01-06T09:00Z")
    aws_dataexchange.jobs_take(3600)
    tuesday = aws_dataexchange.publish_revision(prices, {"tuesday.csv": TUESDAY})
    aws_clock.tick(3599)
    aws_s3.assert_object("latest.json", bucket=BUCKET, json={"loaded": "2026-01-05T09:00:00+00:00"})

    aws_clock.tick(1)
    latest = {"loaded": "2026-01-06T10:00:00+00:00", "revision": tuesday.id, "prices": {"ABC": 11}}
    aws_s3.assert_object("latest.json", bucket=BUCKET, json=latest)


# --- 4. An export that fails -----------------------------------------------------------------------------------------
#
# S3 refuses: the job fails, an event says so, and the application has to cope. The record has the reason.


def test_missing_prices_are_announced(loading, prices, aws_dataexchange, aws_s3, aws_eventbridge, aws_fake):
    subscribe(prices.id)
    aws_fake.fail_next("s3:PutObject", code="AccessDenied", message="the key is disabled")

    revision = aws_dataexchange.publish_revision(prices, {"monday.csv": MONDAY})

    aws_dataexchange.assert_revision_not_exported(revision)
    assert "the key is disabled" in aws_dataexchange.exports(revision).only().reason
    aws_eventbridge.assert_published(event(detail_type="PricesMissing", detail={"revision": revision.id}))
    aws_s3.assert_no_object("latest.json", bucket=BUCKET)


# A bucket whose policy does not let Data Exchange in is refused before: under permissions="enforce", as on AWS.


@pytest.mark.aws_fake(permissions="enforce")
def test_the_bucket_has_to_let_data_exchange_in(prices, aws_s3):
    aws_s3.bucket(BUCKET)
    with pytest.raises(ClientError, match="not authorized to perform s3:PutObject"):
        subscribe(prices.id)


# --- 5. A provider with an account of its own ------------------------------------------------------------------------
#
# Nothing here is played: two accounts, each with clients of its own. The provider grants access to a data set, the
# application accepts it, and sees only what is meant for it.


def test_prices_come_by_a_data_grant(loading, aws_fake, aws_s3):
    provider = aws_fake.account("222233334444")
    exchange, files = provider.client("dataexchange"), provider.client("s3")
    data_set = exchange.create_data_set(AssetType="S3_SNAPSHOT", Name="prices", Description="every day")["Id"]
    grant = exchange.create_data_grant(
        Name="prices for trading",
        GrantDistributionScope="NONE",
        ReceiverPrincipal="123456789012",
        SourceDataSetId=data_set,
    )

    subscribe(accept(grant["Arn"]))
    files.create_bucket(Bucket="provider-files")
    files.put_object(Bucket="provider-files", Key="monday.csv", Body=MONDAY)
    ids = {"DataSetId": data_set, "RevisionId": exchange.create_revision(DataSetId=data_set)["Id"]}
    sources = [{"Bucket": "provider-files", "Key": "monday.csv"}]
    job = exchange.create_job(
        Type="IMPORT_ASSETS_FROM_S3", Details={"ImportAssetsFromS3": {"AssetSources": sources, **ids}}
    )
    exchange.start_job(JobId=job["Id"])
    exchange.update_revision(**ids, Finalized=True)

    latest = aws_s3.assert_object("latest.json", bucket=BUCKET).json
    assert latest["prices"] == {"ABC": 10.5, "XYZ": 20}
    assert latest["revision"] != ids["RevisionId"], "a subscriber's revision is a copy with an id of its own"


# --- 6. What was there before ----------------------------------------------------------------------------------------
#
# Event actions do not look back. The application exports by itself what was published before it came, by jobs.


def test_earlier_revisions_are_exported_by_jobs(bucket, prices, aws_dataexchange):
    monday = aws_dataexchange.publish_revision(prices, {"monday.csv": MONDAY})
    wrong = aws_dataexchange.publish_revision(prices, {"wrong.csv": b"symbol,price\nABC,0\n"})
    tuesday = aws_dataexchange.publish_revision(prices, {"tuesday.csv": TUESDAY})
    aws_dataexchange.revoke_revision(wrong, "all prices are zero")

    assert backfill(prices.id) == [monday.id, tuesday.id]

    assert bucket.keys() == sorted([f"{prefix_of(monday.id)}monday.csv", f"{prefix_of(tuesday.id)}tuesday.csv"])
    aws_dataexchange.assert_revision_not_exported(wrong)


def test_a_job_that_fails_says_why(prices, aws_dataexchange):
    aws_dataexchange.publish_revision(prices, {"monday.csv": MONDAY})

    with pytest.raises(ExportFailed, match="The specified bucket does not exist"):
        backfill(prices.id)
