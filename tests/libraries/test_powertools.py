"""Powertools for AWS Lambda: handlers as people write them, run by events."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

pytest.importorskip("aws_lambda_powertools")

import pydantic
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.data_classes import (
    CloudWatchLogsEvent,
    EventBridgeEvent,
    S3Event,
    S3EventBridgeNotificationEvent,
    SNSEvent,
    event_source,
)
from aws_lambda_powertools.utilities.parser import envelopes, event_parser
from aws_lambda_powertools.utilities.parser.models import S3EventNotificationEventBridgeModel, S3Model

from pytest_awsevents import AwsFake

# As in an application: made while the module is imported, long before any handler runs.
logger = Logger(service="billing", level="INFO")
below = Logger(service="billing", child=True)
metrics = Metrics(namespace="Shop", service="billing")
tracer = Tracer(service="billing", disabled=True)


class Order(pydantic.BaseModel):
    id: str
    total: int


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Parameters are kept for five seconds, wherever they came from."""
    yield
    parameters.clear_caches()


def run_by_event(fake: AwsFake, handler: Any, **detail: Any) -> Any:
    """What comes of a handler that an event invokes."""
    function = fake.lambda_.function("billing", handler)
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=function)
    fake.eventbridge.put("OrderPaid", detail, source="shop")
    fake.lambda_.assert_not_failed(function)
    return function.invocations[-1]


# --- logger, metrics, tracer -----------------------------------------------------------------------------------------


def test_the_logger_writes_json_into_the_log_of_the_function(fake: AwsFake) -> None:
    @logger.inject_lambda_context(correlation_id_path=correlation_paths.EVENT_BRIDGE, log_event=True)
    def handler(received: Any, context: Any) -> None:
        logger.append_keys(order=received["detail"]["id"])
        logger.info("paid")
        below.warning("from below")

    invocation = run_by_event(fake, handler, id="o-1")

    whole, paid, child = [json.loads(line) for line in invocation.log.splitlines()]
    assert whole["message"] == invocation.event
    assert (paid["level"], paid["message"], paid["service"], paid["order"]) == ("INFO", "paid", "billing", "o-1")
    assert paid["function_request_id"] == invocation.request_id
    assert paid["correlation_id"] == invocation.event["id"]
    assert (paid["function_name"], paid["function_arn"]) == ("billing", invocation.arn)
    assert (child["message"], child["level"]) == ("from below", "WARNING")
    found = fake.client("logs").filter_log_events(logGroupName="/aws/lambda/billing", filterPattern='{$.order = "o-1"}')
    assert [json.loads(event["message"])["message"] for event in found["events"]] == ["paid", "from below"]


def test_the_log_has_the_lines_of_a_logger_that_writes_elsewhere(
    fake: AwsFake, capsys: pytest.CaptureFixture[str]
) -> None:
    """A test that captures has another standard output than the import of the logger had."""
    assert logger.logger_handler.stream is not sys.stdout
    invocation = run_by_event(fake, lambda received, context: logger.info("paid"))
    (line,) = invocation.log.splitlines()
    assert (json.loads(line)["message"], capsys.readouterr().out) == ("paid", "")


def test_records_of_other_loggers_are_written_as_lambda_does(fake: AwsFake) -> None:
    def handler(received: Any, context: Any) -> None:
        import logging

        logging.getLogger("plain").warning("careful")

    invocation = run_by_event(fake, handler)
    assert invocation.log.splitlines()[0].endswith(f"{invocation.request_id}\tcareful")


def test_metrics_are_printed_in_the_embedded_format(fake: AwsFake) -> None:
    @metrics.log_metrics
    def handler(received: Any, context: Any) -> None:
        metrics.add_metric("Orders", "Count", 1)

    printed = json.loads(run_by_event(fake, handler).log)
    assert (printed["Orders"], printed["service"]) == ([1.0], "billing")


def test_a_tracer_that_is_off_is_in_nobodys_way(fake: AwsFake) -> None:
    @tracer.capture_method
    def pay(order: str) -> str:
        return f"paid {order}"

    @tracer.capture_lambda_handler
    def handler(received: Any, context: Any) -> str:
        return pay(received["detail"]["id"])

    assert run_by_event(fake, handler, id="o-1").response == "paid o-1"


# --- events as data classes ------------------------------------------------------------------------------------------


def test_an_event_of_eventbridge(fake: AwsFake) -> None:
    seen: list[EventBridgeEvent] = []

    @event_source(data_class=EventBridgeEvent)
    def handler(received: EventBridgeEvent, context: Any) -> None:
        seen.append(received)

    invocation = run_by_event(fake, handler, id="o-1")
    (one,) = seen
    assert (one.detail_type, one.source, one.account) == ("OrderPaid", "shop", "123456789012")
    assert (one.get_id, one.region, one.detail) == (invocation.event["id"], "us-east-1", {"id": "o-1"})
    assert one.replay_name is None


def test_objects_by_way_of_eventbridge(fake: AwsFake) -> None:
    seen: list[S3EventBridgeNotificationEvent] = []

    @event_source(data_class=S3EventBridgeNotificationEvent)
    def handler(received: S3EventBridgeNotificationEvent, context: Any) -> None:
        seen.append(received)

    bucket = fake.s3.bucket("files", events=True)
    function = fake.lambda_.function("on-file", handler)
    fake.eventbridge.rule("created", {"detail-type": ["Object Created"]}, to=function)
    bucket.put("in/a b.csv", b"1,2")
    fake.lambda_.assert_not_failed(function)
    (one,) = seen
    detail = one.detail
    assert (detail.bucket.name, detail.object.key, detail.object.size) == ("files", "in/a b.csv", 3)
    assert (detail.reason, one.detail_type) == ("PutObject", "Object Created")
    model = S3EventNotificationEventBridgeModel.model_validate(function.events[0])
    assert (model.detail.object.key, model.detail.object.etag) == ("in/a b.csv", detail.object.etag)


def notify(bucket: str, function: Any) -> None:
    """Has a bucket invoke a function directly."""
    configuration: Any = {"LambdaFunctionArn": function.arn, "Events": ["s3:ObjectCreated:*"]}
    boto3.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [configuration]}
    )


def test_objects_by_notification(fake: AwsFake) -> None:
    seen: list[Any] = []

    @event_source(data_class=S3Event)
    def handler(received: S3Event, context: Any) -> None:
        seen.extend((one.event_name, one.s3.bucket.name, one.s3.get_object.key) for one in received.records)

    bucket = fake.s3.bucket("files")
    function = fake.lambda_.function("on-file", handler)
    notify("files", function)
    bucket.put("in/a b.csv", b"1,2")
    fake.lambda_.assert_not_failed(function)
    assert seen == [("ObjectCreated:Put", "files", "in/a+b.csv")]
    (record,) = S3Model.model_validate(function.events[-1]).Records
    assert (record.s3.bucket.name, record.s3.object.size, record.eventSource) == ("files", 3, "aws:s3")


def test_messages_of_a_topic(fake: AwsFake) -> None:
    seen: list[Any] = []

    @event_source(data_class=SNSEvent)
    def handler(received: SNSEvent, context: Any) -> None:
        for record in received.records:
            message = record.sns
            seen.append((message.subject, message.message, message.message_attributes["kind"].value, message.topic_arn))

    function = fake.lambda_.function("on-message", handler)
    topic = fake.sns.topic("news", to=function)
    attributes: Any = {"kind": {"DataType": "String", "StringValue": "good"}}
    boto3.client("sns").publish(TopicArn=topic.arn, Subject="s", Message="m", MessageAttributes=attributes)
    fake.lambda_.assert_not_failed(function)
    assert seen == [("s", "m", "good", topic.arn)]


def test_lines_of_a_log_group(fake: AwsFake) -> None:
    seen: list[Any] = []

    @event_source(data_class=CloudWatchLogsEvent)
    def handler(received: CloudWatchLogsEvent, context: Any) -> None:
        decoded = received.parse_logs_data()
        seen.append((decoded.log_group, [event.message for event in decoded.log_events]))

    function = fake.lambda_.function("on-line", handler)
    logs = boto3.client("logs")
    logs.create_log_group(logGroupName="app")
    logs.create_log_stream(logGroupName="app", logStreamName="one")
    logs.put_subscription_filter(logGroupName="app", filterName="all", filterPattern="", destinationArn=function.arn)
    now = int(fake.clock.now.timestamp() * 1000)
    logs.put_log_events(logGroupName="app", logStreamName="one", logEvents=[{"timestamp": now, "message": "line"}])
    fake.lambda_.assert_not_failed(function)
    assert seen == [("app", ["line"])]


# --- parser ----------------------------------------------------------------------------------------------------------


def test_an_envelope_of_eventbridge_is_opened(fake: AwsFake) -> None:
    @event_parser(model=Order, envelope=envelopes.EventBridgeEnvelope)
    def handler(order: Order, context: Any) -> int:
        return order.total * 2

    assert run_by_event(fake, handler, id="o-1", total=21).response == 42


def test_a_detail_that_does_not_fit_fails_the_invocation(fake: AwsFake) -> None:
    @event_parser(model=Order, envelope=envelopes.EventBridgeEnvelope)
    def handler(order: Order, context: Any) -> None:
        raise AssertionError("never called")

    function = fake.lambda_.function("billing", handler)
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=function)
    fake.eventbridge.put("OrderPaid", {"id": "o-1"}, source="shop")
    failure = function.invocations[0].failure
    assert failure is not None
    assert failure.type == "ValidationError"
    assert "total\n  Field required" in failure.message


def test_an_envelope_of_sns_is_opened(fake: AwsFake) -> None:
    @event_parser(model=Order, envelope=envelopes.SnsEnvelope)
    def handler(orders: list[Order], context: Any) -> list[str]:
        return [order.id for order in orders]

    function = fake.lambda_.function("billing", handler)
    topic = fake.sns.topic("orders", to=function)
    boto3.client("sns").publish(TopicArn=topic.arn, Message=json.dumps({"id": "o-1", "total": 1}))
    assert function.invocations[0].response == ["o-1"]


# --- parameters ------------------------------------------------------------------------------------------------------


def test_secrets_are_read_once_and_kept(fake: AwsFake) -> None:
    boto3.client("secretsmanager").create_secret(Name="db", SecretString='{"user": "shop"}')

    def handler(received: Any, context: Any) -> Any:
        return [parameters.get_secret("db", transform="json") for _ in range(2)]

    assert run_by_event(fake, handler).response == [{"user": "shop"}] * 2
    assert len(fake.recorded.calls.matching(lambda call: call.operation == "GetSecretValue")) == 1


def test_parameters_of_ssm_come_from_a_stub(fake: AwsFake) -> None:
    fake.stub("ssm", "get_parameter", {"Parameter": {"Name": "/shop/limit", "Value": "7", "Type": "String"}})
    assert parameters.get_parameter("/shop/limit") == "7"
