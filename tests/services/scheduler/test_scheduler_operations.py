"""The twelve operations of EventBridge Scheduler."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.scheduler.conftest import ROLE

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GROUP = "arn:aws:scheduler:us-east-1:123456789012:schedule-group/g"


def without_metadata(response: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in response.items() if name != "ResponseMetadata"}


def test_a_schedule_is_described_with_its_defaults(fake: AwsFake, scheduler: Any, create: Any, queue: Any) -> None:
    arn = create("rate(1 hour)")
    assert arn == "arn:aws:scheduler:us-east-1:123456789012:schedule/default/s"
    assert without_metadata(scheduler.get_schedule(Name="s")) == {
        "ActionAfterCompletion": "NONE",
        "Arn": arn,
        "CreationDate": NOON,
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "GroupName": "default",
        "LastModificationDate": NOON,
        "Name": "s",
        "ScheduleExpression": "rate(1 hour)",
        "ScheduleExpressionTimezone": "UTC",
        "State": "ENABLED",
        "Target": {
            "Arn": queue.arn,
            "RoleArn": ROLE,
            "Input": "due",
            "RetryPolicy": {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185},
        },
    }


def test_an_update_resets_what_it_does_not_give(fake: AwsFake, scheduler: Any, create: Any, params: Any) -> None:
    create("rate(1 hour)", Description="old", State="DISABLED", StartDate="2026-04-01T00:00Z")
    fake.clock.tick(60)
    scheduler.update_schedule(**params("rate(2 hours)"))
    found = scheduler.get_schedule(Name="s")
    assert {"Description", "StartDate"} & set(found) == set()
    assert (found["State"], found["ScheduleExpression"]) == ("ENABLED", "rate(2 hours)")
    assert (found["LastModificationDate"] - found["CreationDate"]).total_seconds() == 60


def test_schedules_are_listed_by_group_state_and_prefix(scheduler: Any, create: Any, queue: Any) -> None:
    scheduler.create_schedule_group(Name="g")
    create("rate(1 hour)", "a-1")
    create("rate(1 hour)", "b-1", State="DISABLED")
    create("rate(1 hour)", "a-2", GroupName="g")

    def names(**filters: Any) -> list[str]:
        pages = scheduler.get_paginator("list_schedules").paginate(**filters, PaginationConfig={"PageSize": 1})
        return [schedule["Name"] for page in pages for schedule in page["Schedules"]]

    assert names() == ["a-1", "b-1", "a-2"]
    assert names(GroupName="g") == ["a-2"]
    assert names(NamePrefix="a") == ["a-1", "a-2"]
    assert names(State="DISABLED") == ["b-1"]
    assert scheduler.list_schedules(NamePrefix="b")["Schedules"] == [
        {
            "Arn": "arn:aws:scheduler:us-east-1:123456789012:schedule/default/b-1",
            "CreationDate": NOON,
            "GroupName": "default",
            "LastModificationDate": NOON,
            "Name": "b-1",
            "State": "DISABLED",
            "Target": {"Arn": queue.arn},
        }
    ]


def test_groups(scheduler: Any, message: Any, create: Any) -> None:
    assert scheduler.create_schedule_group(Name="g", Tags=[{"Key": "k", "Value": "v"}])["ScheduleGroupArn"] == GROUP
    assert without_metadata(scheduler.get_schedule_group(Name="g")) == {
        "Arn": GROUP,
        "CreationDate": NOON,
        "LastModificationDate": NOON,
        "Name": "g",
        "State": "ACTIVE",
    }
    assert [group["Name"] for group in scheduler.list_schedule_groups()["ScheduleGroups"]] == ["default", "g"]
    assert [group["Name"] for group in scheduler.list_schedule_groups(NamePrefix="g")["ScheduleGroups"]] == ["g"]
    create("rate(1 hour)", GroupName="g")
    scheduler.delete_schedule_group(Name="g")
    assert message(lambda: scheduler.get_schedule_group(Name="g")) == (
        "ResourceNotFoundException: Schedule group g does not exist."
    )
    assert scheduler.list_schedules()["Schedules"] == []
    assert message(lambda: scheduler.delete_schedule_group(Name="default")) == (
        "ValidationException: The default schedule group cannot be deleted."
    )


def test_groups_have_tags(scheduler: Any) -> None:
    scheduler.create_schedule_group(Name="g", Tags=[{"Key": "a", "Value": "1"}])
    scheduler.tag_resource(ResourceArn=GROUP, Tags=[{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "3"}])
    assert scheduler.list_tags_for_resource(ResourceArn=GROUP)["Tags"] == [
        {"Key": "a", "Value": "3"},
        {"Key": "b", "Value": "2"},
    ]
    scheduler.untag_resource(ResourceArn=GROUP, TagKeys=["a", "gone"])
    assert scheduler.list_tags_for_resource(ResourceArn=GROUP)["Tags"] == [{"Key": "b", "Value": "2"}]


def test_the_same_request_once_more_changes_nothing(scheduler: Any, params: Any, message: Any) -> None:
    for _ in range(2):
        scheduler.create_schedule_group(Name="g", ClientToken="t-1")
        scheduler.create_schedule(**params(ClientToken="t-1"))
    assert message(lambda: scheduler.create_schedule(**params(ClientToken="t-2"))) == (
        "ConflictException: Schedule s already exists."
    )
    assert message(lambda: scheduler.create_schedule_group(Name="g", ClientToken="t-2")) == (
        "ConflictException: Schedule group g already exists."
    )


def test_what_does_not_exist(scheduler: Any, params: Any, message: Any) -> None:
    gone = "ResourceNotFoundException: Schedule s does not exist."
    assert message(lambda: scheduler.get_schedule(Name="s")) == gone
    assert message(lambda: scheduler.delete_schedule(Name="s")) == gone
    assert message(lambda: scheduler.update_schedule(**params())) == gone
    assert message(lambda: scheduler.create_schedule(**params(GroupName="no"))) == (
        "ResourceNotFoundException: Schedule group no does not exist."
    )


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 1 * * * *)",
        "cron()",
        "rate(10 seconds)",
        "rate( 10 minutes )",
        " rate(10 minutes)",
        "at(2021-12-31T23:59:59Z)",
        "at(2021-12-31)",
        "at(2021-02-30T00:00:00)",
    ],
)
def test_an_expression_that_is_none_is_refused(scheduler: Any, params: Any, message: Any, expression: str) -> None:
    assert message(lambda: scheduler.create_schedule(**params(expression))) == (
        f"ValidationException: Invalid Schedule Expression {expression}."
    )


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"ScheduleExpressionTimezone": "Mars/Base"}, "Invalid ScheduleExpressionTimezone Mars/Base."),
        ({"ScheduleExpressionTimezone": "Europe"}, "Invalid ScheduleExpressionTimezone Europe."),
        ({"ScheduleExpressionTimezone": "../etc"}, "Invalid ScheduleExpressionTimezone ../etc."),
        (
            {"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}},
            "MaximumWindowInMinutes must be provided when FlexibleTimeWindow Mode is FLEXIBLE.",
        ),
        (
            {"FlexibleTimeWindow": {"Mode": "OFF", "MaximumWindowInMinutes": 5}},
            "MaximumWindowInMinutes must not be provided when FlexibleTimeWindow Mode is OFF.",
        ),
        ({"StartDate": "2026-03-02T11:54Z"}, "The StartDate you specify cannot be earlier than 5 minutes ago."),
        (
            {"StartDate": "2026-03-03T11:54Z", "EndDate": "2026-03-03T11:54Z"},
            "The EndDate you specify must be later than the StartDate.",
        ),
        ({"target": {"Arn": "queue"}}, "Provided Arn is not in correct format."),
        ({"target": {"Arn": "arn:aws:s3:::bucket"}}, "Provided Arn is not in correct format."),
        (
            {"target": {"Arn": "arn:aws:events:us-east-1:123456789012:rule/r", "Input": "{}"}},
            "Provided Arn is not in correct format.",
        ),
        (
            {"target": {"Arn": "arn:aws:kinesis:us-east-1:123456789012:stream/s"}},
            "KinesisParameters is required for the target arn:aws:kinesis:us-east-1:123456789012:stream/s.",
        ),
        (
            {"target": {"Arn": "arn:aws:lambda:us-east-1:123456789012:function:f"}},
            "Invalid Input: the input of this target must be well-formed JSON.",
        ),
        (
            {"target": {"Arn": "arn:aws:scheduler:::aws-sdk:sqs:sendMessage"}},
            "Invalid Input: the parameters of the operation must be well-formed JSON.",
        ),
        (
            {"target": {"Arn": "arn:aws:scheduler:::aws-sdk:sqs:getQueueUrl"}},
            "arn:aws:scheduler:::aws-sdk:sqs:getQueueUrl is not an operation that a schedule can call.",
        ),
        (
            {"target": {"Arn": "arn:aws:scheduler:::aws-sdk:nothing:doIt"}},
            "arn:aws:scheduler:::aws-sdk:nothing:doIt is not an operation that a schedule can call.",
        ),
    ],
)
def test_what_a_schedule_may_not_be(scheduler: Any, params: Any, message: Any, changes: Any, text: str) -> None:
    assert message(lambda: scheduler.create_schedule(**params(**changes))) == f"ValidationException: {text}"
    assert scheduler.list_schedules()["Schedules"] == []
