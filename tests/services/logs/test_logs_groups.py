from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.fake import AwsFake

ARN = "arn:aws:logs:us-east-1:123456789012:log-group:app"


def test_a_group(logs: Any, now: int, refused: Any) -> None:
    logs.create_log_group(logGroupName="app", kmsKeyId="arn:aws:kms:us-east-1:123456789012:key/k", tags={"a": "1"})
    assert logs.describe_log_groups()["logGroups"] == [
        {
            "logGroupName": "app",
            "creationTime": now,
            "metricFilterCount": 0,
            "arn": f"{ARN}:*",
            "storedBytes": 0,
            "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/k",
            "logGroupClass": "STANDARD",
            "logGroupArn": ARN,
        }
    ]
    with refused("ResourceAlreadyExistsException", "The specified log group already exists"):
        logs.create_log_group(logGroupName="app")
    logs.delete_log_group(logGroupName="app")
    with refused("ResourceNotFoundException", "The specified log group does not exist."):
        logs.delete_log_group(logGroupName="app")


def test_params_are_checked_against_the_model(logs: Any, refused: Any) -> None:
    with refused("InvalidParameterException"):
        logs.create_log_group(logGroupName="with space")


def test_groups_are_found_by_prefix_pattern_class_and_name(logs: Any, refused: Any) -> None:
    for name in ("/aws/lambda/b", "/aws/lambda/a", "other"):
        logs.create_log_group(logGroupName=name)
    logs.create_log_group(logGroupName="rare", logGroupClass="INFREQUENT_ACCESS")

    def found(**params: Any) -> list[str]:
        pages = logs.get_paginator("describe_log_groups").paginate(**params, PaginationConfig={"PageSize": 1})
        return [group["logGroupName"] for page in pages for group in page["logGroups"]]

    assert found(logGroupNamePrefix="/aws/lambda/") == ["/aws/lambda/a", "/aws/lambda/b"]
    assert found(logGroupNamePattern="the") == ["other"]
    assert found(logGroupClass="INFREQUENT_ACCESS") == ["rare"]
    assert found(logGroupIdentifiers=["other", ARN.replace("app", "rare")]) == ["other", "rare"]
    with refused(
        "InvalidParameterException",
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
    ):
        found(logGroupNamePrefix="a", logGroupNamePattern="b")
    with refused("InvalidParameterException", "The specified nextToken is invalid."):
        logs.describe_log_groups(nextToken="none")


def test_streams(logs: Any, put: Any, now: int, refused: Any) -> None:
    put((1, "one"), stream="b")
    put((-1, "two"), stream="a")
    logs.create_log_stream(logGroupName="app", logStreamName="empty")
    with refused("ResourceAlreadyExistsException", "The specified log stream already exists"):
        logs.create_log_stream(logGroupName="app", logStreamName="a")

    def names(**params: Any) -> list[str]:
        return [one["logStreamName"] for one in logs.describe_log_streams(**params)["logStreams"]]

    assert names(logGroupName="app") == ["a", "b", "empty"]
    assert names(logGroupIdentifier=ARN, orderBy="LastEventTime", descending=True) == ["b", "a", "empty"]
    assert names(logGroupIdentifier="app", logStreamNamePrefix="e") == ["empty"]
    shown = logs.describe_log_streams(logGroupName="app", limit=1)["logStreams"][0]
    assert (shown["firstEventTimestamp"], shown["lastIngestionTime"]) == (now - 1000, now)
    assert shown["arn"] == f"{ARN}:log-stream:a"
    with refused("InvalidParameterException", "Cannot order by LastEventTime with a logStreamNamePrefix."):
        names(logGroupName="app", orderBy="LastEventTime", logStreamNamePrefix="a")
    with refused("ValidationException", "LogGroup name and LogGroup ARN are mutually exclusive parameters."):
        names(logGroupName="app", logGroupIdentifier=ARN)
    with refused("ValidationException"):
        names()
    logs.delete_log_stream(logGroupName="app", logStreamName="a")
    with refused("ResourceNotFoundException", "The specified log stream does not exist."):
        logs.delete_log_stream(logGroupName="app", logStreamName="a")


def test_retention(fake: AwsFake, logs: Any, put: Any, refused: Any) -> None:
    put((0, "old"))
    logs.put_retention_policy(logGroupName="app", retentionInDays=1)
    assert logs.describe_log_groups()["logGroups"][0]["retentionInDays"] == 1
    fake.clock.tick(23 * 3600)
    assert len(logs.get_log_events(logGroupName="app", logStreamName="web")["events"]) == 1
    fake.clock.tick(3601)
    assert logs.get_log_events(logGroupName="app", logStreamName="web")["events"] == []
    logs.delete_retention_policy(logGroupName="app")
    assert "retentionInDays" not in logs.describe_log_groups()["logGroups"][0]
    with refused("InvalidParameterException"):
        logs.put_retention_policy(logGroupName="app", retentionInDays=2)


def test_tags(logs: Any, refused: Any) -> None:
    logs.create_log_group(logGroupName="app", tags={"a": "1"})
    logs.tag_resource(resourceArn=ARN, tags={"b": "2"})
    logs.tag_log_group(logGroupName="app", tags={"c": "3"})
    logs.untag_log_group(logGroupName="app", tags=["a"])
    assert logs.list_tags_log_group(logGroupName="app")["tags"] == {"b": "2", "c": "3"}
    logs.untag_resource(resourceArn=ARN, tagKeys=["b"])
    assert logs.list_tags_for_resource(resourceArn=ARN)["tags"] == {"c": "3"}
    with refused("TooManyTagsException"):
        logs.tag_resource(resourceArn=ARN, tags={str(number): "x" for number in range(50)})


def test_resource_policies(fake: AwsFake, logs: Any, now: int, refused: Any) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "logs:*",
        "Resource": "*",
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    put = logs.put_resource_policy(policyName="p", policyDocument=text)["resourcePolicy"]
    assert put == {"policyName": "p", "policyDocument": text, "lastUpdatedTime": now}
    assert logs.describe_resource_policies()["resourcePolicies"] == [put]
    with refused("InvalidParameterException"):
        logs.put_resource_policy(policyName="p", policyDocument="{}")
    with refused("InvalidParameterException"):
        logs.put_resource_policy(policyDocument=text)
    for number in range(9):
        logs.put_resource_policy(policyName=f"p{number}", policyDocument=text)
    with refused("LimitExceededException", "Resource limit exceeded."):
        logs.put_resource_policy(policyName="q", policyDocument=text)
    logs.delete_resource_policy(policyName="p")
    with refused("ResourceNotFoundException", "Policy with name [p] does not exist."):
        logs.delete_resource_policy(policyName="p")
    with pytest.raises(UnsupportedOperation, match="single log groups"):
        logs.describe_resource_policies(policyScope="RESOURCE")


def test_policies_let_rules_write() -> None:
    with AwsFake(seed="t", permissions="enforce") as fake:
        group = fake.logs.group("/aws/events/all", policy="")
        fake.eventbridge.rule("all", {"source": ["shop"]}, to=group)
        entries = [{"Source": "shop", "DetailType": "Paid", "Detail": "{}"}]
        fake.client("events").put_events(Entries=entries)
        assert group.messages() == []
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{group.arn}:*",
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        fake.client("logs").put_resource_policy(policyName="events", policyDocument=policy)
        fake.client("events").put_events(Entries=entries)
        assert json.loads(group.messages()[0])["detail-type"] == "Paid"


def test_groups_of_the_helper_let_rules_write() -> None:
    with AwsFake(seed="t", permissions="enforce") as fake:
        groups = [fake.logs.group(name) for name in ("/aws/events/one", "/aws/events/other")]
        own = json.dumps({"Version": "2012-10-17", "Statement": []})
        closed = fake.logs.group("/aws/events/closed", policy=own)
        fake.eventbridge.rule("all", {"source": ["shop"]}, to=[*groups, closed])
        fake.eventbridge.put("Paid", {}, source="shop")
        assert [len(group.messages()) for group in (*groups, closed)] == [1, 1, 0]
        policies = fake.client("logs").describe_resource_policies()["resourcePolicies"]
        assert [one["policyName"] for one in policies] == ["pytest-awsevents", "/aws/events/closed"]
        assert json.loads(policies[0]["policyDocument"])["Statement"][0]["Resource"] == [
            f"{group.arn}:*" for group in groups
        ]


def test_groups_of_the_helper_bring_no_warning_into_timelines() -> None:
    with AwsFake(seed="t") as fake:
        fake.eventbridge.rule("all", {"source": ["shop"]}, to=fake.logs.group("/aws/events/all"))
        fake.eventbridge.put("Paid", {}, source="shop")
        assert fake.recorded.deliveries.only().warning is None
        assert [call.name for call in fake.recorded.calls][:1] == ["logs:CreateLogGroup"]


def test_what_is_not_faked_is_refused_by_name(logs: Any) -> None:
    with pytest.raises(UnsupportedOperation, match="logs:StartLiveTail"):
        logs.start_live_tail(logGroupIdentifiers=["arn:aws:logs:us-east-1:123456789012:log-group:app"])
    with pytest.raises(UnsupportedOperation, match="linked accounts"):
        logs.describe_log_groups(includeLinkedAccounts=True)


def test_groups_that_are_not_there_are_no_error_where_others_are_asked_for(logs: Any) -> None:
    logs.create_log_group(logGroupName="there")
    found = logs.describe_log_groups(logGroupIdentifiers=["there", "gone"])["logGroups"]
    assert [one["logGroupName"] for one in found] == ["there"]
