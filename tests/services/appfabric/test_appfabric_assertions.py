"""What failed assertions on audit logs say, word by word: at which stage a log stopped."""

from __future__ import annotations

import re

import pytest

from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.reporting.timeline import timeline

SIGN_IN = {"class_uid": 3002}


@pytest.fixture
def okta(fake):
    return fake.appfabric.ingestion("OKTA")


@pytest.fixture
def destination(fake, okta):
    return fake.appfabric.destination(okta, fake.s3.bucket("lake"))


def says(fake, *lines, matcher=SIGN_IN, **request):
    with pytest.raises(AssertionError) as caught:
        fake.appfabric.assert_audit_log_delivered(matcher, **request)
    assert str(caught.value) == "\n  ".join(lines)


def says_not(fake, *lines, **request):
    with pytest.raises(AssertionError) as caught:
        fake.appfabric.assert_audit_log_not_delivered(**request)
    assert re.sub(r"AWSAppFabric/\S+", "<key>", str(caught.value)) == "\n  ".join(lines)


HEADLINE = '0 audit logs like {"class_uid": 3002} delivered to s3:lake, expected at least 1'
NEAREST = "nearest: log #8 OKTA user.session.start; "


def test_delivered_logs_are_found_by_document_and_by_place(fake, okta, destination):
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    for to in (destination, destination.arn, "lake", "s3:lake", "arn:aws:s3:::lake"):
        found = fake.appfabric.assert_audit_log_delivered({"user": {"name": "Ana"}}, to=to, count=1)
        assert found.event["class_uid"] == 3002
    fake.appfabric.assert_audit_log_not_delivered({"user": {"name": "Bob"}}, to=destination)
    fake.appfabric.assert_audit_log_not_delivered({"user": {"name": "Bob"}})


def test_nothing_was_written(fake, destination):
    why = "no application has written an audit log; aws_appfabric.emit(...) has one do so"
    says(fake, HEADLINE, why, to=destination)


def test_only_other_applications_have_written(fake, destination):
    slack = fake.appfabric.ingestion("SLACK", tenant="t")
    fake.appfabric.emit(slack, slack.sign_in())
    says(fake, HEADLINE, "its application has written no audit log; these have: SLACK of t", to=destination)


def test_the_batch_is_not_read_yet(fake, okta, destination):
    fake.appfabric.emit(okta, okta.sign_in())
    hint = "the batch is due at 2026-01-05 09:05:00; aws_fake.settle() has it read now, aws_clock.tick(...) then"
    says(fake, HEADLINE, f"{NEAREST}emitted yes, read NO: it waits for the next batch", hint, to=destination)
    why = "nothing could have been delivered to s3:lake yet: log #8 OKTA user.session.start was not read"
    says_not(fake, why, hint, to=destination)


def test_no_log_is_like_it(fake, okta, destination):
    fake.appfabric.emit(okta, okta.user_created())
    fake.settle()
    says(
        fake,
        '0 audit logs like {"class_uid": 3002, "user": {"name": "Bob"}} delivered to s3:lake, expected at least 1',
        "nearest: log #8 OKTA user.lifecycle.create; emitted NO: no log is quite like it",
        "class_uid  got 3001   test wants 3002",
        'user.name  got "Ana"  test wants "Bob"',
        matcher={"class_uid": 3002, "user": {"name": "Bob"}},
        to=destination,
    )


def test_the_authorization_is_not_connected(fake, okta, destination):
    fake.appfabric.disconnect(okta)
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    ladder = f"{NEAREST}emitted yes, authorization NO: its status is TokenAutoRotationFailed"
    says(fake, HEADLINE, ladder, "it is kept until that changes", to=destination)
    fake.appfabric.assert_audit_log_not_delivered(to=destination)


def test_the_ingestion_is_disabled(fake, appfabric, okta, destination):
    appfabric.stop_ingestion(appBundleIdentifier=okta.app_bundle_arn, ingestionIdentifier=okta.arn)
    log = fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    ladder = (
        f"nearest: log #{log.seq} OKTA user.session.start; emitted yes, authorization yes, ingestion NO: it is disabled"
    )
    says(fake, HEADLINE, ladder, "it is kept until that changes", to=destination)


def test_the_destination_has_failed(fake, appfabric, okta):
    destination = fake.appfabric.destination(okta, "arn:aws:s3:::never")
    log = fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    says(
        fake,
        HEADLINE.replace("lake", "never"),
        f"nearest: log #{log.seq} OKTA user.session.start; emitted yes, authorization yes, ingestion yes, "
        "destination NO: Failed, NoSuchBucket: The specified bucket does not exist",
        "it is kept; the next try is due at 2026-01-05 09:10:00",
        to=destination,
    )
    fake.clock.tick(days=8)
    says(
        fake,
        HEADLINE.replace("lake", "never"),
        f"nearest: log #{log.seq} OKTA user.session.start; emitted yes, authorization yes, ingestion yes, "
        "destination NO: lost: Failed, NoSuchBucket: The specified bucket does not exist, "
        "for longer than logs are kept",
        to=destination,
    )


def test_the_destination_came_too_late(fake, okta, destination):
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    late = fake.appfabric.destination(okta, fake.s3.bucket("late"))
    says(
        fake,
        HEADLINE.replace("lake", "late"),
        f"{NEAREST}emitted yes, authorization yes, ingestion yes, "
        "destination NO: it was made after the log had been read",
        to=late,
    )


def test_too_many_arrived(fake, okta, destination):
    for _ in range(2):
        fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    location = fake.appfabric.delivered(destination).first.location
    says(
        fake,
        '2 audit logs like {"class_uid": 3002} delivered to s3:lake, expected exactly 1',
        f"log #8 OKTA user.session.start  {location}",
        f"log #9 OKTA user.session.start  {location}",
        to=destination,
        count=1,
    )
    says_not(
        fake,
        "2 audit logs delivered to any destination, expected none",
        "log #8 OKTA user.session.start  s3://lake/<key>",
        "log #9 OKTA user.session.start  s3://lake/<key>",
    )


def test_what_could_never_hold_is_refused(fake, okta, destination):
    unwritten = "no application has written an audit log; aws_appfabric.emit(...) has one do so"
    says_not(fake, f"nothing could have been delivered to s3:lake: {unwritten}", to="lake")
    says(fake, "there is no ingestion destination 'lakes'; did you mean 's3:lake'?", to="lakes")
    with pytest.raises(ValueError, match="assert_audit_log_not_delivered"):
        fake.appfabric.assert_audit_log_delivered(to=destination, count=0)
    raw = fake.appfabric.destination(okta, fake.s3.bucket("lake"), schema="raw")
    says(
        fake,
        "'s3:lake' has several ingestion destinations; say which, by its ARN:\n"
        f"  s3:lake ocsf json  {destination.arn}\n"
        f"  s3:lake raw json  {raw.arn}",
        to="s3:lake",
    )


def test_other_applications_do_not_make_an_absence_true(fake, destination):
    slack = fake.appfabric.ingestion("SLACK", tenant="t")
    fake.appfabric.emit(slack, slack.sign_in())
    fake.settle()
    others = "its application has written no audit log; these have: SLACK of t"
    says_not(fake, f"nothing could have been delivered to s3:lake: {others}", to=destination)


def test_without_destinations_nothing_can_be_absent(fake, okta):
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    says_not(fake, "nothing could have been delivered to any destination: there is no ingestion destination")


def test_a_log_that_was_read_waits_for_a_stopped_ingestion(fake, appfabric, okta):
    destination = fake.appfabric.destination(okta, "arn:aws:s3:::later")
    log = fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    named = {"appBundleIdentifier": okta.app_bundle_arn, "ingestionIdentifier": okta.arn}
    appfabric.stop_ingestion(**named)
    fake.s3.bucket("later")
    fake.clock.tick(hours=1)
    headline = HEADLINE.replace("lake", "later")
    nearest = f"nearest: log #{log.seq} OKTA user.session.start; emitted yes, authorization yes, "
    says(fake, headline, f"{nearest}ingestion NO: it is disabled", "it is kept until that changes", to=destination)
    appfabric.start_ingestion(**named)
    says(
        fake,
        headline,
        f"{nearest}ingestion yes, destination NO: not tried yet",
        "it is kept until that changes",
        to=destination,
    )


def test_a_started_ingestion_waits_for_the_next_batch(fake, appfabric, okta, destination):
    named = {"appBundleIdentifier": okta.app_bundle_arn, "ingestionIdentifier": okta.arn}
    appfabric.stop_ingestion(**named)
    log = fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    appfabric.start_ingestion(**named)
    says_not(
        fake,
        f"nothing could have been delivered to s3:lake yet: log #{log.seq} OKTA user.session.start was not read",
        "the batch is due at 2026-01-05 09:05:00; aws_fake.settle() has it read now, aws_clock.tick(...) then",
        to=destination,
    )


def test_matchers_decide_for_themselves(fake, okta, destination):
    class Never:
        def matches(self, value):
            return False

        def __repr__(self):
            return "never"

    fake.appfabric.emit(okta, {"eventType": "x"})
    fake.settle()
    with pytest.raises(AssertionError, match=r"test wants never"):
        fake.appfabric.assert_audit_log_delivered(Never(), to=destination)


def test_habits_and_targets_are_checked_by_name(fake, okta):
    with pytest.raises(InvalidOption, match="no habit 'batch'; did you mean"):
        fake.appfabric.habits(batch=1)
    with pytest.raises(InvalidOption, match="buckets and Firehose streams"):
        fake.appfabric.destination(okta, "arn:aws:sqs:us-east-1:123456789012:queue")


def test_the_timeline_shows_logs_and_where_they_went(fake, okta, destination):
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    shown = timeline(fake.recorded)
    assert "audit log of OKTA (tenant-1)  read" in shown
    assert re.search(r"-> s3://lake/\S+  ingested", shown)


def test_the_scene(aws_audit_log_ingestion, aws_appfabric):
    scene = aws_audit_log_ingestion
    scene.sign_in(succeeded=False)
    found = aws_appfabric.assert_audit_log_delivered({"status": "Failure"}, to=scene.destination)
    assert scene.bucket.keys() == [found.location.removeprefix("s3://audit-logs/")]
