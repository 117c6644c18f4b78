"""Messages about thousands of records are as short, and judge no more than they have to."""

from __future__ import annotations

import json

import boto3
import pytest

from pytest_awsevents import AwsFake, event
from pytest_awsevents.assertions import delivered, matched
from pytest_awsevents.reporting import timeline as reporting

EVENTS, RULES = 1_200, 5


@pytest.fixture(scope="module")
def many():
    with AwsFake(seed="many", now="2026-03-01T12:00Z") as fake:
        queue = fake.sqs.queue("billing")
        for number in range(RULES):
            fake.eventbridge.rule(f"rule-{number}", {"detail": {"n": [{"numeric": [">", EVENTS + number]}]}}, to=queue)
        for first in range(0, EVENTS, 10):
            entries = [
                {"Source": "shop", "DetailType": "OrderPaid", "Detail": json.dumps({"n": first + number})}
                for number in range(10)
            ]
            boto3.client("events").put_events(Entries=entries)
        yield fake


@pytest.fixture
def judged(monkeypatch):
    """How often a rule is judged."""
    calls = []
    for module in (delivered, matched, reporting):
        judge = module.judge
        monkeypatch.setattr(module, "judge", lambda event, rule, judge=judge: (calls.append(1), judge(event, rule))[1])
    return calls


def test_the_nearest_of_many(many, judged, message_of):
    lines = message_of(lambda: many.eventbridge.assert_delivered(event(source="shop"), to="billing"))
    assert lines[1].startswith("  nearest: event #1331 OrderPaid on bus default; published yes, bus ok, rule ")
    assert lines[2].startswith("  detail.n  got 1199  rule wants numeric > 120")
    assert len(lines) == 4
    assert len(judged) <= 501 * RULES


def test_the_nearest_of_many_for_a_rule(many, judged, message_of):
    lines = message_of(lambda: many.eventbridge.assert_rule_matched("rule-1"))
    assert lines[2] == "  detail.n  got 1199  rule wants numeric > 1201"
    assert len(judged) <= 500


def test_an_event_is_meant_that_came_long_ago(many, message_of):
    lines = message_of(lambda: many.eventbridge.assert_delivered(event(detail={"n": 3}), to="billing"))
    assert lines[2] == "  detail.n  got 3  rule wants numeric > 1200"


def test_the_timeline_writes_what_it_shows(many, judged):
    lines = reporting.timeline(many.recorded).splitlines()
    assert len(lines) == 41
    assert lines[0] == "... 7291 rows hidden, --aws-timeline=all shows them"
    assert len(judged) <= 40
