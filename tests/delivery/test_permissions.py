"""Permissions: what resource policies let EventBridge do, and what it is told where they do not."""

from __future__ import annotations

import json

import boto3
import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.reporting.timeline import timeline

ACCOUNT = "123456789012"
RULE = f"arn:aws:events:us-east-1:{ACCOUNT}:rule/paid"


def put(fake):
    fake.eventbridge.put("OrderPaid", {"id": "o-1"}, source="shop")
    return fake.recorded.deliveries.last


def grant(fake, queue, **statement):
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue.arn,
        **statement,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    fake.scope().call("sqs", "SetQueueAttributes", {"QueueUrl": queue.url, "Attributes": {"Policy": policy}})


@pytest.fixture
def strict():
    with AwsFake(seed="permissions", now="2026-03-01T12:00Z", permissions="enforce") as fake:
        yield fake


@pytest.fixture
def billing(strict):
    queue = strict.sqs.queue("billing", Policy="")
    strict.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    return queue


def test_a_queue_without_a_policy_lets_nothing_in(strict, billing):
    delivery = put(strict)
    assert (delivery.status, delivery.error_code) == ("dropped", "NO_PERMISSIONS")
    message, _, statement = delivery.reason.partition("; missing in the policy of the target: ")
    assert message == (
        "AccessDenied: User: events.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: "
        f"{billing.arn} because no resource-based policy allows the sqs:SendMessage action"
    )
    assert json.loads(statement) == {
        "Sid": "AllowEventBridge",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": billing.arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": RULE}},
    }
    assert len(billing) == 0


def test_the_statement_of_the_message_is_what_was_missing(strict, billing):
    statement = put(strict).reason.partition("of the target: ")[2]
    grant(strict, billing, **json.loads(statement))
    assert put(strict).status == "delivered"


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ({}, "delivered"),
        ({"Action": "SQS:*"}, "delivered"),
        ({"Principal": "*"}, "delivered"),
        ({"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/p*"}}}, "delivered"),
        ({"Condition": {"StringEquals": {"AWS:SourceAccount": ACCOUNT}}}, "delivered"),
        ({"Principal": {"Service": "sns.amazonaws.com"}}, "dropped"),
        ({"Principal": {"AWS": ACCOUNT}}, "dropped"),
        ({"Action": "sqs:ReceiveMessage"}, "dropped"),
        ({"Resource": "arn:aws:sqs:us-east-1:123456789012:other"}, "dropped"),
        ({"Condition": {"ArnEquals": {"aws:SourceArn": f"{RULE}-2"}}}, "dropped"),
        ({"Condition": {"StringEquals": {"aws:SourceAccount": "999999999999"}}}, "dropped"),
        ({"Effect": "Deny", "Principal": "*"}, "dropped"),
    ],
)
def test_statements_of_a_queue(strict, billing, statement, status):
    grant(strict, billing, **statement)
    assert put(strict).status == status


def test_a_refused_delivery_is_a_dead_letter_at_once(strict):
    queue, letters = strict.sqs.queue("billing", Policy=""), strict.sqs.queue("letters", Policy="")
    grant(strict, letters, Condition={"ArnEquals": {"aws:SourceArn": RULE}})
    strict.eventbridge.rule("paid", {"source": ["shop"]}, to=queue, DeadLetterConfig={"Arn": letters.arn})
    delivery = put(strict)
    assert (delivery.status, len(delivery.attempts)) == ("dead-lettered", 1)
    attributes = letters.receive()[0]["MessageAttributes"]
    assert attributes["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"
    assert attributes["ERROR_MESSAGE"]["StringValue"].startswith("User: events.amazonaws.com is not authorized")
    assert attributes["RETRY_ATTEMPTS"]["StringValue"] == "0"


def test_the_dead_letter_queue_needs_a_policy_too(strict):
    queue, letters = strict.sqs.queue("billing", Policy=""), strict.sqs.queue("letters", Policy="")
    strict.eventbridge.rule("paid", {"source": ["shop"]}, to=queue, DeadLetterConfig={"Arn": letters.arn})
    delivery = put(strict)
    assert delivery.status == "dropped"
    assert "did not take it: AccessDenied: User: events.amazonaws.com is not authorized to perform: " in delivery.reason
    assert letters.arn in delivery.reason
    assert len(letters) == 0


def test_the_role_of_the_target_does_not_open_its_dead_letter_queue(strict):
    letters = strict.sqs.queue("letters", Policy="")
    strict.eventbridge.rule(
        "paid",
        {"source": ["shop"]},
        to=f"arn:aws:codebuild:us-east-1:{ACCOUNT}:project/site",  # gets a role
        DeadLetterConfig={"Arn": letters.arn},
    )
    strict.fail_next("codebuild:StartBuild", code="ResourceNotFoundException")
    assert put(strict).status == "dropped"
    assert len(letters) == 0


@pytest.mark.parametrize(
    ("permission", "status"),
    [
        (None, "dropped"),
        ({"Principal": "events.amazonaws.com"}, "delivered"),
        ({"Principal": "events.amazonaws.com", "SourceArn": RULE}, "delivered"),
        ({"Principal": "events.amazonaws.com", "SourceArn": f"{RULE}-2"}, "dropped"),
        ({"Principal": "sns.amazonaws.com"}, "dropped"),
    ],
)
def test_functions(strict, permission, status):
    function = strict.lambda_.function("ship")
    strict.client("lambda").remove_permission(FunctionName="ship", StatementId="test")
    strict.eventbridge.rule("paid", {"source": ["shop"]}, to=function)
    if permission is not None:
        params = {"FunctionName": "ship", "StatementId": "events", "Action": "lambda:InvokeFunction", **permission}
        strict.scope().call("lambda", "AddPermission", params)
    assert put(strict).status == status


def test_a_role_stands_for_a_policy_that_is_not_evaluated(strict):
    queue = strict.sqs.queue("billing", Policy="")
    strict.eventbridge.rule("paid", {"source": ["shop"]}, to=queue, RoleArn=f"arn:aws:iam::{ACCOUNT}:role/events")
    assert put(strict).status == "delivered"


@pytest.mark.parametrize(
    ("arn", "action", "resource"),
    [
        (f"arn:aws:sns:us-east-1:{ACCOUNT}:orders", "sns:Publish", ""),
        (f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/events/x", "logs:CreateLogStream", ":*"),
    ],
)
def test_topics_and_log_groups(strict, monkeypatch, arn, action, resource):
    for service, operation in (("sns", "Publish"), ("logs", "CreateLogStream"), ("logs", "PutLogEvents")):
        strict.stub(service, operation, {})
    statements = []
    monkeypatch.setattr(AwsFake, "policy_of", lambda self, scope, arn: statements)
    strict.eventbridge.rule("paid", {"source": ["shop"]}, to=arn)
    refused = put(strict)
    assert f"not authorized to perform: {action}" in refused.reason
    statement = json.loads(refused.reason.partition("of the target: ")[2])
    assert statement["Resource"] == arn + resource

    statements.append(statement)
    assert put(strict).status == "delivered"


def test_a_bus_of_another_account_may_take_its_permission_back(strict):
    there = strict.account("222233334444").client("events")
    there.create_event_bus(Name="hub")
    there.put_permission(EventBusName="hub", Action="events:PutEvents", Principal=ACCOUNT, StatementId="shop")
    hub = "arn:aws:events:us-east-1:222233334444:event-bus/hub"
    strict.eventbridge.rule("paid", {"source": ["shop"]}, to=hub)
    assert put(strict).status == "delivered"

    there.remove_permission(EventBusName="hub", StatementId="shop")
    refused = put(strict)
    assert (refused.status, refused.error_code) == ("dropped", "NO_PERMISSIONS")
    assert json.loads(refused.reason.partition("of the target: ")[2]) == {
        "Sid": "AllowAccount123456789012",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "events:PutEvents",
        "Resource": hub,
    }


def test_a_stream_needs_a_role(strict):
    events = boto3.client("events")
    role = f"arn:aws:iam::{ACCOUNT}:role/events"
    stream = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/orders"
    events.put_rule(Name="paid", EventPattern='{"source": ["shop"]}', RoleArn=role)
    events.put_targets(Rule="paid", Targets=[{"Id": "1", "Arn": stream}])
    events.put_rule(Name="paid", EventPattern='{"source": ["shop"]}')  # without RoleArn: it is reset
    delivery = put(strict)
    assert (delivery.status, delivery.error_code) == ("dropped", "FAILED_TO_ASSUME_ROLE")
    assert delivery.reason == (
        f"AccessDenied: there is no role that EventBridge could assume to reach {stream}; "
        "give the target or the rule a RoleArn"
    )


def test_by_default_a_missing_permission_is_a_line_in_the_timeline(fake):
    queue = fake.sqs.queue("billing", Policy="")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    assert put(fake).status == "delivered"
    assert put(fake).warning is None  # said once for a rule and its target
    lines = [line for line in timeline(fake.recorded).splitlines() if "AWS would refuse this" in line]
    assert len(lines) == 1
    assert lines[0].endswith(
        "AWS would refuse this: no policy lets events.amazonaws.com call sqs:SendMessage "
        '(permissions="enforce" shows what is missing)'
    )


def test_off_says_nothing():
    with AwsFake(permissions="off") as fake:
        fake.eventbridge.rule("paid", {"source": ["shop"]}, to=fake.sqs.queue("billing", Policy=""))
        assert (put(fake).status, put(fake).warning) == ("delivered", None)


def test_looking_at_policies_leaves_no_record(strict, billing):
    mark = strict.recorded.mark()
    put(strict)
    assert [call.name for call in strict.recorded.calls.since(mark)] == ["events:PutEvents"]
