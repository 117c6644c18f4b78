"""Where SNS is otherwise than on AWS, as docs/services/sns.md says, and no other test shows it."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from pytest_awsevents.fake import AwsFake

OTHER = "222233334444"


def test_other_accounts_need_no_policy(sns: Any, arn: str, fake: AwsFake) -> None:
    theirs = fake.account(OTHER).client("sns")
    theirs.publish(TopicArn=arn, Message="x")
    assert fake.sns.topic("orders").messages() == ["x"]


def test_signatures_verify_nothing(sns: Any, arn: str, fake: AwsFake) -> None:
    queue = fake.sqs.queue("q")
    fake.sns.topic("orders").subscribe(queue)
    sns.publish(TopicArn=arn, Message="x")
    [message] = queue.messages()
    digest = base64.b64decode(message["Signature"])
    assert len(digest) == 256  # as long as one of AWS's, and no signature: there is no such key
    assert digest[:20] != hashlib.sha1(b"x").digest()
    assert message["SigningCertURL"].startswith("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-")


def test_what_a_queue_refuses_is_not_tried_again(sns: Any, arn: str, fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    queue = fake.sqs.queue("q")
    subscription = fake.sns.topic("orders").subscribe(queue)
    fake.fail_next("sqs:SendMessage", code="ServiceUnavailable")
    sns.publish(TopicArn=arn, Message="x")
    fake.clock.tick(days=1)
    assert [outcome.status for outcome in subscription.outcomes] == ["failed"]
    assert queue.bodies() == []


def test_feedback_is_kept_and_writes_no_logs(sns: Any, arn: str, fake: AwsFake) -> None:
    sns.set_topic_attributes(
        TopicArn=arn,
        AttributeName="SQSSuccessFeedbackRoleArn",
        AttributeValue="arn:aws:iam::123456789012:role/feedback",
    )
    fake.sns.topic("orders").subscribe(fake.sqs.queue("q"))
    sns.publish(TopicArn=arn, Message="x")
    assert fake.client("logs").describe_log_groups()["logGroups"] == []


def test_text_messages_cost_nothing(sns: Any, fake: AwsFake) -> None:
    sns.set_sms_attributes(attributes={"MonthlySpendLimit": "0"})
    sns.publish(PhoneNumber="+41791234567", Message="x")
    assert [message.text for message in fake.sns.text_messages()] == ["x"]


def test_every_back_off_is_linear(sns: Any, fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    retries = {"minDelayTarget": 1, "maxDelayTarget": 100, "numRetries": 4, "backoffFunction": "exponential"}
    subscription = fake.sns.topic("orders").subscribe("https://example.com/hook")
    sns.set_subscription_attributes(
        SubscriptionArn=subscription.arn,
        AttributeName="DeliveryPolicy",
        AttributeValue=json.dumps({"healthyRetryPolicy": retries}),
    )
    fake.eventbridge.respond_http("https://example.com/hook", status=503)
    fake.sns.topic("orders").publish("x")
    fake.clock.tick(minutes=10)
    times = [(request.at - fake.recorded.requests[1].at).total_seconds() for request in fake.recorded.requests[1:]]
    assert times == [0, 1, 1 + 34, 35 + 67, 102 + 100]
