"""The audit pipeline, tested: from a sign-in at a SaaS application to an alert.

    pytest --aws-fake examples

The tests play the applications; AppFabric, the bucket, EventBridge and Lambda do what they do on AWS.
"""

from __future__ import annotations

import pytest

from audit_pipeline import watch
from pytest_awsevents import event

# --- 1. From a log to an alert ---------------------------------------------------------------------------------------
#
# The scene `aws_audit_log_ingestion` has Okta's audit logs delivered to a bucket, as OCSF, and the bucket tell
# EventBridge. What is left is the pipeline: a rule, and the function.


@pytest.fixture
def pipeline(aws_eventbridge, aws_lambda):
    function = aws_lambda.function("watch", watch.handle)
    aws_eventbridge.rule("new-logs", {"source": ["aws.s3"], "detail-type": ["Object Created"]}, to=function)
    return function


def alert(**detail):
    return event(source="security.audit", detail_type="SuspiciousActivity", detail=detail)


def test_a_privilege_raises_an_alert(pipeline, aws_audit_log_ingestion, aws_appfabric, aws_eventbridge, aws_fake):
    okta = aws_audit_log_ingestion.app

    aws_appfabric.emit(okta, okta.permission_changed("bob@example.com", "Super administrator"))
    aws_fake.settle()

    raised = aws_eventbridge.assert_published(alert(user="bob@example.com", what="was given Super administrator"))
    assert raised.detail["app"] == "OKTA"


# --- 2. Logs come in batches -----------------------------------------------------------------------------------------
#
# AppFabric reads every five minutes, and each batch is an object. Time stands still until the test moves it: three
# failed sign-ins of one batch are an alert, three of three batches are not.


def test_failed_sign_ins_of_one_batch_add_up(
    pipeline, aws_audit_log_ingestion, aws_appfabric, aws_eventbridge, aws_clock
):
    okta = aws_audit_log_ingestion.app

    for _ in range(3):
        aws_appfabric.emit(okta, okta.sign_in("ana@example.com", succeeded=False))
        aws_clock.tick(minutes=1)
    assert pipeline.events == []

    aws_clock.tick(minutes=2)
    assert len(pipeline.events) == 1
    aws_eventbridge.assert_published(alert(what="failed to sign in 3 times"), count=1)


def test_failed_sign_ins_of_many_batches_do_not(
    pipeline, aws_audit_log_ingestion, aws_appfabric, aws_eventbridge, aws_clock
):
    okta = aws_audit_log_ingestion.app

    for _ in range(3):
        aws_appfabric.emit(okta, okta.sign_in("ana@example.com", succeeded=False))
        aws_clock.tick(minutes=5)

    assert len(pipeline.events) == 3
    assert aws_eventbridge.published() == [event(detail_type="Object Created")] * 3


# --- 3. Every form ---------------------------------------------------------------------------------------------------
#
# A destination has a schema and a format. The pipeline reads all four pairs; raw logs it understands of Okta only, OCSF
# of every application.


@pytest.fixture
def bucket(aws_s3):
    return aws_s3.bucket("logs", events=True)


@pytest.mark.parametrize("format", ["json", "parquet"])
@pytest.mark.parametrize("schema", ["ocsf", "raw"])
def test_every_schema_and_format(pipeline, bucket, aws_appfabric, aws_eventbridge, aws_fake, schema, format):
    if format == "parquet":
        pytest.importorskip("duckdb", reason="Parquet needs pip install pytest-awsevents[parquet]")
    okta = aws_appfabric.ingestion("OKTA")
    aws_appfabric.destination(okta, bucket, schema=schema, format=format)

    aws_appfabric.emit(okta, okta.sign_in("ana@example.com"))
    aws_appfabric.emit(okta, okta.permission_changed("bob@example.com", "Help desk administrator"))
    aws_fake.settle()

    raised = aws_eventbridge.assert_published(alert(user="bob@example.com"), count=1)
    assert f"/{schema.upper()}/{format.upper()}/OKTA/" in raised.detail["object"]


@pytest.mark.parametrize("app", ["SLACK", "M365", "GOOGLE", "DROPBOX"])
def test_ocsf_is_the_same_for_every_application(pipeline, bucket, aws_appfabric, aws_eventbridge, aws_fake, app):
    ingestion = aws_appfabric.ingestion(app)
    aws_appfabric.destination(ingestion, bucket)

    for _ in range(3):
        aws_appfabric.emit(ingestion, ingestion.sign_in("ana@example.com", succeeded=False))
    aws_fake.settle()

    aws_eventbridge.assert_published(alert(app=app, user="ana@example.com", what="failed to sign in 3 times"))


# --- 4. When the bucket is not there ---------------------------------------------------------------------------------
#
# The destination fails, and says why. Nothing is lost: when the bucket is there, what had waited arrives, and so does
# the alert.


def test_a_destination_that_recovers_loses_nothing(pipeline, aws_appfabric, aws_s3, aws_eventbridge, aws_clock):
    aws_clock.freeze("2026-12-01T09:00Z")
    okta = aws_appfabric.ingestion("OKTA")
    destination = aws_appfabric.destination(okta, "arn:aws:s3:::logs")
    aws_appfabric.emit(okta, okta.permission_changed("bob@example.com"))

    aws_clock.tick(minutes=30)
    assert (destination.status, destination.reason) == (
        "Failed",
        "NoSuchBucket: The specified bucket does not exist",
    )
    aws_appfabric.assert_audit_log_not_delivered(to=destination)

    aws_s3.bucket("logs", events=True)
    aws_clock.tick(hours=1)
    assert destination.status == "Active"
    aws_appfabric.assert_audit_log_delivered({"type_name": "User Access Management: Assign Privileges"}, to=destination)
    aws_eventbridge.assert_published(alert(user="bob@example.com"), count=1)


# --- 5. What happens on the way --------------------------------------------------------------------------------------
#
# Every record knows its cause: from the alert back to what the application wrote.


def test_an_alert_leads_back_to_the_log(pipeline, aws_audit_log_ingestion, aws_appfabric, aws_eventbridge, aws_fake):
    okta = aws_audit_log_ingestion.app

    log = aws_appfabric.emit(okta, okta.permission_changed("bob@example.com"))
    aws_fake.settle()

    raised = aws_eventbridge.assert_published(alert(user="bob@example.com"))
    assert log in raised.ancestors()
    assert log.log["eventType"] == "user.account.privilege.grant"
