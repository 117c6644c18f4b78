from __future__ import annotations

import pytest

from pytest_awsevents import Sns
from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.fake import AwsFake


def test_a_topic_with_subscribers(fake: AwsFake) -> None:
    queue = fake.sqs.queue("jobs")
    topic = fake.sns.topic("orders", to=queue, DisplayName="Orders")
    assert fake.sns.topic("orders", to=[queue]) == topic
    assert isinstance(fake.sns, Sns)
    assert [one.endpoint for one in topic.subscriptions()] == [queue.arn]
    assert fake.sns.topics() == [topic]


def test_fifo_topics_get_the_suffix(fake: AwsFake) -> None:
    topic = fake.sns.topic("orders", fifo=True, to=fake.sqs.queue("jobs", fifo=True))
    assert topic.name == "orders.fifo"
    topic.publish({"a": 1}, MessageGroupId="g")
    assert topic.published()[0].group == "g"


def test_what_was_published(fake: AwsFake) -> None:
    topic = fake.sns.topic("orders")
    id = topic.publish({"total": 42}, subject="Order", attributes={"kind": "paid", "n": 1, "l": ["a"], "b": b"\0"})
    topic.publish("text")
    first = topic.published()[0]
    assert (first.id, first.json, first.subject) == (id, {"total": 42}, "Order")
    assert first.attributes == {"kind": "paid", "n": "1", "l": '["a"]', "b": b"\0"}
    assert topic.messages() == [{"total": 42}, "text"]


def test_what_was_published_in_a_batch(fake: AwsFake) -> None:
    topic = fake.sns.topic("orders")
    entries = [{"Id": "a", "Message": "1"}, {"Id": "b", "Message": "text"}]
    answer = fake.client("sns").publish_batch(TopicArn=topic.arn, PublishBatchRequestEntries=entries)
    assert topic.messages() == [1, "text"]
    assert [one.id for one in topic.published()] == [one["MessageId"] for one in answer["Successful"]]


def test_assertions(fake: AwsFake) -> None:
    topic = fake.sns.topic("orders")
    fake.sns.topic("other").publish("x")
    with pytest.raises(AssertionError) as caught:
        fake.sns.assert_published(topic=topic)
    assert str(caught.value) == (
        "0 messages published to topic orders, expected at least 1\n"
        "  there was no message at all\n"
        "  published so far, by topic: orders (0), other (1)"
    )
    topic.publish({"id": "o-1", "total": 42})
    topic.publish({"id": "o-2", "total": 7})
    assert fake.sns.assert_published({"total": 42}, topic="orders").json["id"] == "o-1"
    fake.sns.assert_published(topic=topic, count=2)
    fake.sns.assert_not_published({"total": 1}, topic=topic)
    with pytest.raises(AssertionError) as caught:
        fake.sns.assert_published({"id": "o-1", "total": 41}, topic=topic)
    assert str(caught.value) == (
        '0 messages published to topic orders with {"id": "o-1", "total": 41}, expected at least 1\n'
        '  nearest: {"id": "o-1", "total": 42}\n'
        "  total  got 42  test wants 41\n"
        "  there also arrived:\n"
        '  {"id": "o-2", "total": 7}'
    )
    with pytest.raises(AssertionError, match="2 messages published to topic orders, expected exactly 3"):
        fake.sns.assert_published(topic=topic, count=3)
    with pytest.raises(AssertionError, match="2 messages published to topic orders, expected none"):
        fake.sns.assert_not_published(topic=topic)
    with pytest.raises(AssertionError, match="there is no topic 'ordres'; did you mean 'orders'"):
        fake.sns.assert_published(topic="ordres")
    with pytest.raises(ValueError, match="assert_not_published"):
        fake.sns.assert_published(topic=topic, count=0)


def test_one_filter_only(fake: AwsFake) -> None:
    with pytest.raises(InvalidOption, match="one filter policy"):
        fake.sns.topic("orders").subscribe("https://example.com", filter={}, body_filter={})
