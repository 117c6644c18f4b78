"""In what all services are otherwise than on AWS, as docs/services/index.md says, and no other test shows it."""

from __future__ import annotations

import boto3

from pytest_awsevents.fake import AwsFake


def test_signatures_are_not_checked(fake: AwsFake) -> None:
    session = boto3.Session(aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="wrong")
    identity = session.client("sts", region_name="us-east-1").get_caller_identity()
    assert identity["Account"] == "123456789012"


def test_everybody_may_do_everything_in_their_own_account(fake: AwsFake) -> None:
    role = fake.client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/reader", RoleSessionName="me")
    keys = role["Credentials"]
    sqs = boto3.client(
        "sqs",
        region_name="us-east-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    sqs.create_queue(QueueName="orders")  # AWS: a role that nobody gave a policy may do nothing
    assert [queue.name for queue in fake.sqs.queues()] == ["orders"]


def test_a_change_is_seen_by_the_next_call(fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    sqs = fake.client("sqs")
    for _ in range(50):
        url = sqs.create_queue(QueueName="orders", tags={"n": "1"})["QueueUrl"]
        assert sqs.list_queues()["QueueUrls"] == [url]
        fake.clock.tick(60)
        sqs.delete_queue(QueueUrl=url)
        assert "QueueUrls" not in sqs.list_queues()
        fake.clock.tick(60)


def test_calls_are_not_throttled(fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    scheduler = fake.client("scheduler")
    for _ in range(500):  # within no time at all
        scheduler.list_schedule_groups()


def test_every_region_has_every_service() -> None:
    with AwsFake(region="xx-nowhere-1") as fake:
        assert fake.eventbridge.bus("orders").arn == "arn:aws:events:xx-nowhere-1:123456789012:event-bus/orders"
