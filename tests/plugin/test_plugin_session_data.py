"""`--aws-record`, `--aws-rules-report`, and records in snapshots."""

from __future__ import annotations

import json
import re

import pytest
from inline_snapshot import snapshot as inline

from pytest_awsevents import AwsFake

PATTERN = {"source": ["shop", "store"], "detail": {"$or": [{"total": [{"numeric": [">", 9]}]}, {"vip": [True]}]}}
TESTS = f"""
import boto3
import pytest

pytestmark = pytest.mark.aws_fake(now="2026-03-01T12:00Z")

@pytest.fixture(autouse=True)
def rules(aws_eventbridge):
    aws_eventbridge.rule("large", {PATTERN!r})
    aws_eventbridge.rule("never", {{"source": ["nobody"]}})

@pytest.mark.parametrize("number", [1, 2])
def test_put(aws_eventbridge, number):
    aws_eventbridge.put("OrderPaid", {{"total": 80}}, source="shop")
    boto3.client("secretsmanager").create_secret(Name="key", SecretString="abracadabra", ClientRequestToken="t" * 32)
"""


def records(pytester, run_project, *args):
    run_project(TESTS, "--aws-record=out/records.jsonl", *args).assert_outcomes(passed=2)
    return pytester.path.joinpath("out/records.jsonl").read_text(encoding="utf-8")


def test_all_records_are_written_and_secrets_are_not(run_project, pytester):
    text = records(pytester, run_project)
    lines = [json.loads(line) for line in text.splitlines()]
    assert {line["test"] for line in lines} == {"test_shop.py::test_put[1]", "test_shop.py::test_put[2]"}
    assert [line["record"] for line in lines[:5]] == ["ApiCall", "ApiCall", "ApiCall", "Event", "RuleEvaluation"]
    assert lines[3]["cause"] == lines[2]["seq"]
    assert "abracadabra" not in text
    assert lines[5]["params"]["SecretString"] == "***"


def test_workers_write_the_same_file(run_project, pytester):
    assert records(pytester, run_project, "-n", "2") == records(pytester, run_project)


REPORT = [
    'default/large  never hit: source "store"',
    "default/large  never hit: $or branch 2 (detail.vip, source)",
    "default/never  never matched",
]


@pytest.mark.parametrize(("args", "ini"), [(["--aws-rules-report"], ""), (["-n", "2"], "aws_fake_rules_report = true")])
def test_rules_that_nothing_hit_are_listed(run_project, args, ini):
    result = run_project(TESTS, *args, ini=ini)
    lines = [line for line in result.stdout.lines if line]
    start = next(number for number, line in enumerate(lines) if " AWS rules " in line)
    assert re.fullmatch(r"\d of \d rules, branches and alternatives were hit", lines[start + 1])
    assert sorted(lines[start + 2 : start + 2 + len(REPORT)]) == sorted(REPORT)


def test_a_session_without_rules_says_so(run_project):
    result = run_project("def test_nothing(aws_fake):\n    pass\n", "--aws-rules-report")
    result.stdout.fnmatch_lines(["no rule with an event pattern was made"])


def recorded():
    with AwsFake(seed="snapshot", now="2026-03-01T12:00Z") as fake:
        fake.eventbridge.rule("paid", {"detail-type": ["OrderPaid"]}, to=fake.sqs.queue("billing"))
        fake.eventbridge.put("OrderPaid", {"id": "o-1"})
        return fake.recorded.as_dicts()


def test_records_are_the_same_in_every_run():
    assert recorded() == recorded()
    json.dumps(recorded())


def test_records_in_an_inline_snapshot():
    assert [(one["record"], one["cause"]) for one in recorded()[3:]] == inline(
        [("ApiCall", None), ("Event", 4), ("RuleEvaluation", 5), ("Delivery", 6), ("ApiCall", 7)]
    )
    assert recorded()[6] == inline(
        {
            "record": "Delivery",
            "seq": 7,
            "at": "2026-03-01T12:00:00Z",
            "cause": 6,
            "event": 5,
            "rule": "paid",
            "target": "arn:aws:sqs:us-east-1:123456789012:billing",
            "status": "delivered",
            "attempts": 1,
            "payload": {
                "version": "0",
                "id": "bedfc216-9513-ae6a-8f35-82672263e8f9",
                "detail-type": "OrderPaid",
                "source": "test",
                "account": "123456789012",
                "time": "2026-03-01T12:00:00Z",
                "region": "us-east-1",
                "resources": [],
                "detail": {"id": "o-1"},
            },
        }
    )


def test_records_in_a_syrupy_snapshot(snapshot):
    assert recorded()[4:7] == snapshot
