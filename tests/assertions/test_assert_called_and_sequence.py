"""The assertions of `aws_fake`, and those of absence: what they return and refuse. Messages are in the gallery."""

from __future__ import annotations

import boto3
import pytest

from pytest_awsevents import ApiCall, Capture, Event, JsonText, Len, call, event


def test_called_returns_the_first_call(fake):
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="billing")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody='{"id": "o-1"}')
    sqs.send_message(QueueUrl=url, MessageBody='{"id": "o-2"}')
    assert fake.assert_called("sqs:CreateQueue").response["QueueUrl"] == url
    assert fake.assert_called("sqs:send_message", count=2).params["MessageBody"] == '{"id": "o-1"}'
    found = fake.assert_called("sqs:SendMessage", MessageBody=JsonText({"id": "o-2"}), count=range(1, 3))
    assert fake.recorded.claimed(found)


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (0, "count=0 asserts nothing; use "),
        (range(3), r"count=range\(0, 3\) asserts nothing; use "),
        (-1, "count must be 1 or more, got -1"),
        (range(-2, 0), r"count must be 1 or more, got range\(-2, 0\)"),
        (range(5, 5), r"count=range\(5, 5\) can never be: it is empty; range\(1, 4\) is 1 to 3"),
        (range(4, 2), "can never be: it is empty"),
        (True, "count must be a whole number, a range, or None for at least one, got True"),
        (1.5, "count must be a whole number, a range, or None for at least one, got 1.5"),
        ("2", "count must be a whole number, a range, or None for at least one, got '2'"),
    ],
)
def test_a_count_that_asserts_nothing_is_refused(fake, count, message):
    with pytest.raises(ValueError, match=message):
        fake.assert_called("sqs:SendMessage", count=count)


def test_a_count_may_be_a_range(fake):
    for _ in range(3):
        fake.eventbridge.put("OrderPaid", {})
    for count in (range(2, 4), range(3, 100), range(1, 8, 2)):
        fake.eventbridge.assert_published(count=count)
    with pytest.raises(AssertionError, match="3 events like any event published, expected 4 to 5\n"):
        fake.eventbridge.assert_published(count=range(4, 6))
    with pytest.raises(AssertionError, match="expected 2 to 8, in steps of 2\n"):
        fake.eventbridge.assert_published(count=range(2, 9, 2))


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


def test_captures_of_a_sequence_keep_what_is_returned_and_nothing_else(fake):
    for kind in ("A", "B", "A", "C"):
        fake.eventbridge.put(kind, {})
    id = Capture()
    first, _ = fake.assert_sequence(event(detail_type="A", id=id), event(detail_type="C"), contiguous=True)
    assert id.values == (first.id,) == (fake.recorded.events[2].id,)


def test_a_sequence_of_calls_and_events_lets_neither_come_between(fake):
    for kind in ("A", "B", "A"):
        fake.eventbridge.put(kind, {})
    put = call("events:PutEvents")
    fake.assert_sequence(event(detail_type="A"), put, event(detail_type="B"), contiguous=True)
    with pytest.raises(AssertionError, match="2 of 3 came in sequence"):
        fake.assert_sequence(event(detail_type="B"), put, event(detail_type="B"), contiguous=True)
    fake.assert_sequence(event(detail_type="A") | event(detail_type="B"), ~event(detail_type="A"))


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
