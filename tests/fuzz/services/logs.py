"""CloudWatch Logs: a group with a stream of events, filters of both kinds, and where they send."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, Fuzzed, client_of

ARN = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:"
NOW = 1_772_366_400_000  # when every case begins
PATTERNS = [
    "", "ERROR", '"a b"', "{ $.a = 1 }", '{ $.a = "x*" && $.b IS NULL }', "[a, b=1, ...]", "?A ?B", "-x y",
    "%^a+$%", "{ $.a[0].b > 1e3 }",
    "{", "[", "%", "{ $.a }", "[a, a]", '{ ($.a = 1) || ($.b NOT EXISTS) }',
]  # fmt: skip


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("logs")
    stream = fake.kinesis.stream("known")
    function = fake.lambda_.function("known", lambda event, context: None)
    client.create_log_group(logGroupName="known", tags={"k": "v"})
    client.create_log_stream(logGroupName="known", logStreamName="known")
    events = [{"timestamp": NOW + number, "message": f'{{"a": {number}}}'} for number in range(5)]
    client.put_log_events(logGroupName="known", logStreamName="known", logEvents=events)
    role = f"arn:aws:iam::{ACCOUNT}:role/r"
    client.put_subscription_filter(
        logGroupName="known", filterName="known", filterPattern="", destinationArn=stream.arn, roleArn=role
    )
    transformation = {"metricName": "m", "metricNamespace": "n", "metricValue": "1"}
    client.put_metric_filter(
        logGroupName="known", filterName="known", filterPattern="ERROR", metricTransformations=[transformation]
    )
    client.put_resource_policy(policyName="known", policyDocument='{"Statement": []}')
    return {
        "logGroupName": ["known", "gone", "new", "/aws/lambda/known", "a b"],
        "logGroupIdentifier": ["known", f"{ARN}known", f"{ARN}known:*"],
        "logGroupNamePrefix": ["k", "/aws"],
        "logStreamName": ["known", "gone", "new", "a:b", "a*"],
        "logStreamNames": [["known"], ["gone"]],
        "logStreamNamePrefix": ["k"],
        "filterName": ["known", "gone", "new"],
        "filterPattern": PATTERNS,
        "destinationArn": [
            stream.arn,
            function.arn,
            f"{stream.arn}x",
            f"arn:aws:logs:us-east-1:{ACCOUNT}:destination:d",
        ],
        "roleArn": [role],
        "logEvents": [
            [{"timestamp": NOW, "message": text}]
            for text in ("ERROR x", '{"a": 1, "b": [1e400]}', "", "a b c", "\x00é", '{"a": NaN}')
        ]
        + [
            [{"timestamp": NOW + 1, "message": "b"}, {"timestamp": NOW, "message": "a"}],
            [{"timestamp": 0, "message": "old"}],
        ],
        "logEventMessages": [["ERROR x", '{"a": 1}', "a b c", "{" * 3000]],
        "startTime": [0, NOW, NOW + 2],
        "endTime": [0, NOW, NOW + 10**9],
        "limit": [1, 2, 10_000],
        "retentionInDays": [1, 7, 8, 3653],
        "metricTransformations": [[transformation], [{**transformation, "metricValue": "$.a"}]],
        "policyName": ["known", "new"],
        "resourceArn": [f"{ARN}known", f"{ARN}known:*", f"{ARN}gone"],
        "sequenceToken": ["x"],
        "orderBy": ["LogStreamName", "LastEventTime"],
    }


FUZZED = Fuzzed(
    service="logs",
    arrange=arrange,
    named=["logGroupName", "policyName", "policyDocument"],
    harvest={"nextForwardToken": ["nextToken"], "nextBackwardToken": ["nextToken"], "arn": ["resourceArn"]},
    beside=["kinesis:DeleteStream", "kinesis:PutRecord", "lambda:Invoke", "logs:PutLogEvents"],
    refused=frozenset(
        {
            "CreateLogGroup",
            "DeleteResourcePolicy",
            "DescribeLogGroups",
            "DescribeResourcePolicies",
            "ListLogGroups",
            "PutMetricFilter",
            "PutResourcePolicy",
            "PutSubscriptionFilter",
            "StartQuery",
        }
    ),
)
