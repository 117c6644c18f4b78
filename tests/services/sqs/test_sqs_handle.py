"""The handle: queues in one line, looked into without touching them."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.core.errors import AwsError, InvalidOption
from pytest_awsevents.fake import AwsFake


class Larger:
    """A matcher: an order of more than so much."""

    def __init__(self, total: int) -> None:
        self.total = total

    def matches(self, value: Any) -> bool:
        return isinstance(value, dict) and value["total"] > self.total

    def __repr__(self) -> str:
        return f"Larger({self.total})"


def test_a_queue_is_made_once_by_an_api_call(fake: AwsFake) -> None:
    queue = fake.sqs.queue("billing", VisibilityTimeout=5, Policy={"Statement": [{"Effect": "Deny"}]})

    assert fake.sqs.queue("billing") == queue
    assert (queue.name, queue.url, queue.arn) == (
        "billing",
        "https://sqs.us-east-1.amazonaws.com/123456789012/billing",
        "arn:aws:sqs:us-east-1:123456789012:billing",
    )
    assert [call.name for call in fake.recorded.calls] == ["sqs:CreateQueue"] * 2
    assert fake.recorded.calls.first.params["Attributes"] == {
        "VisibilityTimeout": "5",
        "Policy": '{"Statement": [{"Effect": "Deny"}]}',
    }
    assert fake.sqs.queues() == [queue]


def test_a_fifo_queue_gets_its_suffix_and_needs_no_deduplication_ids(fake: AwsFake) -> None:
    queue = fake.sqs.queue("orders", fifo=True)
    queue.send("x", MessageGroupId="g")

    assert queue.name == "orders.fifo"
    assert fake.sqs.queue("orders.fifo") == queue
    assert len(queue) == 1


def test_a_fifo_queue_made_otherwise_is_found(fake: AwsFake) -> None:
    fake.client("sqs").create_queue(QueueName="orders.fifo", Attributes={"FifoQueue": "true"})

    assert fake.sqs.queue("orders", fifo=True).name == "orders.fifo"


def test_a_dead_letter_queue_is_given_as_a_queue(fake: AwsFake, clock: Any) -> None:
    dead = fake.sqs.queue("dead")
    queue = fake.sqs.queue("billing", dead_letter=dead, max_receives=1)
    queue.send({"n": 1})

    assert len(queue.receive()) == 1
    clock.tick(30)
    assert queue.receive() == []

    assert dead.messages() == [{"n": 1}]
    with pytest.raises(InvalidOption, match="not both"):
        fake.sqs.queue("other", dead_letter=dead, RedrivePolicy={})
    with pytest.raises(AwsError, match="QueueNameExists"):
        fake.sqs.queue("billing", dead_letter=dead, max_receives=2)


def test_a_misspelt_setting_of_a_queue_is_named(fake: AwsFake) -> None:
    with pytest.raises(InvalidOption) as caught:
        fake.sqs.queue("orders", dead_letters=fake.sqs.queue("dead"))  # type: ignore[arg-type]
    assert str(caught.value) == "a queue has no attribute 'dead_letters'; did you mean 'dead_letter'?"


def test_looking_into_a_queue_touches_nothing(fake: AwsFake) -> None:
    queue = fake.sqs.queue("billing")
    queue.send({"total": 1})
    queue.send("plain")
    queue.send("later", DelaySeconds=60)

    for _ in range(2):
        assert queue.messages() == [{"total": 1}, "plain", "later"]
        assert queue.bodies() == ['{"total": 1}', "plain", "later"]
    assert queue
    assert len(queue) == 3
    assert [message["Attributes"]["ApproximateReceiveCount"] for message in queue.receive()] == ["1", "1"]
    assert len(queue) == 3


def test_receiving_shows_all_attributes(fake: AwsFake) -> None:
    queue = fake.sqs.queue("billing")
    attributes = {"kind": {"DataType": "String", "StringValue": "order"}}
    id = queue.send("x", MessageAttributes=attributes)
    queue.send("y")

    (message,) = queue.receive(max=1)

    assert message["MessageId"] == id
    assert message["MessageAttributes"] == attributes
    assert message["Attributes"]["SenderId"]


def test_a_queue_may_be_purged_as_often_as_wanted(fake: AwsFake) -> None:
    queue = fake.sqs.queue("billing")
    for _ in range(3):
        queue.send("x")
        queue.receive()
        queue.purge()
        assert queue.bodies() == []


def test_a_message_is_asserted_by_value_text_or_matcher(fake: AwsFake) -> None:
    queue = fake.sqs.queue("billing")
    queue.send({"total": 42})
    queue.send("plain")

    assert fake.sqs.assert_message({"total": 42}, queue=queue) == {"total": 42}
    assert fake.sqs.assert_message('{"total": 42}', queue=queue) == {"total": 42}
    assert fake.sqs.assert_message("plain", queue=queue) == "plain"
    assert fake.sqs.assert_message(Larger(41), queue=queue) == {"total": 42}


def test_a_message_that_is_not_there_fails_with_what_is(fake: AwsFake) -> None:
    queue = fake.sqs.queue("billing")
    queue.send({"total": 1})
    queue.receive()
    queue.send({"total": 2})
    queue.send("x" * 200, DelaySeconds=10)

    with pytest.raises(AssertionError) as failed:
        fake.sqs.assert_message(Larger(41), queue=queue)

    assert str(failed.value) == (
        "0 of 3 messages in queue billing match, expected at least 1\n"
        "  expected: Larger(41)\n"
        "  holds: 1 visible, 1 in flight, 1 delayed\n"
        "  sent to it so far: 3\n"
        '  1. in flight: {"total": 1}\n'
        '  2. visible: {"total": 2}\n'
        f"  3. delayed: {'x' * 157}..."
    )


def test_a_failure_lists_five_messages(fake: AwsFake) -> None:
    queue = fake.sqs.queue("billing")
    for number in range(7):
        queue.send(str(number))

    with pytest.raises(AssertionError) as failed:
        fake.sqs.assert_empty(queue)

    assert str(failed.value) == (
        "7 messages in queue billing, expected 0\n"
        "  holds: 7 visible, 0 in flight, 0 delayed\n"
        "  sent to it so far: 7\n"
        "  1. visible: 0\n  2. visible: 1\n  3. visible: 2\n  4. visible: 3\n  5. visible: 4\n"
        "  ... 2 more"
    )


def test_an_empty_queue_is_empty(fake: AwsFake) -> None:
    queue = fake.sqs.queue("billing")
    fake.sqs.assert_empty(queue)
    queue.send("x")
    with pytest.raises(AssertionError, match=r"^1 message in queue billing, expected 0\n"):
        fake.sqs.assert_empty(queue)


def test_a_failure_counts_what_was_sent_and_is_gone(fake: AwsFake, sqs: Any) -> None:
    gone, queue = fake.sqs.queue("gone"), fake.sqs.queue("billing")
    gone.send("x")
    sqs.delete_queue(QueueUrl=gone.url)
    sqs.send_message(QueueUrl="billing", MessageBody="x")
    sqs.send_message_batch(
        QueueUrl=queue.url, Entries=[{"Id": "a", "MessageBody": "x"}, {"Id": "b", "MessageBody": ""}]
    )
    queue.purge()

    with pytest.raises(AssertionError) as failed:
        fake.sqs.assert_message("x", queue=queue)

    assert str(failed.value) == (
        "0 of 0 messages in queue billing match, expected at least 1\n"
        "  expected: 'x'\n"
        "  holds: 0 visible, 0 in flight, 0 delayed\n"
        "  sent to it so far: 2"
    )


def test_an_event_reaches_a_queue_through_a_rule(fake: AwsFake) -> None:
    queue = fake.sqs.queue("billing")
    events = fake.client("events")
    events.put_rule(Name="paid", EventPattern='{"source": ["shop"]}')
    events.put_targets(Rule="paid", Targets=[{"Id": "1", "Arn": queue.arn}])

    events.put_events(Entries=[{"Source": "shop", "DetailType": "Paid", "Detail": '{"total": 42}'}])

    (message,) = queue.messages()
    assert message["detail"] == {"total": 42}
