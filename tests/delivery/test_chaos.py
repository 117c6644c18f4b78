"""Deliveries that wait, come late, twice or in another order: the same in every run of a test."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pytest_awsevents import AwsFake, event


def run(put=10, **settings):
    """Puts events in one call, each to one queue; gives the numbers in the order of their arrival."""
    with AwsFake(seed=settings.pop("seed", "chaos"), now="2026-03-01T12:00Z", **settings) as fake:
        queue = fake.sqs.queue("billing")
        fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
        entries = [{"Source": "shop", "DetailType": "Paid", "Detail": json.dumps({"n": n})} for n in range(put)]
        fake.client("events").put_events(Entries=entries)
        fake.settle()
        fake.clock.tick(minutes=1)
        return [message["detail"]["n"] for message in queue.messages()]


def test_by_default_order_is_kept():
    assert run() == list(range(10))


def test_reorder_shuffles_what_one_call_caused():
    order = run(reorder=True)
    assert order != list(range(10))
    assert sorted(order) == list(range(10))
    assert run(reorder=True) == order
    assert run(reorder=True, seed="other") != order


def test_reorder_and_manual_go_together():
    order = run(reorder=True, delivery="manual")
    assert order != list(range(10))
    assert sorted(order) == list(range(10))


def test_duplicates_reach_the_target_twice():
    assert run(duplicates=1, put=2) == [0, 0, 1, 1]
    some = run(duplicates=0.3)
    assert 10 < len(some) < 20
    assert set(some) == set(range(10))
    assert run(duplicates=0.3) == some


def test_a_duplicate_is_a_delivery_of_its_own():
    with AwsFake(duplicates=1) as fake:
        queue = fake.sqs.queue("billing")
        fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
        put = fake.eventbridge.put("Paid", {}, source="shop")
        first, second = fake.recorded.deliveries
    assert (first.duplicate, second.duplicate) == (False, True)
    assert first.event is second.event is put
    assert first.text == second.text


@pytest.fixture
def manual():
    with AwsFake(seed="manual", now="2026-03-01T12:00Z", delivery="manual") as fake:
        yield fake


def test_manual_deliveries_wait_for_settle(manual):
    queue = manual.sqs.queue("billing")
    manual.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    manual.eventbridge.put("Paid", {}, source="shop")
    delivery = manual.recorded.deliveries.only()
    assert (delivery.status, len(queue)) == ("pending", 0)
    manual.eventbridge.put("Other", {}, source="other")
    manual.clock.tick(hours=1)
    assert delivery.status == "pending"

    assert manual.settle() == 1
    assert (delivery.status, len(queue)) == ("delivered", 1)
    assert manual.settle() == 0


def test_settle_makes_what_deliveries_cause_too(manual):
    queue, hub = manual.sqs.queue("billing"), manual.eventbridge.bus("hub")
    manual.eventbridge.rule("forward", {"source": ["shop"]}, to=hub)
    manual.eventbridge.rule("paid", {"source": ["shop"]}, to=queue, bus=hub)
    manual.eventbridge.put("Paid", {}, source="shop")
    manual.settle()
    assert [one.status for one in manual.recorded.deliveries] == ["delivered", "delivered"]


def test_a_failure_of_assert_delivered_says_that_it_waits(manual):
    queue = manual.sqs.queue("billing")
    manual.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    manual.eventbridge.put("Paid", {}, source="shop")
    with pytest.raises(AssertionError) as caught:
        manual.eventbridge.assert_delivered(event(source="shop"), to=queue)
    assert "delivered NO: pending, not tried yet\n  with delivery='manual', aws_fake.settle() makes it" in str(
        caught.value
    )


def test_delayed_deliveries_come_at_their_time():
    with AwsFake(now="2026-03-01T12:00Z", delay=2.5) as fake:
        seen = []
        ship = fake.lambda_.function("ship", lambda event, context: seen.append(fake.clock.now))
        fake.eventbridge.rule("paid", {"source": ["shop"]}, to=ship)
        start = fake.clock.now
        fake.eventbridge.put("Paid", {}, source="shop")
        fake.clock.tick(seconds=2)
        assert seen == []
        fake.clock.tick(seconds=1)
        assert seen == [start + timedelta(seconds=2.5)]


def test_a_retry_is_not_delayed_again():
    with AwsFake(now="2026-03-01T12:00Z", delay=timedelta(minutes=1)) as fake:
        fake.fail_next("sqs:SendMessage", code="ThrottlingException")
        fake.eventbridge.rule("paid", {"source": ["shop"]}, to=fake.sqs.queue("billing"))
        fake.eventbridge.put("Paid", {}, source="shop")
        fake.clock.tick(seconds=61)
        assert fake.recorded.deliveries.only().status == "delivered"
