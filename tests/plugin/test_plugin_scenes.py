"""The scene `aws_event_routing`, as a fixture and with parameters."""

from __future__ import annotations

from pytest_awsevents import event
from pytest_awsevents.scenarios.event_routing import make_event_routing


def test_event_routing_is_ready_to_use(aws_event_routing, aws_eventbridge):
    aws_eventbridge.put("OrderPaid", {"id": "o-1"}, bus=aws_event_routing.bus)
    aws_eventbridge.assert_delivered(event(detail_type="OrderPaid"), to=aws_event_routing.queue, rule="rule-1")
    assert aws_event_routing.queue.messages()[0]["detail"] == {"id": "o-1"}


def test_event_routing_takes_parameters(aws_fake):
    scene = make_event_routing(aws_fake, bus="shop", queue="paid", patterns={"paid": {"detail-type": ["OrderPaid"]}})
    aws_fake.eventbridge.put("OrderSent", {}, bus=scene.bus)
    aws_fake.eventbridge.assert_rule_not_matched(scene.rules["paid"])
    aws_fake.eventbridge.assert_not_delivered(to=scene.queue)
