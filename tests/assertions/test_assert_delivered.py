"""`assert_delivered`: what it returns, and every message it fails with, whole."""

from __future__ import annotations

import json

import boto3
import pytest

from pytest_awsevents import event

PAID = {"source": ["shop"], "detail-type": ["OrderPaid"], "detail": {"total": [{"numeric": [">", 100]}]}}


def pay(total, *, bus="default", id="o-1"):
    detail = json.dumps({"id": id, "total": total})
    entry = {"Source": "shop", "DetailType": "OrderPaid", "Detail": detail, "EventBusName": bus}
    boto3.client("events").put_events(Entries=[entry])


PUT_AT = f"tests/assertions/test_assert_delivered.py:{pay.__code__.co_firstlineno + 3}"


@pytest.fixture
def billing(fake):
    return fake.eventbridge.bus("billing")


@pytest.fixture
def paid(fake, billing):
    return fake.eventbridge.rule("paid", PAID, to=billing)


def test_it_returns_the_delivery(fake, billing, paid):
    pay(200)
    pay(300, id="o-2")

    delivery = fake.eventbridge.assert_delivered(event(detail={"id": "o-2"}), to=billing, count=1)

    assert delivery.payload["detail"] == {"id": "o-2", "total": 300}
    assert delivery.rule.name == "paid"
    assert delivery.status == "delivered"
    assert fake.eventbridge.assert_delivered(to=billing, rule=paid, count=2).event.detail["id"] == "o-1"


@pytest.mark.parametrize("to", ["billing", "events:billing", "arn:aws:events:us-east-1:123456789012:event-bus/billing"])
def test_the_target_may_be_named(fake, paid, to):
    pay(200)
    fake.eventbridge.assert_delivered(to=to)


def test_pattern_that_does_not_match(fake, billing, paid, message_of):
    pay(80)
    assert message_of(lambda: fake.eventbridge.assert_delivered(event(source="shop"), to=billing)) == [
        "0 deliveries of event(source='shop') to events:billing, expected at least 1",
        "  nearest: event #5 OrderPaid on bus default; published yes, bus ok, rule paid ENABLED, pattern NO",
        "  detail.total  got 80  rule wants numeric > 100",
        f"  2 of 3 pattern fields matched; event #5 was put by {PUT_AT}",
    ]


def test_several_fields_stand_in_columns(fake, billing, message_of):
    fake.eventbridge.rule(
        "ship", {"detail": {"carrier": [{"exists": True}], "id": ["o-2", "o-3"], "total": ["80"]}}, to=billing
    )
    pay(80)
    assert message_of(lambda: fake.eventbridge.assert_delivered(to=billing)) == [
        "0 deliveries of any event to events:billing, expected at least 1",
        "  nearest: event #5 OrderPaid on bus default; published yes, bus ok, rule ship ENABLED, pattern NO",
        "  detail.carrier  got (absent)  rule wants exists: true",
        '  detail.id       got "o-1"     rule wants "o-2" or "o-3"',
        '  detail.total    got 80        rule wants "80"',
        '  texts match texts only: put "80", or write 80 without quotes in the pattern',
        f"  0 of 3 pattern fields matched; event #5 was put by {PUT_AT}",
    ]


def test_no_event_is_the_one_that_is_meant(fake, billing, paid, message_of):
    pay(200)
    pay(300, id="o-2")
    wanted = event(detail={"id": "o-3", "total": 300})
    assert message_of(lambda: fake.eventbridge.assert_delivered(wanted, to=billing)) == [
        "0 deliveries of event(detail={'id': 'o-3', 'total': 300}) to events:billing, expected at least 1",
        "  nearest: event #10 OrderPaid on bus default; published NO: no event is quite like it",
        '  detail.id  got "o-2"  test wants "o-3"',
        f"  event #10 was put by {PUT_AT}",
    ]


def test_nothing_was_put(fake, billing, paid, message_of):
    assert message_of(lambda: fake.eventbridge.assert_delivered(to=billing)) == [
        "0 deliveries of any event to events:billing, expected at least 1",
        "  nothing was put on any bus",
        "  call the code that puts it before this line, or put it: aws_eventbridge.put(detail_type, {...})",
    ]


def test_bus_that_does_not_exist(fake, billing, paid, message_of):
    pay(200, bus="defualt")
    assert message_of(lambda: fake.eventbridge.assert_delivered(event(source="shop"), to=billing)) == [
        "0 deliveries of event(source='shop') to events:billing, expected at least 1",
        "  nearest: event #5 OrderPaid on bus defualt; published yes, bus NO: defualt does not exist, AWS accepts the "
        "event and drops it",
        '  make it before the event is put, aws_eventbridge.bus("defualt"), or did you mean EventBusName="default"?',
        f"  event #5 was put by {PUT_AT}",
    ]


def test_entry_that_put_events_refused(fake, billing, paid, message_of):
    boto3.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "OrderPaid", "Detail": "[]"}])
    lines = message_of(lambda: fake.eventbridge.assert_delivered(event(source="shop"), to=billing))
    assert lines[:2] == [
        "0 deliveries of event(source='shop') to events:billing, expected at least 1",
        "  nearest: event #5 OrderPaid on bus default; published NO: MalformedDetail: Detail is malformed.",
    ]


def test_rule_that_is_disabled(fake, billing, message_of):
    fake.eventbridge.rule("paid", PAID, to=billing, enabled=False)
    pay(200)
    assert message_of(lambda: fake.eventbridge.assert_delivered(to=billing)) == [
        "0 deliveries of any event to events:billing, expected at least 1",
        "  nearest: event #5 OrderPaid on bus default; published yes, bus ok, rule paid DISABLED: the rule is disabled",
        '  put the rule with State="ENABLED", or call enable_rule(Name="paid")',
        f"  event #5 was put by {PUT_AT}",
    ]


def test_event_on_another_bus_than_the_rule(fake, billing, message_of):
    fake.eventbridge.bus("shop")
    fake.eventbridge.rule("paid", PAID, to=billing, bus="shop")
    pay(200)
    assert message_of(lambda: fake.eventbridge.assert_delivered(to=billing)) == [
        "0 deliveries of any event to events:billing, expected at least 1",
        "  nearest: event #6 OrderPaid on bus default; published yes, bus ok, target NO",
        "  no rule of bus default sends to events:billing; rule paid on bus shop does",
        '  put it with EventBusName="shop", or make the rule on bus default',
        f"  event #6 was put by {PUT_AT}",
    ]


def test_target_that_no_rule_has(fake, billing, message_of):
    fake.eventbridge.rule("paid", PAID)
    pay(200)
    assert message_of(lambda: fake.eventbridge.assert_delivered(to=billing)) == [
        "0 deliveries of any event to events:billing, expected at least 1",
        "  nearest: event #4 OrderPaid on bus default; published yes, bus ok, target NO",
        "  no rule of bus default sends to events:billing, nor does any other rule",
        '  rule paid matched, give it the target: put_targets(Rule="paid", Targets=[{"Id": "1", '
        '"Arn": "arn:aws:events:us-east-1:123456789012:event-bus/billing"}])',
        f"  event #4 was put by {PUT_AT}",
    ]


def test_input_that_cannot_be_made(fake, billing, message_of):
    transformer = {"InputPathsMap": {"items": "$.detail"}, "InputTemplate": '{"items": "<items>"}'}
    fake.eventbridge.rule("paid", PAID, to=billing, InputTransformer=transformer)
    pay(200)
    lines = message_of(lambda: fake.eventbridge.assert_delivered(to=billing))
    assert lines[:2] == [
        "0 deliveries of any event to events:billing, expected at least 1",
        "  nearest: event #5 OrderPaid on bus default; published yes, bus ok, rule paid ENABLED, pattern yes, input NO",
    ]
    assert "the value of <items> breaks the quotes around it, write <items> without quotes" in lines[2]
    assert lines[3:] == ['  template {"items": "<items>"}', f"  event #5 was put by {PUT_AT}"]


def test_target_that_is_not_there(fake, message_of):
    fake.eventbridge.rule("paid", PAID, to="arn:aws:sqs:us-east-1:123456789012:billing")
    pay(200)
    lines = message_of(lambda: fake.eventbridge.assert_delivered(to="billing"))
    assert lines[:2] == [
        "0 deliveries of any event to sqs:billing, expected at least 1",
        "  nearest: event #4 OrderPaid on bus default; published yes, bus ok, rule paid ENABLED, pattern yes, "
        "delivered NO: dropped after 1 attempt",
    ]
    assert "QueueDoesNotExist" in lines[2] or "NonExistentQueue" in lines[2]


def test_too_many(fake, billing, paid, message_of):
    pay(200)
    pay(300, id="o-2")
    assert message_of(lambda: fake.eventbridge.assert_delivered(to=billing, count=1)) == [
        "2 deliveries of any event to events:billing, expected exactly 1",
        f"  delivery #7 by rule paid; event #5 was put by {PUT_AT}",
        f"  delivery #12 by rule paid; event #10 was put by {PUT_AT}",
        "  take away what is too much, or say count=2",
    ]
    assert message_of(lambda: fake.eventbridge.assert_delivered(to=billing, count=range(3, 6)))[0] == (
        "2 deliveries of any event to events:billing, expected 3 to 5"
    )


def test_a_payload_of_which_little_is_wanted(fake, billing, message_of):
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=billing)
    pay(200)
    lines = message_of(lambda: fake.eventbridge.assert_delivered(to=billing, payload={"detail": {"total": "200"}}))
    assert lines[2] == '  detail.total  got 200  test wants "200"'


def test_misspelt_target(fake, paid, message_of):
    pay(200)
    assert message_of(lambda: fake.eventbridge.assert_delivered(to="biling")) == [
        "there is no target of any rule named 'biling'; did you mean 'billing'?"
    ]


def test_ambiguous_target(fake, message_of):
    arns = ["arn:aws:sqs:us-east-1:123456789012:billing", "arn:aws:lambda:us-east-1:123456789012:function:billing"]
    fake.eventbridge.rule("paid", PAID, to=arns)
    assert message_of(lambda: fake.eventbridge.assert_delivered(to="billing")) == [
        "'billing' is the name of several targets: sqs:billing, lambda:billing; say which, as service:name"
    ]


def test_a_count_of_none_is_refused(fake, billing, paid):
    with pytest.raises(ValueError, match=r"count=0 asserts nothing; use assert_not_delivered\(\)"):
        fake.eventbridge.assert_delivered(to=billing, count=0)
