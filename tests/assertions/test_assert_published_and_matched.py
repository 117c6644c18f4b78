"""`assert_published` and `assert_rule_matched`: what they return, and every message they fail with, whole."""

from __future__ import annotations

import json
import re
from unittest.mock import ANY

import boto3
import pytest

from pytest_awsevents import event


def put(detail, *, detail_type="OrderPaid", bus="default"):
    entry = {"Source": "shop", "DetailType": detail_type, "Detail": json.dumps(detail), "EventBusName": bus}
    boto3.client("events").put_events(Entries=[entry])


PUT_AT = f"tests/assertions/test_assert_published_and_matched.py:{put.__code__.co_firstlineno + 2}"


def test_published_returns_the_event(fake):
    put({"id": "o-1", "lines": [{"sku": "a", "qty": 1}]})
    found = fake.eventbridge.assert_published(
        event(source="shop", detail={"id": re.compile("^o-"), "lines": [{"sku": ANY}]}), bus="default", count=1
    )
    assert found.detail["id"] == "o-1"
    assert found.time == "2026-03-01T12:00:00Z"
    assert str(found.call.caller) == PUT_AT


def test_published_nearest(fake, message_of):
    put({"id": "o-1"}, detail_type="OrderSent")
    put({"id": "o-1", "total": "80"})
    wanted = event(detail_type="OrderPaid", detail={"total": 80})
    assert message_of(lambda: fake.eventbridge.assert_published(wanted)) == [
        "0 events like event(detail_type='OrderPaid', detail={'total': 80}) published, expected at least 1",
        "  nearest: event #4 OrderPaid on bus default",
        '  detail.total  got "80"  test wants 80',
        f"  event #4 was put by {PUT_AT}",
    ]


def test_published_on_another_bus(fake, message_of):
    put({"id": "o-1"})
    assert message_of(lambda: fake.eventbridge.assert_published(event(source="shop"), bus="shop")) == [
        "0 events like event(source='shop') published on bus shop, expected at least 1",
        "  nearest: event #2 OrderPaid on bus default; bus NO: the test wants bus shop",
        '  put it with EventBusName="shop"',
        f"  event #2 was put by {PUT_AT}",
    ]


def test_published_on_a_bus_that_does_not_exist(fake, message_of):
    put({"id": "o-1"}, bus="shop")
    assert message_of(lambda: fake.eventbridge.assert_published(event(source="shop"))) == [
        "0 events like event(source='shop') published, expected at least 1",
        "  nearest: event #2 OrderPaid on bus shop; bus shop does not exist, so AWS accepted the event and dropped it",
        '  make it before the event is put, aws_eventbridge.bus("shop"), or correct EventBusName',
        f"  event #2 was put by {PUT_AT}",
    ]


def test_published_nothing(fake, message_of):
    assert message_of(lambda: fake.eventbridge.assert_published()) == [
        "0 events like any event published, expected at least 1",
        "  nothing was put on any bus",
        "  call the code that puts it before this line, or put it: aws_eventbridge.put(detail_type, {...})",
    ]


def test_matched_returns_the_evaluation(fake):
    rule = fake.eventbridge.rule("paid", {"detail": {"id": [{"prefix": "o-"}]}})
    put({"id": "x-1"})
    put({"id": "o-1"})
    evaluation = fake.eventbridge.assert_rule_matched(rule, event(source="shop"), count=1)
    assert evaluation.event.detail == {"id": "o-1"}
    assert [judged.matched for judged in fake.recorded.evaluations] == [False, True]


def test_matched_nearest(fake, message_of):
    fake.eventbridge.rule("paid", {"detail": {"id": [{"prefix": "o-"}], "total": [{"numeric": [">", 100]}]}})
    put({"id": "x-1", "total": 50})
    put({"id": "o-1", "total": 100})
    assert message_of(lambda: fake.eventbridge.assert_rule_matched("paid")) == [
        "0 matches of rule paid with any event, expected at least 1",
        "  nearest: event #5 OrderPaid on bus default; published yes, bus ok, rule paid ENABLED, pattern NO",
        "  detail.total  got 100  rule wants numeric > 100",
        f"  1 of 2 pattern fields matched; event #5 was put by {PUT_AT}",
    ]


def test_matched_another_event_than_the_one_meant(fake, message_of):
    fake.eventbridge.rule("paid", {"source": ["shop"]})
    put({"id": "o-1"})
    assert message_of(lambda: fake.eventbridge.assert_rule_matched("paid", event(detail={"id": "o-2"}))) == [
        "0 matches of rule paid with event(detail={'id': 'o-2'}), expected at least 1",
        "  nearest: event #3 OrderPaid on bus default",
        '  detail.id  got "o-1"  test wants "o-2"',
        f"  event #3 was put by {PUT_AT}",
    ]


def test_matched_nothing_was_put_on_the_bus(fake, message_of):
    fake.eventbridge.bus("shop")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, bus="shop")
    put({"id": "o-1"})
    assert message_of(lambda: fake.eventbridge.assert_rule_matched("paid")) == [
        "0 matches of rule paid with any event, expected at least 1",
        "  event #4 OrderPaid was put on bus default, rule paid is on bus shop",
        '  put it with EventBusName="shop", or make the rule on bus default',
        f"  event #4 was put by {PUT_AT}",
    ]


def test_matched_too_often(fake, message_of):
    fake.eventbridge.rule("paid", {"source": ["shop"]})
    put({"id": "o-1"})
    put({"id": "o-2"})
    assert message_of(lambda: fake.eventbridge.assert_rule_matched("paid", count=1)) == [
        "2 matches of rule paid with any event, expected exactly 1",
        f"  event #3 was put by {PUT_AT}",
        f"  event #6 was put by {PUT_AT}",
        "  take away what is too much, or say count=2",
    ]


def test_misspelt_rule(fake, message_of):
    fake.eventbridge.rule("paid", {"source": ["shop"]})
    assert message_of(lambda: fake.eventbridge.assert_rule_matched("piad")) == [
        "there is no rule 'piad'; did you mean 'paid'?"
    ]
    assert message_of(lambda: fake.eventbridge.assert_rule_matched("shipment")) == [
        "there is no rule 'shipment'; known: paid"
    ]


def test_explain_says_why_without_recording(fake):
    fake.eventbridge.rule("paid", {"source": ["shop"], "detail": {"total": [{"numeric": [">", 100]}]}})
    mark = fake.recorded.mark()
    assert fake.explain({"source": "shop", "detail": {"total": 80}}, rule="paid") == (
        "rule paid does not match\n  detail.total  got 80  rule wants numeric > 100"
    )
    assert fake.explain({"source": "shop", "detail": {"total": 101}}, rule="paid") == "rule paid matches"
    assert not fake.recorded.all.since(mark)


@pytest.mark.parametrize("count", [0, range(3)])
def test_a_count_of_none_is_refused(fake, count):
    with pytest.raises(ValueError, match=r"asserts nothing; use assert_not_published\(\)"):
        fake.eventbridge.assert_published(count=count)


def test_true_is_not_one():
    assert not event(detail={"paid": True}).matches({"detail": {"paid": 1}})
    assert not event(detail={"paid": 1}).matches({"detail": {"paid": True}})
    assert event(detail={"paid": 1}).matches({"detail": {"paid": 1.0}})
