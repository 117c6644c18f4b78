"""Tests as users with a strict type checker write them: `make check` checks this file, and the suite runs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, assert_type

import pytest

from pytest_awsevents import (
    S3,
    ApiCall,
    AwsFake,
    Bucket,
    Capture,
    Clock,
    CloudTrail,
    Delivery,
    Event,
    EventBridge,
    EventMatcher,
    EventRouting,
    EventSchema,
    FakeOptions,
    Function,
    Invocation,
    Lambda,
    Log,
    Object,
    Queue,
    Rule,
    ScheduledRule,
    Sqs,
    Stub,
    Violation,
    call,
    event,
    scenario,
)


@pytest.fixture
def billing(aws_sqs: Sqs) -> Queue:
    return aws_sqs.queue("billing")


@pytest.fixture
def paid(aws_eventbridge: EventBridge, billing: Queue) -> Rule:
    return aws_eventbridge.rule("paid", {"detail-type": ["OrderPaid"]}, to=billing)


@pytest.fixture
def other_region() -> Iterator[AwsFake]:
    with AwsFake(FakeOptions(region="eu-west-1"), seed="typed") as fake:
        yield fake


def of_order(id: str) -> EventMatcher:
    return event(detail_type="OrderPaid", detail={"id": id})


def test_events_and_deliveries(aws_eventbridge: EventBridge, billing: Queue, paid: Rule) -> None:
    aws_eventbridge.put("OrderPaid", {"id": "o-1"})

    assert_type(aws_eventbridge.published(), Log[Event])
    assert_type(aws_eventbridge.published()[:1], Log[Event])
    assert_type(aws_eventbridge.assert_published(of_order("o-1")), Event)
    delivery = aws_eventbridge.assert_delivered(of_order("o-1"), to=billing)
    assert_type(delivery, Delivery)
    assert_type(aws_eventbridge.deliveries(to=billing).only().rule, Rule)
    aws_eventbridge.assert_rule_matched(paid, of_order("o-1"))


def test_calls_and_stubs(aws_fake: AwsFake) -> None:
    stub = aws_fake.stub("glue", "start_job_run", {"JobRunId": "jr-1"})
    assert_type(stub, Stub)
    glue: Any = aws_fake.client("glue")
    glue.start_job_run(JobName="nightly")

    assert_type(aws_fake.assert_called("glue:StartJobRun", JobName="nightly"), ApiCall)
    assert_type(stub.calls, list[ApiCall])
    aws_fake.assert_sequence(call("glue:StartJobRun"))


def test_functions(aws_lambda: Lambda) -> None:
    def handler(event: Mapping[str, Any], context: Any) -> str:
        return str(event["id"])

    function = aws_lambda.function("on-order", handler)
    assert_type(function, Function)
    assert_type(function.invoke({"id": "o-1"}), Invocation)


def test_objects(aws_s3: S3) -> None:
    bucket = aws_s3.bucket("lake")
    assert_type(bucket, Bucket)
    assert_type(bucket.put("k", b"1"), Object)
    assert_type(bucket.get("k"), bytes)


def test_time(aws_clock: Clock, aws_scheduled_rule: ScheduledRule) -> None:
    assert_type(aws_clock.freeze("2026-01-01T00:00Z"), datetime)
    aws_clock.tick(timedelta(minutes=5))
    aws_clock.tick(30.5)
    assert_type(aws_clock.now, datetime)


def test_captures(aws_eventbridge: EventBridge) -> None:
    order: Capture[str] = Capture()
    aws_eventbridge.put("OrderPaid", {"id": "o-1"})
    aws_eventbridge.assert_published(event(detail={"id": order}))
    assert_type(order.value, str)


def test_scenes(aws_event_routing: EventRouting, aws_cloudtrail: CloudTrail) -> None:
    assert_type(aws_event_routing.queue, Queue)
    assert_type(aws_event_routing.rules, Mapping[str, Rule])


@scenario
def queue_pair(fake: AwsFake, *, first: str = "a") -> list[Queue]:
    return [fake.sqs.queue(first), fake.sqs.queue(f"{first}-2")]


def test_scenes_with_parameters(aws_fake: AwsFake) -> None:
    assert_type(aws_fake.scenarios.event_routing(bus="shop", queue="shop"), EventRouting)
    assert_type(aws_fake.scenarios.scheduled_rule(schedule="rate(1 hour)").queue, Queue)
    assert_type(aws_fake.scenarios.queue_pair(first="b"), Any)
    assert_type(queue_pair(aws_fake, first="c"), list[Queue])


def test_schemas(aws_eventbridge: EventBridge) -> None:
    assert_type(aws_eventbridge.schema("shop", "OrderPaid", {"required": ["id"]}), EventSchema)
    export = '{"x-amazon-events-source": "shop", "x-amazon-events-detail-type": "OrderSent"}'
    assert_type(aws_eventbridge.schema(export).violations({"detail": {}}), list[Violation])


def test_another_fake(other_region: AwsFake) -> None:
    assert_type(other_region.sqs.queue("q"), Queue)
