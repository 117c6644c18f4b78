"""`assert_delivered` of a topic: at which stage a message stopped on its way to a subscriber."""

from __future__ import annotations

import re

import boto3
import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.assertions.leaves import Contains


@pytest.fixture
def fake():
    with AwsFake(seed="sns delivered", now="2026-03-01T12:00Z") as fake:
        yield fake


@pytest.fixture
def queue(fake):
    return fake.sqs.queue("billing")


@pytest.fixture
def topic(fake):
    return fake.sns.topic("orders")


def message_of(failing):
    with pytest.raises(AssertionError) as caught:
        failing()
    return re.sub(r"\.py:\d+", ".py:N", str(caught.value)).splitlines()


def publish(topic, text, **attributes):
    values = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    boto3.client("sns").publish(TopicArn=topic.arn, Message=text, MessageAttributes=values)


def test_what_was_delivered_is_returned(fake, queue, topic):
    topic.subscribe(queue, raw=True)
    publish(topic, '{"id": "o-1", "total": 80}')
    outcome = fake.sns.assert_delivered({"id": "o-1"}, topic=topic, to=queue)
    assert (outcome.status, outcome.text) == ("delivered", '{"id": "o-1", "total": 80}')
    assert fake.sns.assert_delivered(topic="orders", to=queue.arn, count=1) == outcome
    assert fake.sns.assert_delivered(Contains("o-1") | Contains("o-2") | {"id": "o-1"}, topic="orders", to=queue)


def test_too_many(fake, queue, topic):
    topic.subscribe(queue)
    publish(topic, "one")
    publish(topic, "two")
    assert message_of(lambda: fake.sns.assert_delivered(topic=topic, to=queue, count=1)) == [
        "2 messages delivered by topic orders to sqs:billing, expected exactly 1",
        "  one",
        "  two",
        "  take away what is too much, or say count=2",
    ]


def test_no_subscriber(fake, queue, topic):
    topic.subscribe(fake.sqs.queue("other"))
    assert message_of(lambda: fake.sns.assert_delivered("one", topic=topic, to=queue)) == [
        '0 messages like "one" delivered by topic orders to sqs:billing, expected at least 1',
        "  sqs:billing does not subscribe to it (subscribers: sqs:other): topic.subscribe(...)",
    ]


def test_nothing_was_published(fake, queue, topic):
    topic.subscribe(queue)
    assert message_of(lambda: fake.sns.assert_delivered(topic=topic, to=queue)) == [
        "0 messages delivered by topic orders to sqs:billing, expected at least 1",
        "  nothing was published to topic orders",
    ]


def test_another_message(fake, queue, topic):
    topic.subscribe(queue)
    publish(topic, '{"id": "o-2"}')
    assert message_of(lambda: fake.sns.assert_delivered({"id": "o-1"}, topic=topic, to=queue)) == [
        '0 messages like {"id": "o-1"} delivered by topic orders to sqs:billing, expected at least 1',
        '  nearest: {"id": "o-2"}',
        '  id  got "o-2"  test wants "o-1"',
    ]


def test_a_filter_policy_on_attributes(fake, queue, topic):
    topic.subscribe(queue, filter={"kind": ["paid"], "shop": [{"exists": True}]})
    publish(topic, "one", kind="PAID")
    assert message_of(lambda: fake.sns.assert_delivered(topic=topic, to=queue)) == [
        "0 messages delivered by topic orders to sqs:billing, expected at least 1",
        "  nearest: one",
        "  kept out by the filter policy of the subscription, on the attributes of the message",
        '  kind  got "PAID"    policy wants "paid"',
        "  shop  got (absent)  policy wants exists: true",
        "  made by tests/services/sns/test_sns_delivered.py:N",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"total": 5}', "  total  got 5  policy wants numeric > 10"),
        ("no JSON", '  (whole)  got "no JSON"  policy wants a JSON object'),
    ],
)
def test_a_filter_policy_on_the_body(fake, queue, topic, text, line):
    topic.subscribe(queue, body_filter={"total": [{"numeric": [">", 10]}]})
    publish(topic, text)
    assert message_of(lambda: fake.sns.assert_delivered(topic=topic, to=queue))[2:4] == [
        "  kept out by the filter policy of the subscription, on the body of the message",
        line,
    ]


def test_not_confirmed(fake, topic):
    topic.subscribe("https://example.com/hook", confirm=False)
    publish(topic, "one")
    assert message_of(lambda: fake.sns.assert_delivered(topic=topic, to="https://example.com/hook")) == [
        "0 messages delivered by topic orders to https://example.com/hook, expected at least 1",
        "  the subscription is not confirmed: subscription.confirm(), or ConfirmSubscription with its token",
    ]


def test_published_before_it_subscribed(fake, queue, topic):
    publish(topic, "one")
    topic.subscribe(queue)
    assert message_of(lambda: fake.sns.assert_delivered(topic=topic, to=queue))[1] == (
        "  it was published before the subscription was made, or is still on its way: aws_fake.settle()"
    )


def test_a_refusal(fake, queue, topic):
    topic.subscribe(queue)
    fake.fail_next("sqs:SendMessage", code="AccessDenied", message="not here")
    publish(topic, "one")
    assert message_of(lambda: fake.sns.assert_delivered(topic=topic, to=queue))[1:] == [
        "  nearest: one",
        "  failed: AccessDenied: not here",
    ]


def test_a_misspelt_topic(fake, queue, topic):
    assert message_of(lambda: fake.sns.assert_delivered(topic="order", to=queue)) == [
        "there is no topic 'order'; did you mean 'orders'?"
    ]
