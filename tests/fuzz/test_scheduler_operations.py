"""Whatever an EventBridge Scheduler operation is sent, it answers as AWS could; an error changes nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.fake import AwsFake
from tests.fuzz.params_from_model import FEW_EXAMPLES, ParamsFromModel, refusal, service_model

SCHEDULER = service_model("scheduler")
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


@cache
def client() -> Any:
    """Made once: whichever fake is active answers it."""
    with AwsFake(seed="client") as fake:
        return fake.client("scheduler")


def arrange() -> None:
    client().create_schedule_group(Name="known", ClientToken="t-1")
    client().create_schedule(
        Name="known",
        ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": QUEUE, "RoleArn": ROLE},
        ClientToken="t-1",
    )


def everything() -> list[Any]:
    groups, schedules = client().list_schedule_groups()["ScheduleGroups"], client().list_schedules()["Schedules"]
    described = [client().get_schedule(Name=one["Name"], GroupName=one["GroupName"]) for one in schedules]
    for answer in described:
        del answer["ResponseMetadata"]
    return [*groups, *schedules, *described]


@pytest.mark.parametrize("operation", SCHEDULER.operation_names)
@FEW_EXAMPLES
@given(data=st.data())
def test_answers_as_aws_could_and_errors_change_nothing(operation: str, data: st.DataObject) -> None:
    model = SCHEDULER.operation_model(operation)
    params = data.draw(ParamsFromModel(POOL).params(model), label="params")
    with AwsFake(seed="fuzz") as fake:
        arrange()
        before = everything()
        if refusal(client(), model, params) is not None:
            assert everything() == before
        if operation in ("CreateSchedule", "UpdateSchedule"):
            fake.clock.tick(days=2)
