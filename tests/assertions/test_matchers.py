"""Matchers: what they accept, and what they say of what they do not."""

from __future__ import annotations

import json
import re
from unittest.mock import ANY

import boto3
import pytest
from dirty_equals import IsInt, IsStr

from pytest_awsevents import Absent, Capture, Contains, Exact, JsonText, Len, call, event, pattern

ENVELOPE = {
    "source": "shop",
    "detail-type": "OrderPaid",
    "detail": {"id": "o-1", "total": 80, "lines": [{"sku": "A", "n": 1}, {"sku": "B", "n": 2}], "body": '{"q": 1}'},
}


def reasons(matcher, got=ENVELOPE):
    return [(one.path, one.wanted) for one in matcher.explain(got)]


@pytest.mark.parametrize(
    "matcher",
    [
        event(source="shop", detail={"id": "o-1"}),
        event(source=re.compile("^sh")),
        event(source=ANY, detail={"total": IsInt}),
        event(source=Exact("other") | IsStr()),
        event(source=re.compile("^s") & Len(4)),
        event(source="x") | event(detail_type="OrderPaid"),
        event(source="shop") & ~event(detail={"id": "o-2"}),
        event(detail={"lines": Contains({"sku": "B"}, {"sku": "A"})}),
        event(detail={"lines": Contains({"n": IsInt}, {"sku": "A"})}),  # the first fits both, the second only one
        event(detail={"lines": Len(2), "id": Len(range(1, 4)) & Contains("-")}),
        event(detail={"body": JsonText({"q": 1}), "coupon": Absent}),
        event(detail={"lines": [Exact({"sku": "A", "n": 1}), {"sku": "B"}]}),
        pattern({"source": ["shop"], "detail": {"total": [{"numeric": [">", 79]}]}}),
        pattern('{"detail-type": [{"prefix": "Order"}]}') & event(source="shop"),
    ],
    ids=repr,
)
def test_accepted(matcher):
    assert matcher.matches(ENVELOPE)
    assert matcher == ENVELOPE
    assert matcher.explain(ENVELOPE) == ()
    assert not (~matcher).matches(ENVELOPE)


@pytest.mark.parametrize(
    ("matcher", "expected"),
    [
        (event(source="x") | event(source="y"), [("source", '"x" or "y"')]),
        (event(source="x", detail={"id": "o-2"}) | event(detail_type="x"), [("detail-type", '"x"')]),
        (event(source=~Exact("shop")), [("source", "~Exact('shop')")]),
        (event(source=Exact("a") & Len(9)), [("source", '"a"'), ("source", "Len(9), not 4")]),
        (event(detail={"lines": Contains({"sku": "A"}, {"n": 1})}), [("detail.lines", 'an item like {"n": 1}')]),
        (event(detail={"id": Contains("x")}), [("detail.id", 'the text "x"')]),
        (event(detail={"total": Contains(8)}), [("detail.total", "an item like 8")]),
        (event(detail={"total": Len(1)}), [("detail.total", "Len(1)")]),
        (event(detail={"id": Absent}), [("detail.id", "no such member")]),
        (event(detail={"nope": Len(2)}), [("detail.nope", "Len(2)")]),
        (event(detail={"nope": Capture()}), [("detail.nope", "any value")]),
        (event(detail={"body": JsonText({"q": 2})}), [("detail.body.q", "2")]),
        (event(detail={"id": JsonText({"q": 2})}), [("detail.id", 'a string of JSON like {"q": 2}')]),
        (
            event(detail={"lines": Exact([{"sku": "A", "n": 1}, {"sku": "B"}])}),
            [("detail.lines[1].n", "no such member")],
        ),
        (pattern({"detail": {"total": [{"numeric": [">", 100]}]}}), [("detail.total", "numeric > 100")]),
    ],
    ids=repr,
)
def test_refused_with_reasons(matcher, expected):
    assert not matcher.matches(ENVELOPE)
    assert matcher != ENVELOPE
    assert reasons(matcher) == expected


@pytest.mark.parametrize(
    "wanted", [{"total": True}, {"total": "80"}, {"lines": []}, {"lines": {"sku": "A"}}, {"x": None}]
)
def test_json_values_are_told_apart(wanted):
    assert not event(detail=wanted).matches(ENVELOPE)
    assert not event(detail=wanted).matches({})


def test_captures_keep_what_matched_and_nothing_else(fake):
    got, total = Capture[str](), Capture[int](IsInt)
    for id, kind in (("o-1", "OrderSent"), ("o-2", "OrderPaid"), ("o-3", "OrderPaid")):
        fake.eventbridge.put(kind, {"id": id, "total": 8})
    fake.eventbridge.assert_published(event(detail={"id": got, "total": total}, detail_type="OrderPaid"), count=2)
    assert got.value == "o-2"
    assert got.values == ("o-2", "o-3")
    assert total.values == (8, 8)


def test_a_capture_that_saw_nothing_says_so():
    with pytest.raises(AssertionError, match=r"Capture\(\) has captured nothing: nothing matched yet"):
        Capture[str]().value  # noqa: B018


def test_calls(fake):
    boto3.client("events").put_events(Entries=[{"Source": "a", "DetailType": "b", "Detail": '{"id": "o-1"}'}] * 2)
    record = fake.recorded.calls.first
    assert call("events:PutEvents", Entries=Len(2)) == record
    assert call("events:put_events", Entries=Contains({"Detail": JsonText({"id": "o-1"})})) == record
    assert reasons(call("events:PutEvents", Entries=Len(1)), record) == [("Entries", "Len(1), not 2")]
    assert reasons(call("events:PutRule"), record) == [("operation", "events:PutRule")]
    assert reasons(call("events:PutRule"), 7) == [("", "a call of events:PutRule")]
    with pytest.raises(ValueError, match="service:Operation"):
        call("PutEvents")


def test_views_compare_with_matchers(fake):
    fake.eventbridge.put("A", {})
    fake.eventbridge.put("B", {})
    assert event(detail_type="A") in fake.recorded.events
    assert ~event(detail_type="A") in fake.recorded.events
    assert fake.recorded.events == [event(detail_type="A"), event(source="test")]
    assert fake.recorded.events.matching(pattern({"detail-type": ["B"]})).only().detail_type == "B"


def test_an_invalid_pattern_is_refused_as_eventbridge_does():
    from pytest_awsevents.patterns import InvalidPattern

    with pytest.raises(InvalidPattern):
        pattern({"source": "shop"})
    assert repr(pattern({"source": ["shop"]})) == f"pattern({json.dumps({'source': ['shop']})})"
