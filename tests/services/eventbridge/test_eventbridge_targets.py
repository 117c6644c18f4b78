from __future__ import annotations

from typing import Any

import pytest

from tests.services.clients import Refused

ROLE = "arn:aws:iam::123456789012:role/r"
ECS = "arn:aws:ecs:us-east-1:123456789012:cluster/c"
TASK = "arn:aws:ecs:us-east-1:123456789012:task-definition/t:1"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:q"
BATCH = "arn:aws:batch:us-east-1:123456789012:job-queue/q"
REDSHIFT = "arn:aws:redshift:us-east-1:123456789012:cluster:c"
LOGS = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/x"


def ecs(**block: Any) -> dict[str, Any]:
    return {"Arn": ECS, "RoleArn": ROLE, "EcsParameters": {"TaskDefinitionArn": TASK, **block}}


def network(**settings: Any) -> dict[str, Any]:
    return {"awsvpcConfiguration": {"Subnets": ["s"], **settings}}


def batch(**block: Any) -> dict[str, Any]:
    return {"Arn": BATCH, "RoleArn": ROLE, "BatchParameters": {"JobDefinition": "d", "JobName": "n", **block}}


GOOD = {
    "fargate": ecs(LaunchType="FARGATE", NetworkConfiguration=network(AssignPublicIp="ENABLED"), TaskCount=10),
    "array job": batch(ArrayProperties={"Size": 10_000}, RetryStrategy={"Attempts": 10}),
    "fifo": {"Arn": f"{QUEUE}.fifo", "SqsParameters": {"MessageGroupId": "g"}},
    "api destination": {
        "Arn": "arn:aws:events:us-east-1:123456789012:api-destination/d/1",
        "RoleArn": ROLE,
        "HttpParameters": {"HeaderParameters": {"X": "y"}},
    },
    "kinesis": {
        "Arn": "arn:aws:kinesis:us-east-1:1:stream/s",
        "RoleArn": ROLE,
        "KinesisParameters": {"PartitionKeyPath": "$.id"},
    },
    "own topic": {"Arn": "arn:aws:sns:us-east-1:123456789012:t"},
    "other topic": {"Arn": "arn:aws:sns:us-east-1:210987654321:t", "RoleArn": ROLE},
    "gateway": {"Arn": "arn:aws:execute-api:us-east-1:123456789012:a/stage/GET/p"},
    "logs": {"Arn": LOGS, "InputTransformer": {"InputTemplate": '{"timestamp": 1, "message": "m"}'}},
    "redshift": {"Arn": REDSHIFT, "RoleArn": ROLE, "RedshiftDataParameters": {"Database": "d", "Sql": "s"}},
    "dead letters": {"Arn": QUEUE, "DeadLetterConfig": {"Arn": QUEUE}, "RetryPolicy": {"MaximumRetryAttempts": 0}},
}
BAD = {
    "no arn": ({"Arn": "q"}, "Parameter q is not valid. Reason: Provided Arn is not in correct format."),
    "two inputs": (
        {"Arn": QUEUE, "Input": "{}", "InputPath": "$.detail"},
        "Only one of Input, InputPath, or InputTransformer must be provided for target t.",
    ),
    "path": ({"Arn": QUEUE, "InputPath": "detail"}, "InputPath for target t is invalid."),
    "placeholder": (
        {"Arn": QUEUE, "InputTransformer": {"InputTemplate": '"<x>"'}},
        "InputTemplate for target t contains invalid placeholder x.",
    ),
    "event in a text": (
        {"Arn": QUEUE, "InputTransformer": {"InputTemplate": "[<aws.events.event.json>]"}},
        "contains placeholder aws.events.event.json valid only for JSON template.",
    ),
    "no json": (
        {"Arn": QUEUE, "Input": "env:dev"},
        'JSON syntax error in input for target t: [Source: (String)"env:dev"; line: 1, column: 4]',
    ),
    "same id": ({"Id": "good", "Arn": QUEUE}, "More than one target with Id 'good' is provided."),
    "many tasks": (ecs(TaskCount=11), "Parameter(s) TaskCount not valid for target: t."),
    "no network": (
        ecs(LaunchType="FARGATE"),
        "Parameter NetworkConfiguration must be specified for target t when launch type is FARGATE",
    ),
    "no role": ({"Arn": ECS}, f"RoleArn is required for target {ECS}."),
    "no role for a stream": (
        {"Arn": "arn:aws:kinesis:us-east-1:1:stream/s"},
        "Rule all does not have RoleArn assigned to invoke target arn:aws:kinesis:us-east-1:1:stream/s.",
    ),
    "no role for another's topic": (
        {"Arn": "arn:aws:sns:us-east-1:210987654321:t"},
        "RoleArn is required for target arn:aws:sns:us-east-1:210987654321:t.",
    ),
    "no task": ({"Arn": ECS, "RoleArn": ROLE}, "Parameter(s) EcsParameters must be specified for target: t."),
    "no job": ({"Arn": BATCH, "RoleArn": ROLE}, "Parameter(s) BatchParameters must be specified for target: t."),
    "no group": ({"Arn": f"{QUEUE}.fifo"}, "Parameter(s) SqsParameters must be specified for target: t."),
    "another's block": (
        {"Arn": QUEUE, "KinesisParameters": {"PartitionKeyPath": "$.id"}},
        "Parameter(s) KinesisParameters not supported for target: t",
    ),
    "far task": (
        ecs(TaskDefinitionArn=TASK.replace("us-east-1", "us-west-2")),
        f"Region of {ECS} does not match region of {TASK.replace('us-east-1', 'us-west-2')}",
    ),
    "public address": (
        ecs(LaunchType="EC2", NetworkConfiguration=network(AssignPublicIp="ENABLED")),
        "Parameter AssignPublicIp for target t is not supported when launch type is EC2",
    ),
    "subnets": (
        ecs(NetworkConfiguration={"awsvpcConfiguration": {"Subnets": []}}),
        "Parameter Subnets is not valid. Reason: size must be in between 1 and 16",
    ),
    "security groups": (
        ecs(NetworkConfiguration=network(SecurityGroups=["g"] * 6)),
        "Parameter SecurityGroups is not valid. Reason: size must be in between 0 and 5",
    ),
    "attempts": (
        batch(RetryStrategy={"Attempts": 11}),
        "Parameter RetryStrategy is not valid. Reason: Attempts must be in between 1 and 10.",
    ),
    "two statements": (
        {"Arn": REDSHIFT, "RoleArn": ROLE, "RedshiftDataParameters": {"Database": "d", "Sql": "s", "Sqls": ["s"]}},
        "Either RedshiftDataParameters.sql or RedshiftDataParameters.sqls",
    ),
    "log text": (
        {"Arn": LOGS, "InputTransformer": {"InputTemplate": '"text"'}},
        "Input for target t is not a valid JSON text.",
    ),
    "dead letters": (
        {"Arn": QUEUE, "DeadLetterConfig": {"Arn": f"{QUEUE}.fifo"}},
        "SQS FIFO is not supported by Dead Letter Queues",
    ),
}


@pytest.mark.parametrize("target", GOOD.values(), ids=GOOD.keys())
def test_targets_that_are_taken_are_listed_as_put(events: Any, rule: str, target: dict[str, Any]) -> None:
    put = events.put_targets(Rule=rule, Targets=[{"Id": "t", **target}])
    assert (put["FailedEntryCount"], put["FailedEntries"]) == (0, [])
    assert events.list_targets_by_rule(Rule=rule)["Targets"] == [{"Id": "t", **target}]


@pytest.mark.parametrize(("target", "message"), BAD.values(), ids=BAD.keys())
def test_one_bad_target_keeps_all_out(
    events: Any, rule: str, refused: Refused, target: dict[str, Any], message: str
) -> None:
    with refused("ValidationException", message):
        events.put_targets(Rule=rule, Targets=[{"Id": "good", "Arn": QUEUE}, {"Id": "t", **target}])
    assert events.list_targets_by_rule(Rule=rule)["Targets"] == []


def test_the_role_of_the_rule_serves_a_stream(events: Any) -> None:
    events.put_rule(Name="r", EventPattern='{"source": ["shop"]}', RoleArn=ROLE)
    target = {"Id": "s", "Arn": "arn:aws:kinesis:us-east-1:1:stream/s"}
    assert events.put_targets(Rule="r", Targets=[target])["FailedEntryCount"] == 0


def test_a_rule_has_at_most_five_targets(events: Any, rule: str, refused: Refused) -> None:
    events.put_targets(Rule=rule, Targets=[{"Id": f"t{number}", "Arn": QUEUE} for number in range(5)])
    with refused("LimitExceededException"):
        events.put_targets(Rule=rule, Targets=[{"Id": "t5", "Arn": QUEUE}])
    events.put_targets(Rule=rule, Targets=[{"Id": "t4", "Arn": f"{QUEUE}2"}])
    assert events.list_targets_by_rule(Rule=rule)["Targets"][-1]["Arn"] == f"{QUEUE}2"
