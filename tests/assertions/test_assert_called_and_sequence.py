"""The assertions of `aws_fake`, and those of absence: what they return and refuse. Messages are in the gallery."""

from __future__ import annotations

import boto3
import pytest

from pytest_awsevents import ApiCall, Event, JsonText, Len, call, event


def test_called_returns_the_first_call(fake):
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="billing")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody='{"id": "o-1"}')
    sqs.send_message(QueueUrl=url, MessageBody='{"id": "o-2"}')
    assert fake.assert_called("sqs:CreateQueue").response["QueueUrl"] == url
    assert fake.assert_called("sqs:send_message", count=2).params["MessageBody"] == '{"id": "o-1"}'
    found = fake.assert_called("sqs:SendMessage", MessageBody=JsonText({"id": "o-2"}), count=range(1, 3))
    assert fake.recorded.claimed(found)


@pytest.mark.parametrize("count", [0, range(3), -1])
def test_a_count_that_asserts_nothing_is_refused(fake, count):
    with pytest.raises(ValueError, match="count"):
        fake.assert_called("sqs:SendMessage", count=count)


def test_sequence_returns_the_records(fake):
    for kind in ("A", "B", "C"):
        fake.eventbridge.put(kind, {})
    first, last = fake.assert_sequence(event(detail_type="A"), event(detail_type="C"))
    assert (first.detail_type, last.detail_type) == ("A", "C")
    fake.assert_sequence(event(detail_type="B"), event(detail_type="C"), contiguous=True)
    put, happened = fake.assert_sequence(call("events:PutEvents", Entries=Len(1)), event(detail_type="A"))
    assert isinstance(put, ApiCall)
    assert isinstance(happened, Event)
    with pytest.raises(AssertionError, match="1 of 2 came in sequence"):
        fake.assert_sequence(event(detail_type="A"), event(detail_type="C"), contiguous=True)
    with pytest.raises(ValueError, match="asserts nothing"):
        fake.assert_sequence()


def test_nothing_happened(fake):
    fake.assert_nothing_happened()
    fake.eventbridge.bus("shop")
    mark = fake.recorded.mark()
    fake.assert_nothing_happened(since=mark)
    with pytest.raises(ValueError, match="is no mark of this fake"):
        fake.assert_nothing_happened(since=mark + 1)


def test_absence(fake):
    fake.eventbridge.rule("large", {"detail": {"total": [{"numeric": [">", 100]}]}})
    fake.eventbridge.put("OrderPaid", {"total": 80})
    fake.eventbridge.assert_rule_not_matched("large")
    fake.eventbridge.assert_rule_not_matched("large", event(detail_type="OrderPaid"))
    fake.eventbridge.assert_not_published(event(detail_type="OrderSent"))
    fake.eventbridge.assert_not_published(bus=fake.eventbridge.bus("shop"))


def test_what_assertions_look_at_is_claimed(fake):
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("all", {"source": ["test"]}, to=queue)
    for number in range(3):
        fake.eventbridge.put("OrderPaid", {"n": number})
    deliveries = list(fake.recorded.deliveries)
    assert not any(map(fake.recorded.claimed, deliveries))
    fake.eventbridge.assert_delivered(event(detail={"n": 1}), to=queue)
    assert [fake.recorded.claimed(one) for one in deliveries] == [False, True, False]
    assert fake.recorded.deliveries.first is deliveries[0]
    fake.eventbridge.deliveries(to=queue)
    assert all(map(fake.recorded.claimed, deliveries))
