"""Where EventBridge Scheduler is otherwise than on AWS (docs/services/scheduler.md) and no other test shows it."""

from __future__ import annotations

import pytest

from pytest_awsevents.fake import AwsFake


@pytest.mark.parametrize("policy", ["", None])
def test_a_role_may_do_everything(policy: str | None) -> None:
    with AwsFake(now="2026-03-02T12:00Z", permissions="enforce") as fake:
        queue = fake.sqs.queue("q", **({} if policy is None else {"Policy": policy}))
        fake.client("scheduler").create_schedule(
            Name="s",
            ScheduleExpression="rate(1 hour)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": queue.arn, "RoleArn": "arn:aws:iam::123456789012:role/no-such-role", "Input": "due"},
        )
        fake.clock.tick(1)
        assert queue.bodies() == ["due"]
