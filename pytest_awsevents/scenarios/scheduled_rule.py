"""`aws_scheduled_rule`: a rule that sends to a queue every five minutes."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_awsevents.core.rules import Rule
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.scenarios.standing_still import stand_still
from pytest_awsevents.services.sqs.handle import Queue


@dataclass(frozen=True, slots=True)
class ScheduledRule:
    """The rule and the queue that it sends to."""

    rule: Rule
    queue: Queue


def make_scheduled_rule(
    fake: AwsFake,
    *,
    schedule: str = "rate(5 minutes)",
    rule: str = "every-five-minutes",
    queue: str = "scheduled",
) -> ScheduledRule:
    """The scene; `schedule` is a rate() or a cron() expression."""
    stand_still(fake)
    target = fake.sqs.queue(queue)
    return ScheduledRule(fake.eventbridge.rule(rule, schedule=schedule, to=target), target)
