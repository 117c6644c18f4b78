"""Every kind of target: from a rule to the exact call or request that the target gets."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime

import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.delivery.targets import MODULES, is_target

ACCOUNT = "123456789012"
HERE = f"us-east-1:{ACCOUNT}"
ID = "<id>"
DETAIL = {"id": "o-1", "total": 42}
WHOLE = (
    '{"version":"0","id":"<id>","detail-type":"OrderPaid","source":"shop","account":"123456789012",'
    '"time":"2026-03-01T12:00:00Z","region":"us-east-1","resources":[],"detail":{"id":"o-1","total":42}}'
)
UUID = "<re:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}>"


def constant(value):
    return {"Input": json.dumps(value)}


# What the ARN is, what the target is given besides it, the call that is made, and its params.
CASES = {
    "sqs": (
        f"arn:aws:sqs:{HERE}:billing",
        {},
        "sqs:SendMessage",
        {"QueueUrl": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/billing", "MessageBody": WHOLE},
    ),
    "sqs fifo": (
        f"arn:aws:sqs:{HERE}:billing.fifo",
        {"SqsParameters": {"MessageGroupId": "orders"}, "InputPath": "$.detail"},
        "sqs:SendMessage",
        {
            "QueueUrl": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/billing.fifo",
            "MessageBody": '{"id":"o-1","total":42}',
            "MessageGroupId": "orders",
        },
    ),
    "sns": (
        f"arn:aws:sns:{HERE}:orders",
        {},
        "sns:Publish",
        {"TopicArn": f"arn:aws:sns:{HERE}:orders", "Message": WHOLE},
    ),
    "lambda": (
        f"arn:aws:lambda:{HERE}:function:ship",
        {},
        "lambda:Invoke",
        {
            "FunctionName": f"arn:aws:lambda:{HERE}:function:ship",
            "InvocationType": "Event",
            "Payload": WHOLE.encode(),
        },
    ),
    "kinesis": (
        f"arn:aws:kinesis:{HERE}:stream/orders",
        {},
        "kinesis:PutRecord",
        {"StreamName": "orders", "Data": WHOLE.encode(), "PartitionKey": ID},
    ),
    "kinesis with a partition key path": (
        f"arn:aws:kinesis:{HERE}:stream/orders",
        {"KinesisParameters": {"PartitionKeyPath": "$.detail.id"}, "InputPath": "$.detail.total"},
        "kinesis:PutRecord",
        {"StreamName": "orders", "Data": b"42", "PartitionKey": "o-1"},
    ),
    "firehose": (
        f"arn:aws:firehose:{HERE}:deliverystream/lake",
        {},
        "firehose:PutRecord",
        {"DeliveryStreamName": "lake", "Record": {"Data": WHOLE.encode()}},
    ),
    "logs": (
        f"arn:aws:logs:{HERE}:log-group:/aws/events/orders",
        {},
        "logs:PutLogEvents",
        {
            "logGroupName": "/aws/events/orders",
            "logStreamName": "<re:[0-9a-f]{32}>",
            "logEvents": [{"timestamp": 1772366400000, "message": WHOLE}],
        },
    ),
    "logs with a transformer": (
        f"arn:aws:logs:{HERE}:log-group:/aws/events/orders:*",
        {
            "InputTransformer": {
                "InputPathsMap": {"id": "$.detail.id", "time": "$.time"},
                "InputTemplate": '{"timestamp": <time>, "message": "order <id>"}',
            }
        },
        "logs:PutLogEvents",
        {
            "logGroupName": "/aws/events/orders",
            "logStreamName": "<re:[0-9a-f]{32}>",
            "logEvents": [{"timestamp": 1772366400000, "message": "order o-1"}],
        },
    ),
    "states": (
        f"arn:aws:states:{HERE}:stateMachine:ship",
        {},
        "stepfunctions:StartExecution",
        {
            "stateMachineArn": f"arn:aws:states:{HERE}:stateMachine:ship",
            "name": f"<re:{ID}_[0-9a-f-]{{36}}>",
            "input": WHOLE,
        },
    ),
    "ecs": (
        f"arn:aws:ecs:{HERE}:cluster/shop",
        {
            "EcsParameters": {
                "TaskDefinitionArn": f"arn:aws:ecs:{HERE}:task-definition/ship:3",
                "TaskCount": 2,
                "LaunchType": "FARGATE",
                "NetworkConfiguration": {
                    "awsvpcConfiguration": {"Subnets": ["subnet-1"], "AssignPublicIp": "ENABLED"},
                },
                "EnableECSManagedTags": True,
                "Tags": [{"Key": "team", "Value": "shop"}],
            }
        },
        "ecs:RunTask",
        {
            "cluster": f"arn:aws:ecs:{HERE}:cluster/shop",
            "taskDefinition": f"arn:aws:ecs:{HERE}:task-definition/ship:3",
            "count": 2,
            "launchType": "FARGATE",
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}},
            "enableECSManagedTags": True,
            "tags": [{"key": "team", "value": "shop"}],
            "startedBy": "events-rule/paid",
        },
    ),
    "ecs with overrides": (
        f"arn:aws:ecs:{HERE}:cluster/shop",
        {
            "EcsParameters": {"TaskDefinitionArn": f"arn:aws:ecs:{HERE}:task-definition/ship"},
            "InputTransformer": {
                "InputPathsMap": {"id": "$.detail.id"},
                "InputTemplate": '{"containerOverrides": [{"name": "ship", "command": ["ship", <id>]}]}',
            },
        },
        "ecs:RunTask",
        {
            "cluster": f"arn:aws:ecs:{HERE}:cluster/shop",
            "taskDefinition": f"arn:aws:ecs:{HERE}:task-definition/ship",
            "count": 1,
            "overrides": {"containerOverrides": [{"name": "ship", "command": ["ship", "o-1"]}]},
            "startedBy": "events-rule/paid",
        },
    ),
    "batch": (
        f"arn:aws:batch:{HERE}:job-queue/nightly",
        {
            "BatchParameters": {
                "JobName": "ship",
                "JobDefinition": "ship:1",
                "ArrayProperties": {"Size": 2},
                "RetryStrategy": {"Attempts": 3},
            },
            **constant({"Parameters": {"order": "o-1"}, "ContainerOverrides": {"Command": ["ship"]}}),
        },
        "batch:SubmitJob",
        {
            "jobQueue": f"arn:aws:batch:{HERE}:job-queue/nightly",
            "jobName": "ship",
            "jobDefinition": "ship:1",
            "arrayProperties": {"size": 2},
            "retryStrategy": {"attempts": 3},
            "parameters": {"order": "o-1"},
            "containerOverrides": {"command": ["ship"]},
        },
    ),
    "codebuild": (
        f"arn:aws:codebuild:{HERE}:project/site",
        constant({"sourceVersion": "main"}),
        "codebuild:StartBuild",
        {"projectName": "site", "sourceVersion": "main"},
    ),
    "codepipeline": (
        f"arn:aws:codepipeline:{HERE}:release",
        {},
        "codepipeline:StartPipelineExecution",
        {"name": "release"},
    ),
    "ec2 stop": (
        f"arn:aws:events:{HERE}:target/stop-instance",
        constant("i-1"),
        "ec2:StopInstances",
        {"InstanceIds": ["i-1"]},
    ),
    "ec2 terminate": (
        f"arn:aws:events:{HERE}:target/terminate-instance",
        constant(f"arn:aws:ec2:{HERE}:instance/i-1"),
        "ec2:TerminateInstances",
        {"InstanceIds": ["i-1"]},
    ),
    "ec2 reboot": (
        f"arn:aws:events:{HERE}:target/reboot-instance",
        {"InputPath": "$.detail.id"},
        "ec2:RebootInstances",
        {"InstanceIds": ["o-1"]},
    ),
    "ec2 snapshot": (
        f"arn:aws:events:{HERE}:target/create-snapshot",
        constant(f"arn:aws:ec2:{HERE}:volume/vol-1"),
        "ec2:CreateSnapshot",
        {"VolumeId": "vol-1"},
    ),
    "glue": (
        f"arn:aws:glue:{HERE}:workflow/nightly",
        {},
        "glue:StartWorkflowRun",
        {"Name": "nightly"},
    ),
    "inspector": (
        f"arn:aws:inspector:{HERE}:target/0-abc/template/0-def",
        {},
        "inspector:StartAssessmentRun",
        {"assessmentTemplateArn": f"arn:aws:inspector:{HERE}:target/0-abc/template/0-def"},
    ),
    "redshift": (
        f"arn:aws:redshift:{HERE}:cluster:lake",
        {
            "RedshiftDataParameters": {
                "Database": "dev",
                "DbUser": "loader",
                "Sql": "insert into orders values (1)",
                "StatementName": "load",
                "WithEvent": True,
            }
        },
        "redshift-data:ExecuteStatement",
        {
            "ClusterIdentifier": "lake",
            "Database": "dev",
            "DbUser": "loader",
            "Sql": "insert into orders values (1)",
            "StatementName": "load",
            "WithEvent": True,
        },
    ),
    "redshift batch": (
        f"arn:aws:redshift-serverless:{HERE}:workgroup/lake",
        {
            "RedshiftDataParameters": {
                "Database": "dev",
                "SecretManagerArn": f"arn:aws:secretsmanager:{HERE}:secret:db",
                "Sqls": ["select 1", "$.detail.id"],
            }
        },
        "redshift-data:BatchExecuteStatement",
        {
            "WorkgroupName": "lake",
            "Database": "dev",
            "SecretArn": f"arn:aws:secretsmanager:{HERE}:secret:db",
            "Sqls": ["select 1", "o-1"],
        },
    ),
    "sagemaker": (
        f"arn:aws:sagemaker:{HERE}:pipeline/train",
        {
            "SageMakerPipelineParameters": {
                "PipelineParameterList": [
                    {"Name": "order", "Value": "$.detail.id"},
                    {"Name": "total", "Value": "$.detail.total"},
                    {"Name": "mode", "Value": "fast"},
                ]
            }
        },
        "sagemaker:StartPipelineExecution",
        {
            "PipelineName": "train",
            "ClientRequestToken": UUID,
            "PipelineParameters": [
                {"Name": "order", "Value": "o-1"},
                {"Name": "total", "Value": "42"},
                {"Name": "mode", "Value": "fast"},
            ],
        },
    ),
    "ssm run command": (
        f"arn:aws:ssm:{HERE}:document/Restart",
        {
            "RunCommandParameters": {"RunCommandTargets": [{"Key": "tag:role", "Values": ["web"]}]},
            **constant({"commands": ["date"]}),
        },
        "ssm:SendCommand",
        {
            "DocumentName": "Restart",
            "Targets": [{"Key": "tag:role", "Values": ["web"]}],
            "Parameters": {"commands": ["date"]},
        },
    ),
    "ssm automation": (
        f"arn:aws:ssm:{HERE}:automation-definition/Patch:$DEFAULT",
        constant({"InstanceId": ["i-1"]}),
        "ssm:StartAutomationExecution",
        {"DocumentName": "Patch", "DocumentVersion": "$DEFAULT", "Parameters": {"InstanceId": ["i-1"]}},
    ),
    "ssm opsitem": (
        f"arn:aws:ssm:{HERE}:opsitem",
        {},
        "ssm:CreateOpsItem",
        {
            "Title": "OrderPaid",
            "Source": "shop",
            "Description": f"EventBridge event {ID} matched rule paid",
            "OperationalData": {"/aws/event": {"Type": "SearchableString", "Value": WHOLE}},
        },
    ),
    "ssm-incidents": (
        f"arn:aws:ssm-incidents::{ACCOUNT}:response-plan/page",
        constant({"title": "Orders fail"}),
        "ssm-incidents:StartIncident",
        {
            "clientToken": UUID,
            "responsePlanArn": f"arn:aws:ssm-incidents::{ACCOUNT}:response-plan/page",
            "title": "Orders fail",
        },
    ),
}


def filled(value, id):
    """The expected params with the event's id in them."""
    if isinstance(value, dict):
        return {name: filled(member, id) for name, member in value.items()}
    if isinstance(value, list):
        return [filled(item, id) for item in value]
    if isinstance(value, bytes):
        return value.replace(ID.encode(), id.encode())
    if isinstance(value, str) and value.startswith("<re:"):
        return Like(value[4:-1].replace(ID, id))
    return value.replace(ID, id) if isinstance(value, str) else value


class Like:
    """Equal to every text that a pattern fits."""

    def __init__(self, pattern):
        self.pattern = pattern

    def __eq__(self, other):
        return re.fullmatch(self.pattern, other) is not None

    __hash__ = None

    def __repr__(self):
        return f"Like({self.pattern!r})"


@pytest.fixture
def resources(fake):
    """What the faked services have to have for a delivery to succeed."""
    fake.sqs.queue("billing")
    fake.sqs.queue("billing", fifo=True)
    fake.lambda_.function("ship")
    for service, operation in (
        ("sns", "Publish"),
        ("kinesis", "PutRecord"),
        ("firehose", "PutRecord"),
        ("logs", "CreateLogStream"),
        ("logs", "PutLogEvents"),
        ("stepfunctions", "StartExecution"),
    ):
        fake.stub(service, operation, {})  # whether they are faked or not


@pytest.mark.usefixtures("resources")
@pytest.mark.parametrize(("arn", "target", "operation", "params"), CASES.values(), ids=list(CASES))
def test_the_target_gets_exactly_this_call(fake, arn, target, operation, params):
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=arn, **target)
    event = fake.eventbridge.put("OrderPaid", DETAIL, source="shop")

    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, delivery.reason) == ("delivered", None)
    call = [call for call in fake.recorded.calls if call.cause is delivery][-1]
    assert call.name == operation
    assert call.params == filled(params, event.id)
    assert (call.account, call.region, call.principal) == (ACCOUNT, "us-east-1", "events.amazonaws.com")


def test_every_kind_is_in_the_table_or_has_tests_of_its_own():
    elsewhere = {"appsync", "events:api-destination", "events:event-bus", "execute-api"}
    kinds = {f"{arn.service}:{arn.resource_type}" for case in CASES.values() if (arn := parse_arn(case[0]))}
    covered = {kind.partition(":")[0] for kind in kinds} | kinds | elsewhere
    assert set(MODULES) <= covered


@pytest.mark.parametrize("operation", ["ecs:RunTask", "ec2:StopInstances"])
def test_a_service_that_is_not_faked_answers_by_default_and_may_be_stubbed(fake, operation):
    case = next(case for case in CASES.values() if case[2] == operation)
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=case[0], **case[1])
    fake.eventbridge.put("OrderPaid", DETAIL, source="shop")
    stub = fake.stub(*operation.split(":"), {})
    fake.eventbridge.put("OrderPaid", DETAIL, source="shop")

    answered = [call.answered_by for call in fake.recorded.calls if call.name == operation]
    assert answered == ["default", "stub"]
    assert stub.calls == [fake.recorded.calls.last]
    assert [one.status for one in fake.recorded.deliveries] == ["delivered", "delivered"]


def test_params_that_the_service_would_refuse_are_a_failed_delivery(fake):
    arn = f"arn:aws:codebuild:{HERE}:project/site"
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=arn, **constant({"sourceVersoin": "main"}))
    fake.eventbridge.put("OrderPaid", DETAIL, source="shop")
    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, delivery.error_code) == ("dropped", "SDK_CLIENT_ERROR")
    assert 'Unknown parameter in input: "sourceVersoin"' in delivery.reason


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:s3:::bucket",
        f"arn:aws:dynamodb:{HERE}:table/orders",
        f"arn:aws:events:{HERE}:rule/paid",
        f"arn:aws:events:{HERE}:connection/shop/1",
    ],
)
def test_put_targets_refuses_what_rules_cannot_send_to(fake, arn):
    assert not is_target(parse_arn(arn))
    fake.eventbridge.rule("paid", {"source": ["shop"]})
    events = fake.client("events")
    with pytest.raises(events.exceptions.ClientError) as caught:
        events.put_targets(Rule="paid", Targets=[{"Id": "1", "Arn": arn, "RoleArn": "arn:aws:iam::1:role/r"}])
    assert caught.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": f"Parameter {arn} is not valid. Reason: Provided Arn is not in correct format.",
    }


def test_an_event_bus_gets_the_event_as_it_is(fake):
    hub = fake.eventbridge.bus("hub")
    fake.eventbridge.rule("forward", {"source": ["shop"]}, to=hub)
    event = fake.eventbridge.put("OrderPaid", DETAIL, source="shop")
    forwarded = fake.recorded.events.last
    assert forwarded.bus == "hub"
    assert forwarded.raw_event == event.raw_event


def test_a_bus_in_another_region_gives_a_new_id(fake):
    fake.client("events", "eu-west-1").create_event_bus(Name="hub")
    fake.eventbridge.rule("forward", {"source": ["shop"]}, to=f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/hub")
    event = fake.eventbridge.put("OrderPaid", DETAIL, source="shop")
    forwarded = fake.recorded.events.last
    assert forwarded.id != event.id
    assert forwarded.raw_event == {**event.raw_event, "id": forwarded.id}


def test_a_bus_of_another_account_lets_the_rule_in_by_its_policy(fake):
    there = fake.account("222233334444").client("events")
    there.create_event_bus(Name="hub")
    there.put_permission(EventBusName="hub", Action="events:PutEvents", Principal=ACCOUNT, StatementId="shop")
    fake.eventbridge.rule("forward", {"source": ["shop"]}, to="arn:aws:events:us-east-1:222233334444:event-bus/hub")
    event = fake.eventbridge.put("OrderPaid", DETAIL, source="shop")
    assert fake.recorded.deliveries.only().status == "delivered"
    assert fake.recorded.events.last.raw_event == event.raw_event


def test_log_streams_are_made_once(fake):
    arn = f"arn:aws:logs:{HERE}:log-group:/aws/events/orders"
    streams, lines = fake.stub("logs", "CreateLogStream", {}), fake.stub("logs", "PutLogEvents", {})
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=arn)
    for _ in range(3):
        fake.eventbridge.put("OrderPaid", DETAIL, source="shop")
    assert (len(streams.calls), len(lines.calls)) == (1, 3)


def logged(fake, given, local=None):
    """The line that a rule with a transformer writes, which takes its timestamp from a member of the detail."""
    group = fake.logs.group("/aws/events/orders")
    transformer = {"InputPathsMap": {"at": given}, "InputTemplate": '{"timestamp": <at>, "message": "paid"}'}
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=group, InputTransformer=transformer)
    values = {
        "at": 1_772_000_000_123,
        "text": "2026-03-01T09:00:00+09:00",
        "local": local,
        "flag": True,
    }
    fake.eventbridge.put("OrderPaid", values, source="shop")
    (line,) = group.events()
    assert line.text == "paid"
    return line.at.isoformat()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("$.detail.at", "2026-02-25T06:13:20.123000+00:00"),
        ("$.detail.text", "2026-03-01T00:00:00+00:00"),
        ("$.detail.flag", "2026-03-01T12:00:00+00:00"),
        ("$.detail.nothing", "2026-03-01T12:00:00+00:00"),
    ],
)
def test_log_lines_have_the_timestamp_of_the_transformer(fake, given, expected):
    """Milliseconds or ISO 8601; what is neither leaves the event's own."""
    assert logged(fake, given) == expected


def test_a_timestamp_without_a_time_zone_is_utc_on_every_machine(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        with AwsFake() as fake:  # where time is frozen, naive datetimes are of UTC anyway
            hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
            assert logged(fake, "$.detail.local", local=f"{hour:%Y-%m-%dT%H:%M:%S}") == hour.isoformat()
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("arn", "input", "message"),
    [
        (f"arn:aws:events:{HERE}:target/stop-instance", {}, "needs the id of an instance or volume as its Input"),
        (f"arn:aws:events:{HERE}:target/start-instance", {"Input": '"i-1"'}, "needs the id of an instance"),
        (f"arn:aws:ssm:{HERE}:parameter/p", {}, "is no document, automation or opsitem"),
    ],
)
def test_what_an_action_cannot_do_is_a_failed_delivery(fake, arn, input, message):
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=arn, **input)
    fake.eventbridge.put("OrderPaid", DETAIL, source="shop")
    delivery = fake.eventbridge.deliveries().only()
    assert delivery.status == "dropped"
    assert message in str(delivery.attempts[-1].error)


def test_a_bus_that_is_gone_is_no_resource(fake):
    fake.eventbridge.bus("hub")
    fake.eventbridge.rule("forward", {"source": ["shop"]}, to=f"arn:aws:events:{HERE}:event-bus/hub")
    fake.client("events").delete_event_bus(Name="hub")
    fake.eventbridge.put("OrderPaid", DETAIL, source="shop")
    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, delivery.error_code) == ("dropped", "NO_RESOURCE")
    assert delivery.reason == "ResourceNotFoundException: Event bus hub does not exist."


@pytest.mark.parametrize(("third", "what"), [("eu-west-1", "delivered"), ("us-west-2", "THIRD_REGION_HOP_DETECTED")])
def test_an_event_from_another_region_goes_on_to_no_third_one(fake, third, what):
    bus = "arn:aws:events:{}:123456789012:event-bus/default"
    role = {"Id": "1", "RoleArn": "arn:aws:iam::123456789012:role/events"}
    fake.eventbridge.rule("first", {"source": ["shop"]}, to=bus.format("eu-west-1"))
    there = fake.client("events", "eu-west-1")
    there.create_event_bus(Name="more")
    there.put_rule(Name="second", EventPattern='{"source": ["shop"], "region": ["us-east-1"]}')
    arn = "arn:aws:events:eu-west-1:123456789012:event-bus/more" if third == "eu-west-1" else bus.format(third)
    there.put_targets(Rule="second", Targets=[{**role, "Arn": arn}])
    fake.eventbridge.put("OrderPaid", DETAIL, source="shop")
    second = fake.recorded.deliveries[1]
    assert what in (second.status, second.error_code)


def test_an_event_from_another_account_goes_on_to_no_third_one(fake):
    arn = "arn:aws:events:us-east-1:{}:event-bus/default"
    for sender, receiver in (("123456789012", "222222222222"), ("222222222222", "333333333333")):
        fake.account(receiver).client("events").put_permission(
            Action="events:PutEvents", Principal=sender, StatementId="in"
        )
        events = fake.account(sender).client("events")
        events.put_rule(Name="forward", EventPattern='{"source": ["shop"]}')
        role = f"arn:aws:iam::{sender}:role/events"
        events.put_targets(Rule="forward", Targets=[{"Id": "1", "Arn": arn.format(receiver), "RoleArn": role}])
    fake.eventbridge.put("OrderPaid", DETAIL, source="shop")
    assert [(one.status, one.error_code) for one in fake.recorded.deliveries] == [
        ("delivered", None),
        ("dropped", "THIRD_ACCOUNT_HOP_DETECTED"),
    ]
