from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, refused_with

CENTRAL = "222233334444"
ARN = f"arn:aws:logs:us-east-1:{CENTRAL}:destination:all-logs"


@pytest.fixture
def refused() -> Refused:
    return refused_with


@pytest.fixture
def central(fake: AwsFake) -> Any:
    """The client of an account whose destination `all-logs` leads to the stream `logs`."""
    kinesis = fake.account(CENTRAL).client("kinesis")
    kinesis.create_stream(StreamName="logs", ShardCount=1)
    client = fake.account(CENTRAL).client("logs")
    client.put_destination(
        destinationName="all-logs",
        targetArn=f"arn:aws:kinesis:us-east-1:{CENTRAL}:stream/logs",
        roleArn=f"arn:aws:iam::{CENTRAL}:role/logs",
    )
    return client


def let_in(central: Any, account: str = "123456789012") -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": account},
        "Action": "logs:PutSubscriptionFilter",
        "Resource": ARN,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    central.put_destination_policy(destinationName="all-logs", accessPolicy=policy)


def subscribe(logs: Any) -> None:
    logs.put_subscription_filter(logGroupName="app", filterName="f", filterPattern="", destinationArn=ARN)


def arrived(fake: AwsFake) -> list[dict[str, Any]]:
    kinesis = fake.account(CENTRAL).client("kinesis")
    iterator = kinesis.get_shard_iterator(
        StreamName="logs", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    return [json.loads(gzip.decompress(one["Data"])) for one in kinesis.get_records(ShardIterator=iterator)["Records"]]


def test_logs_go_to_the_stream_of_another_account(
    logs: Any, put: Any, central: Any, fake: AwsFake, refused: Refused
) -> None:
    put((0, "before"))
    with refused("AccessDeniedException", "no resource-based policy allows the logs:PutSubscriptionFilter action"):
        subscribe(logs)
    let_in(central)
    subscribe(logs)
    put((1, "hello"))
    [message] = arrived(fake)
    assert (message["owner"], message["logGroup"]) == ("123456789012", "app")
    assert [event["message"] for event in message["logEvents"]] == ["hello"]
    central.delete_destination(destinationName="all-logs")
    put((2, "lost"))
    assert len(arrived(fake)) == 1


def test_destinations_are_described(central: Any, refused: Refused) -> None:
    [shown] = central.describe_destinations(DestinationNamePrefix="all")["destinations"]
    assert (shown["arn"], shown["destinationName"]) == (ARN, "all-logs")
    assert "accessPolicy" not in shown
    let_in(central)
    changed = central.put_destination(
        destinationName="all-logs",
        targetArn=f"arn:aws:firehose:us-east-1:{CENTRAL}:deliverystream/logs",
        roleArn=f"arn:aws:iam::{CENTRAL}:role/other",
    )["destination"]
    assert "firehose" in changed["targetArn"]
    assert "PutSubscriptionFilter" in changed["accessPolicy"]
    assert central.describe_destinations(DestinationNamePrefix="none")["destinations"] == []


def test_destinations_that_are_refused(logs: Any, put: Any, central: Any, refused: Refused) -> None:
    put((0, "x"))
    with refused("InvalidParameterException", "is not that of a Kinesis stream"):
        central.put_destination(
            destinationName="d", targetArn=f"arn:aws:sqs:us-east-1:{CENTRAL}:q", roleArn="arn:aws:iam::1:role/r"
        )
    with refused("InvalidParameterException", "not a valid policy document"):
        central.put_destination_policy(destinationName="all-logs", accessPolicy="{}")
    with refused("ResourceNotFoundException", "The specified destination does not exist."):
        central.delete_destination(destinationName="nope")
    with refused("InvalidParameterException", "The specified destination does not exist."):
        central.put_destination_policy(destinationName="nope", accessPolicy="{}")
    with refused("InvalidParameterException", "Could not find destination"):
        logs.put_subscription_filter(
            logGroupName="app", filterName="f", filterPattern="", destinationArn=ARN.replace("all-logs", "nope")
        )


# --- groups ---


def test_a_protected_group_cannot_be_deleted(logs: Any, refused: Refused) -> None:
    logs.create_log_group(logGroupName="app", deletionProtectionEnabled=True)
    logs.create_log_stream(logGroupName="app", logStreamName="s")
    assert logs.describe_log_groups()["logGroups"][0]["deletionProtectionEnabled"] is True
    for method, params in (("delete_log_group", {}), ("delete_log_stream", {"logStreamName": "s"})):
        with refused("ValidationException", "deletion protection"):
            getattr(logs, method)(logGroupName="app", **params)
    logs.put_log_group_deletion_protection(logGroupIdentifier="app", deletionProtectionEnabled=False)
    logs.delete_log_group(logGroupName="app")
    assert logs.describe_log_groups()["logGroups"] == []


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["/aws/lambda/a", "/aws/lambda/b", "app"]),
        ({"logGroupNamePattern": "^/aws/lambda"}, ["/aws/lambda/a", "/aws/lambda/b"]),
        ({"logGroupNamePattern": "lambda/b|^app"}, ["/aws/lambda/b", "app"]),
        ({"logGroupNamePattern": "^lambda"}, []),
        ({"logGroupClass": "INFREQUENT_ACCESS"}, ["app"]),
        ({"logGroupTags": [{"key": "team"}]}, ["/aws/lambda/a", "/aws/lambda/b"]),
        ({"logGroupTags": [{"key": "team", "values": ["bi*"]}]}, ["/aws/lambda/b"]),
        ({"logGroupTags": [{"key": "team", "values": ["!bi*"]}]}, ["/aws/lambda/a"]),
    ],
)
def test_groups_are_listed(logs: Any, params: dict[str, Any], expected: list[str]) -> None:
    logs.create_log_group(logGroupName="/aws/lambda/a", tags={"team": "ops"})
    logs.create_log_group(logGroupName="/aws/lambda/b", tags={"team": "billing"})
    logs.create_log_group(logGroupName="app", logGroupClass="INFREQUENT_ACCESS")
    found = logs.list_log_groups(**params)["logGroups"]
    assert [one["logGroupName"] for one in found] == expected
    assert all(set(one) == {"logGroupName", "logGroupArn", "logGroupClass"} for one in found)


def test_groups_are_listed_page_by_page(logs: Any) -> None:
    for name in ("app-a", "app-b"):
        logs.create_log_group(logGroupName=name)
    first = logs.list_log_groups(limit=1)
    second = logs.list_log_groups(limit=1, nextToken=first["nextToken"])
    assert [one["logGroupName"] for one in first["logGroups"] + second["logGroups"]] == ["app-a", "app-b"]
    with pytest.raises(UnsupportedOperation, match="includeLinkedAccounts"):
        logs.list_log_groups(includeLinkedAccounts=True)
