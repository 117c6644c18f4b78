from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake


@pytest.mark.parametrize(
    ("policy", "attributes", "passes"),
    [
        ({"kind": ["paid"]}, {"kind": "paid"}, True),
        ({"kind": ["paid"]}, {"kind": "open"}, False),
        ({"kind": ["paid"]}, {}, False),
        ({"kind": ["paid"]}, {"kind": ["open", "paid"]}, True),
        ({"kind": [{"anything-but": ["open"]}]}, {"kind": "paid"}, True),
        ({"kind": [{"prefix": "pa"}]}, {"kind": "paid"}, True),
        ({"kind": [{"suffix": "id"}]}, {"kind": "paid"}, True),
        ({"kind": [{"equals-ignore-case": "PAID"}]}, {"kind": "paid"}, True),
        ({"total": [{"numeric": [">", 0, "<=", 100]}]}, {"total": 42}, True),
        ({"total": [{"numeric": [">", 0, "<=", 100]}]}, {"total": "42"}, False),
        ({"total": [{"exists": False}]}, {"kind": "paid"}, True),
        ({"ip": [{"cidr": "10.0.0.0/24"}]}, {"ip": "10.0.0.7"}, True),
        ({"key": [{"exists": True}]}, {"key": b"\0"}, False),
        ({"$or": [{"a": ["1"]}, {"b": ["2"]}]}, {"b": "2"}, True),
        ({"$or": [{"a": ["1"]}, {"b": ["2"]}]}, {"b": "3"}, False),
    ],
)
def test_filters_on_attributes(fake: AwsFake, policy: Any, attributes: Any, passes: bool) -> None:
    topic = fake.sns.topic("orders")
    subscription = topic.subscribe(fake.sqs.queue("jobs"), filter=policy)
    topic.publish("x", attributes=attributes)
    assert [one.status for one in subscription.outcomes] == ["delivered" if passes else "filtered out"]


@pytest.mark.parametrize(
    ("message", "passes"),
    [({"order": {"state": "paid"}}, True), ({"order": {"state": "open"}}, False), ("no JSON", False), ([1], False)],
)
def test_filters_on_the_body(fake: AwsFake, message: Any, passes: bool) -> None:
    topic = fake.sns.topic("orders")
    queue = fake.sqs.queue("jobs")
    topic.subscribe(queue, body_filter={"order": {"state": ["paid"]}})
    topic.publish(message)
    assert len(queue) == passes


def test_nested_keys_count_by_their_depth(sns: Any, arn: str, refused: Any) -> None:
    policy = '{"a": {"b": {"c": ["1", "2", "3", "4"]}}, "d": {"e": ["1", "2", "3", "4", "5", "6", "7"]}}'
    with refused(
        "InvalidParameter", "Invalid parameter: Attributes Reason: FilterPolicy: Filter policy is too complex"
    ):
        sns.subscribe(
            TopicArn=arn,
            Protocol="sqs",
            Endpoint="arn:aws:sqs:us-east-1:123456789012:jobs",
            Attributes={"FilterPolicy": policy, "FilterPolicyScope": "MessageBody"},
        )


@pytest.mark.parametrize("policy", ["{", "[]", '{"a": [{"unknown": 1}]}', '{"a": []}'])
def test_policies_that_are_none(sns: Any, arn: str, refused: Any, policy: str) -> None:
    with refused("InvalidParameter"):
        sns.subscribe(
            TopicArn=arn,
            Protocol="sqs",
            Endpoint="arn:aws:sqs:us-east-1:123456789012:jobs",
            Attributes={"FilterPolicy": policy},
        )
