from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake

ARN = "arn:aws:lambda:us-east-1:123456789012:function:resize"
RULE = "arn:aws:events:us-east-1:123456789012:rule/paid"


def message_of(raised: pytest.ExceptionInfo[ClientError]) -> str:
    return str(raised.value.response["Error"]["Message"])


def allow(client: Any, id: str = "events", **params: Any) -> Any:
    defaults = {"Principal": "events.amazonaws.com", "Action": "lambda:InvokeFunction", "FunctionName": "resize"}
    return client.add_permission(StatementId=id, **{**defaults, **params})


def test_a_permission_is_a_statement_of_the_policy(client: Any, created: Any) -> None:
    added = allow(client, SourceArn=RULE, SourceAccount="123456789012")
    statement = {
        "Sid": "events",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": ARN,
        "Condition": {"StringEquals": {"AWS:SourceAccount": "123456789012"}, "ArnLike": {"AWS:SourceArn": RULE}},
    }
    assert json.loads(added["Statement"]) == statement
    policy = client.get_policy(FunctionName="resize")
    assert json.loads(policy["Policy"]) == {"Version": "2012-10-17", "Id": "default", "Statement": [statement]}


@pytest.mark.parametrize(
    ("principal", "written"),
    [
        ("*", "*"),
        ("222233334444", {"AWS": "arn:aws:iam::222233334444:root"}),
        ("arn:aws:iam::222233334444:role/x", {"AWS": "arn:aws:iam::222233334444:role/x"}),
        ("sns.amazonaws.com", {"Service": "sns.amazonaws.com"}),
    ],
)
def test_principals_are_written_as_aws_does(client: Any, created: Any, principal: str, written: Any) -> None:
    assert json.loads(allow(client, Principal=principal)["Statement"])["Principal"] == written


def test_policies_are_kept_by_qualifier(client: Any, created: Any) -> None:
    client.publish_version(FunctionName="resize")
    allow(client, FunctionName="resize:1", Principal="*", FunctionUrlAuthType="NONE", InvokedViaFunctionUrl=True)
    document = json.loads(client.get_policy(FunctionName="resize", Qualifier="1")["Policy"])
    assert document["Statement"][0]["Resource"] == f"{ARN}:1"
    assert document["Statement"][0]["Condition"]["Bool"] == {"lambda:InvokedViaFunctionUrl": "true"}
    with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
        client.get_policy(FunctionName="resize")
    assert message_of(raised) == "The resource you requested does not exist."


def test_a_statement_id_is_used_once(client: Any, created: Any) -> None:
    allow(client)
    with pytest.raises(client.exceptions.ResourceConflictException) as raised:
        allow(client)
    assert message_of(raised).startswith("The statement id (events) provided already exists.")


def test_permissions_can_be_removed(client: Any, created: Any) -> None:
    allow(client)
    allow(client, "more")
    client.remove_permission(FunctionName="resize", StatementId="events")
    with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
        client.remove_permission(FunctionName="resize", StatementId="events")
    assert message_of(raised) == "Statement events is not found in resource policy."
    client.remove_permission(FunctionName="resize", StatementId="more")
    with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
        client.remove_permission(FunctionName="resize", StatementId="more")
    assert message_of(raised) == f"No policy is found for: {ARN}"


def test_policies_know_their_revision_and_not_latest(client: Any, created: Any) -> None:
    allow(client)
    with pytest.raises(client.exceptions.PreconditionFailedException):
        allow(client, "more", RevisionId="old")
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        allow(client, "more", Qualifier="$LATEST")
    assert message_of(raised) == "We currently do not support adding policies for $LATEST."


@pytest.mark.needs_model("lambda:CreateCapacityProvider")  # which may have tags
def test_tags(client: Any, created: Any) -> None:
    client.tag_resource(Resource=ARN, Tags={"stage": "test", "team": "other"})
    client.untag_resource(Resource=ARN, TagKeys=["team", "unknown"])
    assert client.list_tags(Resource=ARN)["Tags"] == {"stage": "test"}
    with pytest.raises(client.exceptions.InvalidParameterValueException):
        client.tag_resource(Resource=f"{ARN}:1", Tags={"a": "b"})
    with pytest.raises(client.exceptions.InvalidParameterValueException):
        client.tag_resource(Resource=ARN, Tags={f"key{number}": "" for number in range(50)})
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.list_tags(Resource=f"{ARN}-gone")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.list_tags(Resource=ARN.replace("function:resize", "capacity-provider:large"))


def test_concurrency_can_be_reserved(fake: AwsFake, client: Any, created: Any) -> None:
    fake.lambda_.function("other")
    assert "ReservedConcurrentExecutions" not in client.get_function_concurrency(FunctionName="resize")
    client.put_function_concurrency(FunctionName="resize", ReservedConcurrentExecutions=900)
    assert client.get_function_concurrency(FunctionName="resize")["ReservedConcurrentExecutions"] == 900
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        client.put_function_concurrency(FunctionName="other", ReservedConcurrentExecutions=1)
    assert "below its minimum value of [100]" in message_of(raised)
    client.delete_function_concurrency(FunctionName="resize")
    client.put_function_concurrency(FunctionName="other", ReservedConcurrentExecutions=1)


def test_a_function_with_no_concurrency_is_throttled(fake: AwsFake, client: Any) -> None:
    stopped = fake.lambda_.function("stopped", lambda event, context: None)
    client.put_function_concurrency(FunctionName="stopped", ReservedConcurrentExecutions=0)
    with pytest.raises(client.exceptions.TooManyRequestsException) as raised:
        client.invoke(FunctionName="stopped")
    assert raised.value.response["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert stopped.events == []
    client.invoke(FunctionName="stopped", InvocationType="Event")
    assert [str(one.failure) for one in stopped.invocations] == ["NotRun: the function's reserved concurrency is 0"]
