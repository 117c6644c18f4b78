"""The section that a failing test shows, whole."""

from __future__ import annotations

FAILING = """
import json
import boto3
import pytest
from pytest_awsevents import event

events = boto3.client("events")

@pytest.mark.aws_fake(now="2026-03-01T12:00Z")
def test_billing(aws_eventbridge, aws_sqs):
    billing = aws_sqs.queue("billing")
    paid = {"detail-type": ["OrderPaid"], "detail": {"total": [{"numeric": [">", 100]}]}}
    aws_eventbridge.rule("paid", paid, to=billing)
    aws_eventbridge.rule("audit", {"source": ["shop"]}, to=billing)
    detail = json.dumps({"id": "o-1", "total": 80})
    events.put_events(Entries=[{"Source": "shop", "DetailType": "OrderPaid", "Detail": detail}])
    aws_eventbridge.assert_delivered(event(detail={"id": "o-1"}), to=billing, rule="paid")
"""


def test_a_failing_test_shows_what_happened_and_why(run_project):
    result = run_project(FAILING, "--aws-fake")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E       AssertionError: 0 deliveries of event(detail={'id': 'o-1'}) to sqs:billing by rule paid, expected "
            "at least 1",
            "E         nearest: event #7 OrderPaid on bus default; published yes, bus ok, rule paid ENABLED, "
            "pattern NO",
            "E         detail.total  got 80  rule wants numeric > 100",
            "E         1 of 2 pattern fields matched; event #7 was put by test_shop.py:17",
            "",
            "test_shop.py:18: AssertionError",
            "-* AWS event timeline -*",
            "#1  12:00:00  sqs:CreateQueue billing                                                 test_shop.py:12",
            "#2  12:00:00  events:PutRule paid                                                     test_shop.py:14",
            "#3  12:00:00  events:PutTargets paid                                                  test_shop.py:14",
            "#4  12:00:00  events:PutRule audit                                                    test_shop.py:15",
            "#5  12:00:00  events:PutTargets audit                                                 test_shop.py:15",
            "#6  12:00:00  events:PutEvents                                                        test_shop.py:17",
            '#7  12:00:00    event OrderPaid on bus default {"id": "o-1", "total": 80}',
            "    12:00:00      rule paid  no  detail.total",
            "#8  12:00:00      rule audit  yes",
            "#9  12:00:00        -> sqs:billing  delivered",
            "#10 12:00:00          sqs:SendMessage billing *  events.amazonaws.com",
        ],
        consecutive=True,
    )


def test_the_timeline_can_be_left_out(run_project):
    result = run_project(FAILING, "--aws-fake", "--aws-timeline=off")
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*AWS event timeline*")


def test_passing_tests_show_it_when_asked_for(run_project):
    passing = """
    import boto3

    def test_rules():
        boto3.client("events").list_rules()
    """
    result = run_project(passing, "--aws-fake", "--aws-timeline=all", "-rP")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["-* AWS event timeline -*", "#1 *events:ListRules * test_shop.py:6"])
    run_project(passing, "--aws-fake", "-rP").stdout.no_fnmatch_line("*AWS event timeline*")


def test_long_timelines_are_cut_around_what_failed(run_project):
    source = """
    import boto3
    from pytest_awsevents import event

    def test_many(aws_eventbridge):
        events = boto3.client("events")
        for number in range(60):
            entry = {"Source": "shop", "DetailType": f"Order{number}", "Detail": "{}"}
            events.put_events(Entries=[entry])
        aws_eventbridge.assert_published(event(detail_type="Order10", source="shopp"))
    """
    result = run_project(source)
    rows = [line for line in result.stdout.lines if line.startswith("#")]
    assert len(rows) == 40
    result.stdout.fnmatch_lines(["... * rows hidden, --aws-timeline=all shows them", "... * rows hidden, --aws*"])
    assert any("event Order10 " in row for row in rows)


def test_the_message_stands_on_its_own_without_rewriting_and_terminal_plugin(run_project):
    result = run_project(FAILING, "--aws-fake", "--assert=plain", "--show-capture=no", "--tb=line")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*AssertionError: 0 deliveries of event(detail={'id': 'o-1'}) to sqs:billing*"])
