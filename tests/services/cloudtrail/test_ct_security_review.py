"""Read as a security review: who did that, and what noticed it?"""

from __future__ import annotations

import gzip
import json
from typing import Any

from pytest_awsevents.assertions.matchers import event
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.scenarios.event_data_store import AuditedBucket, make_event_data_store

CALLS = {"detail-type": ["AWS API Call via CloudTrail"]}


def tidy_up(s3: Any, bucket: str) -> None:
    """The application: keeps reports, deletes drafts."""
    for key in ("draft-1", "draft-2", "report"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"...")
    for key in ("draft-1", "draft-2"):
        s3.delete_object(Bucket=bucket, Key=key)


def as_role(fake: AwsFake, name: str) -> Any:
    role = f"arn:aws:iam::123456789012:role/{name}"
    keys = fake.client("sts").assume_role(RoleArn=role, RoleSessionName="night")["Credentials"]
    return fake.session().client(
        "s3",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def test_who_deleted_objects_in_the_last_hour(fake: AwsFake, s3: Any) -> None:
    scene = make_event_data_store(fake)
    tidy_up(s3, scene.bucket.name)
    fake.clock.tick(hours=2)
    tidy_up(as_role(fake, "cleaner"), scene.bucket.name)
    fake.clock.tick(minutes=10)

    rows = scene.query(
        """
        SELECT userIdentity.type AS kind, userIdentity.arn AS who, eventTime,
          element_at(requestParameters, 'key') AS key
        FROM {store}
        WHERE eventName = 'DeleteObject' AND element_at(requestParameters, 'bucketName') = 'audited'
          AND eventTime > date_add('hour', -1, now())
        ORDER BY key
        """
    )

    who = {"kind": "AssumedRole", "who": "arn:aws:sts::123456789012:assumed-role/cleaner/night"}
    assert rows == [
        {**who, "key": "draft-1", "eventTime": "2026-01-05 11:00:00.000"},
        {**who, "key": "draft-2", "eventTime": "2026-01-05 11:00:00.000"},
    ]


def test_a_rule_notices_that_the_trail_is_deleted(fake: AwsFake, cloudtrail: Any) -> None:
    make_event_data_store(fake)
    alarm = fake.sqs.queue("alarm")
    fake.eventbridge.rule("trail-gone", {**CALLS, "detail": {"eventName": ["DeleteTrail", "StopLogging"]}}, to=alarm)

    cloudtrail.delete_trail(Name="audit")

    delivery = fake.eventbridge.assert_delivered(event(source="aws.cloudtrail"), to=alarm)
    detail = delivery.payload["detail"]
    assert (detail["eventName"], detail["requestParameters"]) == ("DeleteTrail", {"name": "audit"})
    assert detail["userIdentity"]["userName"] == "test"
    assert not fake.observers  # no trail logs any more


def test_reads_reach_only_rules_that_want_them(fake: AwsFake, cloudtrail: Any) -> None:
    make_event_data_store(fake)
    usual, every = fake.sqs.queue("usual"), fake.sqs.queue("every")
    read = {**CALLS, "detail": {"eventName": ["GetTrail", "TestEventPattern"]}}
    fake.eventbridge.rule("usual", read, to=usual)
    fake.eventbridge.rule("every", read, to=every)
    events = fake.client("events")
    state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
    events.put_rule(Name="every", EventPattern=json.dumps(read), State=state)

    cloudtrail.get_trail(Name="audit")
    events.test_event_pattern(EventPattern='{"source": ["a"]}', Event=_SAMPLE)

    def heard(queue: Any) -> list[str]:
        return [one.payload["detail"]["eventName"] for one in fake.eventbridge.deliveries(to=queue)]

    assert (heard(usual), heard(every)) == (["TestEventPattern"], ["GetTrail", "TestEventPattern"])
    unheard = fake.recorded.evaluations.matching(lambda one: one.reason is not None and one.rule.name == "usual")
    assert unheard.only().reason == f"reads that CloudTrail logs reach only rules in state {state}"


_SAMPLE = '{"id":"1","account":"1","source":"a","time":"2026-01-01T00:00:00Z","region":"r","detail-type":"d"}'


def test_without_a_trail_nobody_is_told(fake: AwsFake) -> None:
    fake.cloudtrail.event_data_store("all")
    fake.sqs.queue("quiet")
    assert not fake.recorded.events
    assert not fake.observers


def test_log_files_arrive_after_five_minutes(fake: AwsFake, s3: Any, cloudtrail: Any) -> None:
    scene = make_event_data_store(fake)
    tidy_up(s3, scene.bucket.name)
    assert scene.logs.keys() == []
    fake.clock.tick(minutes=5)
    (file,) = scene.logs.objects()
    prefix = "AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/05/123456789012_CloudTrail_us-east-1_20260105T0905Z_"
    assert file.key.startswith(prefix)
    assert file.key.endswith(".json.gz")
    names = [one["eventName"] for one in json.loads(gzip.decompress(file.body))["Records"]]
    assert names == ["CreateEventDataStore", "PutObject", "PutObject", "PutObject", "DeleteObject", "DeleteObject"]
    assert cloudtrail.get_trail_status(Name="audit")["LatestDeliveryTime"] is not None
    fake.clock.tick(days=30)
    assert len(scene.logs.keys()) == 1 + 1  # that of the call above; its own deliveries are not logged


def test_deliver_now(fake: AwsFake, s3: Any) -> None:
    scene: AuditedBucket = make_event_data_store(fake)
    tidy_up(s3, scene.bucket.name)
    assert fake.cloudtrail.deliver_now() == 6
    assert len(scene.logs.keys()) == 1


def test_the_end_of_a_trail_is_delivered_too(fake: AwsFake, cloudtrail: Any) -> None:
    scene = make_event_data_store(fake)
    cloudtrail.delete_trail(Name="audit")
    assert fake.cloudtrail.deliver_now() == 2
    (file,) = scene.logs.objects()
    records = json.loads(gzip.decompress(file.body))["Records"]
    assert [one["eventName"] for one in records] == ["CreateEventDataStore", "DeleteTrail"]
    fake.clock.tick(hours=1)
    assert len(scene.logs.keys()) == 1
