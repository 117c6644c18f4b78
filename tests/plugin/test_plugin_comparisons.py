"""Plain `in` and `==`: what pytest shows of views and matchers, within what it does not cut."""

from __future__ import annotations

import pytest

HEAD = """
import pytest
from pytest_awsevents import Contains, call, event

@pytest.fixture(autouse=True)
def put(aws_eventbridge):
    aws_eventbridge.put("OrderPaid", {"id": "o-1", "total": "80"}, source="shop")
    aws_eventbridge.put("OrderSent", {"id": "o-1"}, source="shop")
"""


@pytest.mark.parametrize("args", [(), ("-n", "1")])
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            'event(detail_type="OrderPaid", detail={"total": 80}) in aws_fake.recorded.events',
            [
                "E       assert event(detail_type='OrderPaid', detail={'total': 80}) in <2 events>",
                "E         nearest: event #2 OrderPaid on bus default",
                'E         detail.total  got "80"  test wants 80',
                "E         event #2 was put by test_shop.py:8",
            ],
        ),
        (
            'event(detail_type="OrderSent") not in aws_fake.recorded.events',
            [
                "E       assert event(detail_type='OrderSent') not in <2 events>",
                "E         event #4 OrderSent on bus default",
                "E         event #4 was put by test_shop.py:9",
            ],
        ),
        (
            'aws_fake.recorded.events == [event(detail_type="OrderPaid"), event(detail_type="OrderSend")]',
            [
                "E       assert <2 events> == 2 wanted",
                "E         [1] got event #4 OrderSent on bus default, wanted event(detail_type='OrderSend')",
                'E         detail-type  got "OrderSent"  test wants "OrderSend"',
                "E         event #4 was put by test_shop.py:9",
            ],
        ),
        (
            'aws_fake.recorded.events == [event(detail_type="OrderPaid")]',
            [
                "E       assert <2 events> == 1 wanted",
                "E         [1] not wanted: event #4 OrderSent on bus default",
                "E         event #4 was put by test_shop.py:9",
            ],
        ),
        (
            'aws_fake.recorded.calls == [call("events:PutEvents")] * 3',
            ["E       assert <2 calls> == 3 wanted", "E         [2] missing: call('events:PutEvents')"],
        ),
        (
            '"OrderPaid" in aws_fake.recorded.events',
            [
                "E       assert 'OrderPaid' in <2 events>",
                "E         recorded: event #2 OrderPaid on bus default",
                "E         recorded: event #4 OrderSent on bus default",
            ],
        ),
        (
            "event() in aws_fake.recorded.deliveries",
            ["E       assert event() in <0 deliveries>", "E         nothing was recorded of that kind"],
        ),
        (
            'call("events:PutEvents") not in aws_fake.recorded.calls[:1]',
            [
                "E       assert call('events:PutEvents') not in <1 calls>",
                "E         call #1 events:PutEvents",
                "E         made by test_shop.py:8",
            ],
        ),
        (
            'aws_fake.recorded.events.last == event(detail_type="OrderPaid")',
            [
                "E       assert event #4 OrderSent on bus default is not event(detail_type='OrderPaid')",
                'E         detail-type  got "OrderSent"  test wants "OrderPaid"',
            ],
        ),
    ],
)
def test_the_reason_is_shown(run_project, monkeypatch, line, expected, args):
    monkeypatch.delenv("CI", raising=False)
    result = run_project(f"{HEAD}\ndef test_it(aws_fake):\n    assert {line}\n", *args)
    result.assert_outcomes(failed=1)
    assert "\n".join(expected) in result.stdout.str().replace("AssertionError: ", "")


ROUTED = """
@pytest.fixture
def queue(aws_eventbridge, aws_sqs):
    queue = aws_sqs.queue("billing")
    aws_eventbridge.rule("paid", {"detail-type": ["OrderPaid"]}, to=queue)
    aws_eventbridge.put("OrderPaid", {"id": "o-2"}, source="shop")
    return queue

def test_it(aws_fake, queue):
    assert LINE
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "aws_fake.recorded.deliveries == []",
            [
                "E       assert <1 deliveries> == 0 wanted",
                "E         [0] not wanted: delivery #11 to sqs:billing, delivered",
                "E         event #9 was put by test_shop.py:15",
            ],
        ),
        (
            'event(detail={"id": "o-1"}) in aws_fake.recorded.deliveries',
            [
                "E       assert event(detail={'id': 'o-1'}) in <1 deliveries>",
                "E         nearest: delivery #11 to sqs:billing, delivered",
                'E         detail.id  got "o-2"  test wants "o-1"',
                "E         event #9 was put by test_shop.py:15",
            ],
        ),
        (
            'event(detail={"id": "o-2"}) not in aws_fake.recorded.matches',
            [
                "E       assert event(detail={'id': 'o-2'}) not in <1 matches>",
                "E         rule paid judged on event #9 OrderPaid",
                "E         event #9 was put by test_shop.py:15",
            ],
        ),
    ],
)
def test_deliveries_and_matches_are_named(run_project, monkeypatch, line, expected):
    monkeypatch.delenv("CI", raising=False)
    result = run_project(HEAD + ROUTED.replace("LINE", line))
    result.assert_outcomes(failed=1)
    assert "\n".join(expected) in result.stdout.str().replace("AssertionError: ", "")
