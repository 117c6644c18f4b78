"""`assert_dead_lettered` and `assert_not_delivered`: what they return, and every message, whole."""

from __future__ import annotations

import json

import boto3
import pytest

from pytest_awsevents import event

GONE = "arn:aws:sqs:us-east-1:123456789012:gone"


def pay(*, id="o-1"):
    entry = {"Source": "shop", "DetailType": "OrderPaid", "Detail": json.dumps({"id": id})}
    boto3.client("events").put_events(Entries=[entry])


PUT_AT = f"tests/assertions/test_assert_dead_lettered.py:{pay.__code__.co_firstlineno + 2}"


@pytest.fixture
def letters(fake):
    return fake.sqs.queue("letters")


@pytest.fixture
def paid(fake, letters):
    """A rule whose target is not there."""
    return fake.eventbridge.rule("paid", {"source": ["shop"]}, to=GONE, DeadLetterConfig={"Arn": letters.arn})


@pytest.fixture
def reason(fake, paid):
    """How the fake words that a queue is missing."""
    pay(id="first")
    return fake.recorded.deliveries.only().reason


def test_it_returns_the_delivery(fake, letters, paid):
    pay()
    pay(id="o-2")
    delivery = fake.eventbridge.assert_dead_lettered(event(detail={"id": "o-2"}), queue=letters, reason="NO_RESOURCE")
    assert (delivery.status, delivery.queue, delivery.event.detail) == ("dead-lettered", letters.arn, {"id": "o-2"})
    assert fake.eventbridge.assert_dead_lettered(count=2).event.detail == {"id": "o-1"}


@pytest.mark.parametrize("queue", ["letters", "sqs:letters", "arn:aws:sqs:us-east-1:123456789012:letters"])
def test_the_queue_may_be_named(fake, paid, queue):
    pay()
    fake.eventbridge.assert_dead_lettered(queue=queue)


def test_the_reason_may_be_a_part_of_the_text(fake, paid):
    pay()
    fake.eventbridge.assert_dead_lettered(reason="does not exist")


def test_a_misspelt_queue(fake, paid, message_of):
    pay()
    assert message_of(lambda: fake.eventbridge.assert_dead_lettered(queue="leters")) == [
        "there is no dead-letter queue of any target named 'leters'; did you mean 'letters'?"
    ]


def test_another_reason(fake, reason, message_of):
    assert message_of(lambda: fake.eventbridge.assert_dead_lettered(event(source="shop"), reason="THROTTLING")) == [
        "0 dead letters of event(source='shop') because of THROTTLING, expected at least 1",
        "  nearest: event #5 OrderPaid to sqs:gone by rule paid, dead-lettered to sqs:letters after 1 attempt: "
        f"NO_RESOURCE, {reason}",
        "  the test wants the reason THROTTLING",
        f"  event #5 was put by {PUT_AT}",
    ]


def test_another_event(fake, reason, message_of):
    wanted = event(detail={"id": "o-2"})
    assert message_of(lambda: fake.eventbridge.assert_dead_lettered(wanted, queue="letters")) == [
        "0 dead letters of event(detail={'id': 'o-2'}) in sqs:letters, expected at least 1",
        "  nearest: event #5 OrderPaid to sqs:gone by rule paid, dead-lettered to sqs:letters after 1 attempt: "
        f"NO_RESOURCE, {reason}",
        '  detail.id  got "first"  test wants "o-2"',
        f"  event #5 was put by {PUT_AT}",
    ]


def test_a_delivery_that_succeeded(fake, message_of):
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=fake.sqs.queue("billing"))
    pay()
    assert message_of(lambda: fake.eventbridge.assert_dead_lettered()) == [
        "0 dead letters of any event, expected at least 1",
        "  nearest: event #5 OrderPaid to sqs:billing by rule paid, delivered after 1 attempt",
        f"  event #5 was put by {PUT_AT}",
    ]


def test_a_target_without_a_queue(fake, message_of):
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=GONE)
    pay()
    reason = fake.recorded.deliveries.only().reason
    assert message_of(lambda: fake.eventbridge.assert_dead_lettered()) == [
        "0 dead letters of any event, expected at least 1",
        f"  nearest: event #4 OrderPaid to sqs:gone by rule paid, dropped after 1 attempt: NO_RESOURCE, {reason}",
        "  the target has no DeadLetterConfig, so the event was dropped",
        '  give it one in PutTargets: "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:123456789012:..."}',
        f"  event #4 was put by {PUT_AT}",
    ]


def test_a_delivery_that_is_still_retried(fake, message_of):
    fake.fail_next("sqs:SendMessage", code="ThrottlingException", message="slow down", times=None)
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    pay()
    fake.clock.tick(seconds=1)
    assert message_of(lambda: fake.eventbridge.assert_dead_lettered()) == [
        "0 dead letters of any event, expected at least 1",
        "  nearest: event #5 OrderPaid to sqs:billing by rule paid, retrying after 2 attempts: THROTTLING, "
        "ThrottlingException: slow down",
        "  the next attempt is due at 2026-03-01 12:00:02",
        '  aws_clock.move_to("2026-03-01T12:00:03Z") makes the next attempt',
        f"  event #5 was put by {PUT_AT}",
    ]
    assert message_of(lambda: fake.eventbridge.assert_delivered(to=queue)) == [
        "0 deliveries of any event to sqs:billing, expected at least 1",
        "  nearest: event #5 OrderPaid on bus default; published yes, bus ok, rule paid ENABLED, pattern yes, "
        "delivered NO: retrying after 2 attempts, the next is due at 2026-03-01 12:00:02",
        "  THROTTLING: ThrottlingException: slow down",
        '  aws_clock.move_to("2026-03-01T12:00:03Z") makes the next attempt',
        f"  event #5 was put by {PUT_AT}",
    ]


def test_assert_delivered_of_a_dead_letter(fake, reason, message_of):
    assert message_of(lambda: fake.eventbridge.assert_delivered(to=GONE)) == [
        "0 deliveries of any event to sqs:gone, expected at least 1",
        "  nearest: event #5 OrderPaid on bus default; published yes, bus ok, rule paid ENABLED, pattern yes, "
        "delivered NO: dead-lettered to sqs:letters after 1 attempt",
        f"  NO_RESOURCE: {reason}",
        "  make sqs:gone before the event is put",
        f"  event #5 was put by {PUT_AT}",
    ]


def test_too_many(fake, reason, message_of):
    pay()
    ended = f"to sqs:gone by rule paid, dead-lettered to sqs:letters after 1 attempt: NO_RESOURCE, {reason}"
    assert message_of(lambda: fake.eventbridge.assert_dead_lettered(count=1)) == [
        "2 dead letters of any event, expected exactly 1",
        f"  event #5 OrderPaid {ended}",
        f"  event #11 OrderPaid {ended}",
        "  take away what is too much, or say count=2",
    ]


def test_nothing_was_on_its_way(fake, paid, message_of):
    assert message_of(lambda: fake.eventbridge.assert_dead_lettered()) == [
        "0 dead letters of any event, expected at least 1",
        "  no event was on its way to any target",
        "  nothing was put on any bus",
        "  call the code that puts it before this line, or put it: aws_eventbridge.put(detail_type, {...})",
    ]


def test_a_count_of_none_is_refused(fake, paid):
    with pytest.raises(
        ValueError, match=r"count=0 asserts nothing; use assert_delivered\(\) or assert_not_delivered\(\)"
    ):
        fake.eventbridge.assert_dead_lettered(count=0)


# --- assert_not_delivered --------------------------------------------------------------------------------------------


def test_nothing_meant_was_delivered(fake, paid):
    pay()
    fake.eventbridge.assert_not_delivered()
    fake.eventbridge.assert_not_delivered(event(detail={"id": "o-1"}), to="gone")


def test_something_was(fake, message_of):
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=fake.sqs.queue("billing"))
    pay()
    pay(id="o-2")
    assert message_of(lambda: fake.eventbridge.assert_not_delivered(event(detail={"id": "o-2"}), to="billing")) == [
        "1 delivery of event(detail={'id': 'o-2'}) to sqs:billing, expected none",
        '  rule paid matches by {"source": ["shop"]}',
        f"  event #10 OrderPaid by rule paid; event #10 was put by {PUT_AT}",
    ]
    assert message_of(lambda: fake.eventbridge.assert_not_delivered())[0] == (
        "2 deliveries of any event to any target, expected none"
    )


def test_what_could_not_have_been_delivered_asserts_nothing(fake, message_of):
    queue = fake.sqs.queue("billing")
    assert message_of(lambda: fake.eventbridge.assert_not_delivered(to=queue)) == [
        "nothing could have been delivered to sqs:billing: no rule sends to it",
        "  give a rule the target first: aws_eventbridge.rule(name, pattern, to=...)",
    ]
    assert message_of(lambda: fake.eventbridge.assert_not_delivered()) == [
        "nothing could have been delivered to any target: no rule sends to any target",
        "  give a rule the target first: aws_eventbridge.rule(name, pattern, to=...)",
    ]
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    assert message_of(lambda: fake.eventbridge.assert_not_delivered(to=queue)) == [
        "nothing could have been delivered to sqs:billing",
        "  nothing was put on any bus",
        "  call the code that puts it before this line, or put it: aws_eventbridge.put(detail_type, {...})",
    ]
    assert message_of(lambda: fake.eventbridge.assert_not_delivered(to="biling")) == [
        "there is no target of any rule named 'biling'; did you mean 'billing'?"
    ]
