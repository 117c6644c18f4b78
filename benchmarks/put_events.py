"""The latency of one put_events call: without a rule, with a rule to one SQS queue, with a rule to five.

    python benchmarks/put_events.py

Beside a call that botocore's Stubber answers, which routes nothing and records nothing, and beside moto.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import boto3
from botocore.stub import Stubber
from side_by_side import Call, Contender, Goal, compare, installed

from pytest_awsevents import AwsFake

ENTRY = {
    "Source": "shop.orders",
    "DetailType": "OrderPlaced",
    "Detail": json.dumps({"id": "o-1", "customer": "ada@example.com", "total": 42, "lines": [{"sku": "A1", "n": 2}]}),
}
PATTERN = json.dumps({"source": ["shop.orders"], "detail": {"total": [{"numeric": [">", 0]}]}})
LOCAL_SERVER = 0.00084  # seconds; the fastest local server, measured when the goals were set


def client(service: str = "events") -> Any:
    return boto3.client(service, region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing")


def arrange(targets: int) -> None:
    """A rule that sends to so many queues; no rule for none. By plain API calls, the same for every contender."""
    if not targets:
        return
    sqs, events = client("sqs"), client()
    arns = []
    for number in range(targets):
        url = sqs.create_queue(QueueName=f"queue-{number}")["QueueUrl"]
        arns.append(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])
    events.put_rule(Name="paid", EventPattern=PATTERN)
    events.put_targets(Rule="paid", Targets=[{"Id": str(number), "Arn": arn} for number, arn in enumerate(arns)])


@contextmanager
def ours(_: int, targets: int) -> Iterator[Call]:
    with AwsFake():
        arrange(targets)
        events = client()
        yield lambda: events.put_events(Entries=[ENTRY])


@contextmanager
def stubber(calls: int) -> Iterator[Call]:
    events = client()
    answers = Stubber(events)
    for _ in range(calls):
        answers.add_response("put_events", {"FailedEntryCount": 0, "Entries": [{"EventId": "e-1"}]})
    with answers:
        yield lambda: events.put_events(Entries=[ENTRY])


@contextmanager
def moto(_: int, targets: int) -> Iterator[Call]:
    from moto import mock_aws

    with mock_aws():
        arrange(targets)
        events = client()
        yield lambda: events.put_events(Entries=[ENTRY])


def contenders(targets: int) -> dict[str, Contender]:
    found: dict[str, Contender] = {"ours": partial(ours, targets=targets), "Stubber": stubber}
    if installed("moto"):
        found["moto"] = partial(moto, targets=targets)
    return found


def main() -> None:
    compare("put_events, no rule", contenders(0), goals=[Goal("Stubber", at_most=1.5)])
    compare(
        "put_events, one rule to an SQS queue, recorded",
        contenders(1),
        goals=[Goal("Stubber", at_most=2.5), Goal("moto", faster=20)],
        limit=LOCAL_SERVER / 4,
    )
    compare("put_events, one rule to five SQS queues", contenders(5))


if __name__ == "__main__":
    main()
