"""The resource that a row of the timeline names."""

from __future__ import annotations

import pytest

from pytest_awsevents.reporting.subjects import subject


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/billing", "MessageBody": "x"}, "billing"),
        ({"TargetArn": "arn:aws:sns:us-east-1:123456789012:mail", "Message": "x"}, "mail"),
        ({"Name": "paid", "EventBusName": "orders"}, "paid"),
        ({"EventBusName": "orders", "Rule": "paid", "Targets": []}, "paid"),
        ({"Bucket": "lake", "Key": "2026/a.csv", "Body": b""}, "lake/2026/a.csv"),
        ({"Bucket": "lake"}, "lake"),
        ({"JobName": "nightly"}, "nightly"),
        ({"Entries": []}, ""),
        ({"SecretString": "hunter2"}, ""),
        ({"Name": "n" * 60}, "n" * 18 + "..." + "n" * 18),
    ],
)
def test_the_resource_is_named(params, named):
    assert subject(params) == named
