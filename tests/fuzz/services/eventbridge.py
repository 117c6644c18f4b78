"""EventBridge: one of everything, most of them called `known`."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, OTHER_ACCOUNT, Fuzzed, client_of

ROOT = f"arn:aws:events:us-east-1:{ACCOUNT}:"
SOURCE = "aws.partner/saas/customer/orders"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
NAMES = ["known", "other"]
BUSES = ["default", "known", f"{ROOT}event-bus/known", "arn:aws:events:us-east-1:999999999999:event-bus/known", SOURCE]
RULES = [f"{ROOT}rule/known", f"{ROOT}rule/known/known", f"{ROOT}event-bus/known"]
TARGETS = [f"arn:aws:{text}" for text in ("sqs:us-east-1:1:q", "sqs:us-east-1:1:q.fifo", "ecs:us-east-1:1:cluster/c")]
POOL: dict[str, list[Any]] = {
    "Targets": [
        [{"Id": "known", "Arn": TARGETS[0]}],
        [{"Id": "other", "Arn": f"{ROOT}event-bus/known", "RoleArn": ROLE}],
    ],
    "Name": [*NAMES, "default", SOURCE],
    "Rule": NAMES,
    "ArchiveName": NAMES,
    "ReplayName": NAMES,
    "NamePrefix": ["k", SOURCE],
    "EventSourceName": [SOURCE],
    "EventBusName": BUSES,
    "ResourceARN": RULES,
    "EventSourceArn": [f"{ROOT}event-bus/known", f"{ROOT}archive/known"],
    "Arn": [*TARGETS, f"{ROOT}event-bus/known"],
    "TargetArn": TARGETS,
    "EventPattern": ['{"source": ["a"]}', '{"source": []}', "{"],
    "ScheduleExpression": ["rate(1 day)", "rate(1 days)"],
    "Event": ["{}", '{"id":"1","account":"1","source":"a","time":"t","region":"r","detail-type":"d"}'],
    "Detail": ["{}", '{"a": [1, 2.5, null, "é"]}', "[]", "{", '{"a": NaN}'],
    "Source": ["a", "aws.ec2", SOURCE],
    "Policy": ['{"Statement": {"Effect": "Deny", "Principal": "*", "Action": ["events:*"], "Resource": "*"}}', "{}"],
    "Account": [ACCOUNT, OTHER_ACCOUNT],
    "Action": ["events:PutEvents"],
    "Principal": ["*", ACCOUNT],
    "StatementId": ["known"],
    "InvocationEndpoint": ["https://example.com/x", "http://example.com"],
    "AuthorizationEndpoint": ["https://example.com/token"],
    "EventBusArn": [f"{ROOT}event-bus/known", f"arn:aws:events:us-west-2:{ACCOUNT}:event-bus/known"],
    "Route": ["us-west-2"],
    "Input": ['{"a": 1}', "{"],
    "InputPath": ["$.detail", "detail"],
    "InputTemplate": ["{}", '"<a>"', "<aws.events.event.json>"],
}


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("events")
    bus = client.create_event_bus(Name="known")["EventBusArn"]
    client.put_permission(EventBusName="known", Action="events:PutEvents", Principal="*", StatementId="known")
    for name in ("known", "default"):
        client.put_rule(Name="known", EventBusName=name, EventPattern='{"source": ["a"]}')
    target = {"Id": "known", "Arn": TARGETS[0]}
    client.put_targets(Rule="known", EventBusName="known", Targets=[target])
    archive = client.create_archive(ArchiveName="known", EventSourceArn=bus)["ArchiveArn"]
    client.start_replay(
        ReplayName="known", EventSourceArn=archive, EventStartTime=0, EventEndTime=9, Destination={"Arn": bus}
    )
    secrets = {"BasicAuthParameters": {"Username": "u", "Password": "p"}}
    connection = client.create_connection(Name="known", AuthorizationType="BASIC", AuthParameters=secrets)
    client.create_api_destination(
        Name="known",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint="https://example.com",
        HttpMethod="POST",
    )
    health_check = "arn:aws:route53:::healthcheck/1"
    failover = {"Primary": {"HealthCheck": health_check}, "Secondary": {"Route": "us-west-2"}}
    client.create_endpoint(
        Name="known",
        RoutingConfig={"FailoverConfig": failover},
        EventBuses=[{"EventBusArn": arn} for arn in POOL["EventBusArn"]],
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/r",
    )
    client.create_partner_event_source(Name=SOURCE, Account=ACCOUNT)
    return POOL


FUZZED = Fuzzed(
    service="events",
    arrange=arrange,
    harvest={"ArchiveArn": ["EventSourceArn"], "RuleArn": ["ResourceARN"], "ConnectionArn": ["ConnectionArn"]},
    beside=["events:PutEvents", "events:PutEvents", "sqs:CreateQueue", "sqs:DeleteQueue", "sqs:ReceiveMessage"],
)
