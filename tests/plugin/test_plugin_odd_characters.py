"""Half characters (lone surrogates), which no file, terminal or pipe takes: they stand as escapes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

SOURCE = r"""
    import boto3
    from pytest_awsevents import call, event

    HALF = "a\ud800b"

    def put(aws_fake):
        entry = {"Source": "shop", "DetailType": HALF, "Detail": '{"text": "\\ud800"}'}
        boto3.client("events").put_events(Entries=[entry])

    def test_by_helper(aws_fake, aws_eventbridge):
        put(aws_fake)
        aws_eventbridge.assert_published(event(detail_type="x"))

    def test_by_assert(aws_fake):
        put(aws_fake)
        assert event(detail_type="x") in aws_fake.recorded.events

    def test_by_strictness(aws_fake):
        entry = {"Source": "shop", "DetailType": HALF, "Detail": "{}", "EventBusName": "gone"}
        boto3.client("events").put_events(Entries=[entry])
"""


@pytest.mark.parametrize("args", [(), ("-n", "1")])
def test_a_failure_and_the_record_file_can_be_written(
    pytester: pytest.Pytester, run_project: Callable[..., pytest.RunResult], args: tuple[str, ...]
) -> None:
    result = run_project(SOURCE, "--aws-fake", "--aws-timeline=all", "--aws-record=out.jsonl", *args)
    result.assert_outcomes(failed=3)
    assert r"a\ud800b" in result.stdout.str()
    records = [json.loads(line) for line in (pytester.path / "out.jsonl").read_text("utf-8").splitlines()]
    events = [one for one in records if one["record"] == "Event"]
    assert "a\ud800b" in [one["event"]["detail-type"] for one in events]
