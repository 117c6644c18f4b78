"""The loop guard on real loops of events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from pytest_awsevents.core.errors import EventLoop
from pytest_awsevents.core.records import Caller
from pytest_awsevents.fake import AwsFake

LIMIT = 7


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t", loop_limit=LIMIT) as active:
        yield active


def put(detail_type: str = "Ping", bus: str = "default") -> None:
    entry = {"Source": "loop", "DetailType": detail_type, "Detail": "{}", "EventBusName": bus}
    boto3.client("events").put_events(Entries=[entry])


def arrange_buses_that_feed_each_other(fake: AwsFake) -> None:
    eventbridge = fake.eventbridge
    a, b = eventbridge.bus("a"), eventbridge.bus("b")
    eventbridge.rule("a-to-b", {"source": ["loop"]}, to=b, bus=a)
    eventbridge.rule("b-to-a", {"source": ["loop"]}, to=a, bus=b)


def test_buses_that_feed_each_other_are_stopped_and_the_cycle_is_named(fake: AwsFake) -> None:
    arrange_buses_that_feed_each_other(fake)
    with pytest.raises(EventLoop) as caught:
        put(bus="a")
    arn = "arn:aws:events:us-east-1:123456789012:event-bus"
    assert str(caught.value) == (
        "events caused each other 7 times in a row; stopped. One round of the loop:\n"
        f"  rule b-to-a on bus b -> {arn}/a\n"
        f"  rule a-to-b on bus a -> {arn}/b\n"
        f"  rule b-to-a on bus b -> {arn}/a\n"
        "Break the loop in the rule's pattern, or allow longer chains with loop_limit=..."
    )


def test_what_the_guard_stopped_is_recorded_as_dropped(fake: AwsFake) -> None:
    arrange_buses_that_feed_each_other(fake)
    with pytest.raises(EventLoop):
        put(bus="a")
    statuses = [(delivery.status, delivery.reason) for delivery in fake.recorded.deliveries]
    assert statuses == [("delivered", None)] * LIMIT + [("dropped", "event loop")]


def test_all_that_waits_when_the_guard_stops_is_dropped(fake: AwsFake) -> None:
    arrange_buses_that_feed_each_other(fake)
    queue = fake.sqs.queue("audit")
    fake.eventbridge.rule("audit", {"source": ["loop"]}, to=queue, bus="b")
    with pytest.raises(EventLoop):
        put(bus="a")
    deliveries = fake.recorded.deliveries
    assert not [delivery for delivery in deliveries if delivery.status == "pending"]
    assert {delivery.reason for delivery in deliveries if delivery.status == "dropped"} == {"event loop"}


def test_the_call_that_set_off_the_loop_is_recorded_as_answered(fake: AwsFake) -> None:
    arrange_buses_that_feed_each_other(fake)
    with pytest.raises(EventLoop):
        put(bus="a")
    call = fake.recorded.calls.last
    assert call.name == "events:PutEvents"
    assert call.error is None


def test_the_fake_goes_on_after_a_loop(fake: AwsFake) -> None:
    arrange_buses_that_feed_each_other(fake)
    with pytest.raises(EventLoop):
        put(bus="a")
    queue = fake.sqs.queue("fine")
    fake.eventbridge.rule("fine", {"source": ["loop"]}, to=queue)
    put()
    assert fake.recorded.deliveries.last.status == "delivered"


def test_a_handler_that_puts_the_event_it_reacts_to_is_stopped_and_its_line_is_named(fake: AwsFake) -> None:
    def handler(event: Any, context: Any) -> None:
        put()

    function = fake.lambda_.function("echo", handler)
    fake.eventbridge.rule("on-ping", {"detail-type": ["Ping"]}, to=function)
    with pytest.raises(EventLoop) as caught:
        put()
    line = put.__code__.co_firstlineno + 2
    assert str(caught.value) == (
        "events caused each other 7 times in a row; stopped. One round of the loop:\n"
        "  lambda:Invoke by events.amazonaws.com\n"
        f"  events:PutEvents by {Caller(__file__, line)}\n"
        "  rule on-ping on bus default -> arn:aws:lambda:us-east-1:123456789012:function:echo\n"
        "  lambda:Invoke by events.amazonaws.com\n"
        "Break the loop in the rule's pattern, or allow longer chains with loop_limit=..."
    )


def test_a_handler_that_stops_in_time_is_no_loop(fake: AwsFake) -> None:
    """An asynchronous invocation is a step of its own: a round over a function takes two."""
    received: list[str] = []

    def handler(event: Any, context: Any) -> None:
        received.append(event["detail-type"])
        count = int(event["detail-type"])
        if count:
            put(str(count - 1))

    function = fake.lambda_.function("countdown", handler)
    fake.eventbridge.rule("count", {"source": ["loop"]}, to=function)
    put("2")
    assert received == ["2", "1", "0"]


def test_the_calls_of_a_handler_only_enqueue(fake: AwsFake) -> None:
    """Two events put by one handler: both are on their buses before the first is delivered."""
    order: list[str] = []

    def first(event: Any, context: Any) -> None:
        order.append("first begins")
        put("second")
        put("third")
        order.append("first ends")

    def rest(event: Any, context: Any) -> None:
        order.append(event["detail-type"])

    fake.eventbridge.rule("one", {"detail-type": ["one"]}, to=fake.lambda_.function("first", first))
    fake.eventbridge.rule("rest", {"detail-type": ["second", "third"]}, to=fake.lambda_.function("rest", rest))
    put("one")
    assert order == ["first begins", "first ends", "second", "third"]


def test_what_a_handler_calls_is_caused_by_its_invocation(fake: AwsFake) -> None:
    def handler(event: Any, context: Any) -> None:
        boto3.client("sts").get_caller_identity()

    fake.eventbridge.rule("one", {"source": ["loop"]}, to=fake.lambda_.function("asks", handler))
    put()
    call = fake.recorded.calls.last
    assert call.name == "sts:GetCallerIdentity"
    names = [getattr(record, "name", type(record).__name__) for record in call.ancestors()]
    assert names == ["lambda:Invoke", "Delivery", "RuleEvaluation", "Event", "events:PutEvents"]
    assert json.loads(fake.recorded.deliveries.only().text or "")["source"] == "loop"
