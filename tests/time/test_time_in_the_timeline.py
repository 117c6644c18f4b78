"""How fires, retries and replays stand in the timeline of a failed test."""

from __future__ import annotations

from typing import Any

from pytest_awsevents import AwsError
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.reporting.timeline import timeline


def test_a_fire_stands_above_what_it_caused(fake: AwsFake, queue: Any) -> None:
    fake.eventbridge.rule("hourly", schedule="rate(1 hour)", to=queue, InputPath="$.time")
    fake.stub("sqs", "send_message", AwsError("ThrottlingException", "slow down"), times=1)
    mark = fake.recorded.mark()
    fake.clock.tick(hours=2)
    shown = [line for line in timeline(fake.recorded, whole=True).splitlines() if "AWS would refuse" not in line]
    parts = [line.split(None, 2) for line in shown]
    after = [rest for number, _, rest in parts if number.startswith("#") and int(number[1:]) > mark]
    assert [text.rstrip().removesuffix("events.amazonaws.com").rstrip() for text in after] == [
        "schedule hourly at 2026-03-02T13:00:00Z",
        "event Scheduled Event on bus default {}",
        "rule hourly  yes",
        "-> sqs:q  delivered after 2 attempts",
        "sqs:SendMessage q (stub)  ThrottlingException: slow down",
        f"retry hourly at {fake.recorded.ticks[1].due:%Y-%m-%dT%H:%M:%SZ}",
        "sqs:SendMessage q",
        "schedule hourly at 2026-03-02T14:00:00Z",
        "event Scheduled Event on bus default {}",
        "rule hourly  yes",
        "-> sqs:q  delivered",
        "sqs:SendMessage q",
    ]
