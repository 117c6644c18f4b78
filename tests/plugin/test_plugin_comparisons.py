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
