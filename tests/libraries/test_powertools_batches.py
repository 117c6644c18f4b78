"""Powertools' batch processor: queues and streams invoke a function, records that fail come again."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

pytest.importorskip("aws_lambda_powertools")

import pydantic
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes import KinesisStreamEvent, SQSEvent, event_source
from aws_lambda_powertools.utilities.parser import envelopes, event_parser

from pytest_awsevents import AwsFake


class Order(pydantic.BaseModel):
    id: str


def test_a_message_that_fails_comes_again_and_ends_as_a_dead_letter(fake: AwsFake) -> None:
    processor = BatchProcessor(event_type=EventType.SQS)
    tried: list[str] = []

    def pay(record: Any) -> None:
        tried.append(record.body)
        if record.body == "bad":
            raise ValueError("no card")

    def handler(received: Any, context: Any) -> Any:
        return process_partial_response(received, pay, processor, context)

    fake.clock.freeze("2026-03-01T12:00Z")
    dead = fake.sqs.queue("dead")
    orders = fake.sqs.queue("orders", dead_letter=dead, max_receives=2)
    function = fake.lambda_.function("pay", handler)
    fake.lambda_.event_source(orders, to=function, report_failures=True)

    boto3.client("sqs").send_message_batch(
        QueueUrl=orders.url, Entries=[{"Id": body, "MessageBody": body} for body in ("good", "bad", "fine")]
    )
    fake.clock.tick(minutes=5)

    assert sorted(tried) == ["bad", "bad", "fine", "good"]
    assert dead.messages() == ["bad"]
    assert len(orders) == 0
    failures = function.invocations[0].response["batchItemFailures"]
    assert len(failures) == 1


def test_messages_as_data_classes_and_as_models(fake: AwsFake) -> None:
    seen: list[Any] = []

    @event_source(data_class=SQSEvent)
    def by_class(received: SQSEvent, context: Any) -> None:
        seen.extend((record.json_body["id"], record.event_source_arn) for record in received.records)

    @event_parser(model=Order, envelope=envelopes.SqsEnvelope)
    def by_model(orders: list[Order], context: Any) -> None:
        seen.extend(order.id for order in orders)

    for name, handler in (("by-class", by_class), ("by-model", by_model)):
        queue = fake.sqs.queue(name)
        fake.lambda_.event_source(queue, to=fake.lambda_.function(name, handler))
        boto3.client("sqs").send_message(QueueUrl=queue.url, MessageBody=json.dumps({"id": "o-1"}))
    fake.lambda_.assert_not_failed()
    assert seen == [("o-1", fake.sqs.queue("by-class").arn), "o-1"]


def test_events_that_come_by_a_queue(fake: AwsFake) -> None:
    """EventBridge into SQS into Lambda: the body is the event."""
    seen: list[str] = []

    @event_source(data_class=SQSEvent)
    def handler(received: SQSEvent, context: Any) -> None:
        seen.extend(record.json_body["detail"]["id"] for record in received.records)

    queue = fake.sqs.queue("orders")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    fake.lambda_.event_source(queue, to=fake.lambda_.function("pay", handler))
    fake.eventbridge.put("OrderPaid", {"id": "o-1"}, source="shop")
    fake.lambda_.assert_not_failed()
    assert seen == ["o-1"]


def test_records_of_a_stream(fake: AwsFake) -> None:
    processor = BatchProcessor(event_type=EventType.KinesisDataStreams)
    seen: list[Any] = []

    def keep(record: Any) -> None:
        seen.append(record.kinesis.data_as_json()["id"])

    @event_source(data_class=KinesisStreamEvent)
    def handler(received: KinesisStreamEvent, context: Any) -> Any:
        return process_partial_response(received.raw_event, keep, processor, context)

    stream = fake.kinesis.stream("orders")
    fake.lambda_.event_source(stream, to=fake.lambda_.function("keep", handler), report_failures=True)
    client = boto3.client("kinesis")
    for number in range(3):
        client.put_record(StreamName="orders", Data=json.dumps({"id": number}).encode(), PartitionKey="k")
    fake.settle()
    fake.lambda_.assert_not_failed()
    assert seen == [0, 1, 2]
