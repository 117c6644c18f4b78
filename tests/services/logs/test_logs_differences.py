"""Where CloudWatch Logs is otherwise than on AWS, as docs/services/logs.md says, and no other test shows it."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake


def subscribe(logs: Any, stream: Any) -> None:
    logs.put_subscription_filter(
        logGroupName="app",
        filterName="f",
        filterPattern="",
        destinationArn=stream.arn,
        roleArn="arn:aws:iam::123456789012:role/logs",
    )


def test_a_destination_gets_no_control_message(logs: Any, put: Any, fake: AwsFake) -> None:
    put((0, "before"))
    stream = fake.kinesis.stream("out")
    subscribe(logs, stream)
    assert stream.records() == []


def test_what_a_destination_refuses_is_not_sent_again(logs: Any, put: Any, fake: AwsFake) -> None:
    put((0, "before"))
    stream = fake.kinesis.stream("out")
    subscribe(logs, stream)
    fake.fail_next("kinesis:PutRecord", code="ProvisionedThroughputExceededException")
    put((1, "lost"))
    fake.clock.tick(days=1)
    assert stream.records() == []


def test_metric_filters_publish_nothing(logs: Any, put: Any, fake: AwsFake) -> None:
    put((0, "before"))
    transformation = {"metricName": "errors", "metricNamespace": "app", "metricValue": "1"}
    logs.put_metric_filter(
        logGroupName="app", filterName="errors", filterPattern="ERROR", metricTransformations=[transformation]
    )
    put((1, "ERROR"))
    assert [call.service for call in fake.recorded.calls if call.service == "cloudwatch"] == []


def test_other_accounts_need_no_policy(logs: Any, put: Any, fake: AwsFake) -> None:
    put((0, "secret"))
    theirs = fake.account("222233334444").client("logs")
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:app"
    assert len(theirs.filter_log_events(logGroupIdentifier=arn)["events"]) == 1


def test_nobody_asks_for_the_key_of_a_group(logs: Any, fake: AwsFake) -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/no-such-key"
    logs.create_log_group(logGroupName="secret", kmsKeyId=key)
    fake.logs.group("secret").put("x")
    assert logs.describe_log_groups()["logGroups"][0]["kmsKeyId"] == key
    assert [call.service for call in fake.recorded.calls if call.service == "kms"] == []
