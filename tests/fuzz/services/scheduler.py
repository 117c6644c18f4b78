"""EventBridge Scheduler: a group and a schedule, both called `known`."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import Fuzzed, client_of

ROLE = "arn:aws:iam::123456789012:role/r"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:q"
POOL: dict[str, list[Any]] = {
    "Name": ["known", "other", "default"],
    "GroupName": ["default", "known", "other"],
    "ScheduleExpression": ["rate(1 day)", "cron(0 0 1 1 ? *)", "at(2026-12-01T00:00:00)", "at(tomorrow)"],
    "ScheduleExpressionTimezone": ["Europe/Berlin", "Nowhere"],
    "Arn": [QUEUE, "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", "arn:aws:scheduler:::aws-sdk:sqs:listQueues", "x"],
    "RoleArn": [ROLE],
    "Input": ['{"QueueUrl": "q", "MessageBody": "b"}', "{"],
    "ResourceArn": [f"arn:aws:scheduler:us-east-1:123456789012:schedule-group/{name}" for name in ("known", "other")],
    "ClientToken": ["t-1", "t-2"],
}


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("scheduler")
    fake.sqs.queue("q")
    client.create_schedule_group(Name="known", ClientToken="t-1")
    client.create_schedule(
        Name="known",
        ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": QUEUE, "RoleArn": ROLE},
        ClientToken="t-1",
    )
    return POOL


FUZZED = Fuzzed(service="scheduler", arrange=arrange, beside=["sqs:DeleteQueue", "sqs:CreateQueue"])
