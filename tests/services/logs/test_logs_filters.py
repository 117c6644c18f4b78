from __future__ import annotations

import base64
import gzip
import json
import logging
from typing import Any

import pytest

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.fake import AwsFake

ROLE = "arn:aws:iam::123456789012:role/logs"


def unpacked(data: bytes) -> Any:
    return json.loads(gzip.decompress(data))


def subscribe(logs: Any, to: Any, name: str = "f", pattern: str = "", **params: Any) -> None:
    logs.put_subscription_filter(
        logGroupName="app", filterName=name, filterPattern=pattern, destinationArn=to.arn, **params
    )


def test_events_go_on_to_a_function(fake: AwsFake, logs: Any, put: Any) -> None:
    function = fake.lambda_.function("ship")
    fake.logs.group("app")
    subscribe(logs, function, pattern="ERROR")
    put((0, "ERROR 1"), (1, "fine"), (2, "ERROR 2"))
    put((3, "fine"))
    (event,) = function.events
    message = unpacked(base64.b64decode(event["awslogs"]["data"]))
    assert (message["messageType"], message["owner"], message["logGroup"]) == ("DATA_MESSAGE", "123456789012", "app")
    assert (message["logStream"], message["subscriptionFilters"]) == ("web", ["f"])
    assert [one["message"] for one in message["logEvents"]] == ["ERROR 1", "ERROR 2"]


def test_events_go_on_to_streams(fake: AwsFake, logs: Any, put: Any) -> None:
    fake.logs.group("app")
    kinesis, firehose = fake.kinesis.stream("k"), fake.firehose.stream("f")
    subscribe(logs, kinesis, "k", roleArn=ROLE)
    subscribe(logs, firehose, "f", roleArn=ROLE, distribution="Random")
    put((0, "a"))
    assert unpacked(kinesis.records()[0].data)["logEvents"][0]["message"] == "a"
    assert unpacked(firehose.records()[0].data)["subscriptionFilters"] == ["f"]
    fake.client("kinesis").delete_stream(StreamName="k")
    put((1, "lost"))
    assert len(firehose.records()) == 2


def test_subscription_filters_are_kept(fake: AwsFake, logs: Any, now: int, refused: Any) -> None:
    fake.logs.group("app")
    functions = [fake.lambda_.function(name) for name in "abc"]
    for function in functions[:2]:
        subscribe(logs, function, function.name)
    subscribe(logs, functions[0], "a", pattern="x")
    shown = logs.describe_subscription_filters(logGroupName="app", filterNamePrefix="a")["subscriptionFilters"]
    assert shown == [
        {
            "filterName": "a",
            "logGroupName": "app",
            "filterPattern": "x",
            "destinationArn": functions[0].arn,
            "distribution": "ByLogStream",
            "creationTime": now,
        }
    ]
    with refused("LimitExceededException", "Resource limit exceeded."):
        subscribe(logs, functions[2], "c")
    logs.delete_subscription_filter(logGroupName="app", filterName="a")
    with refused("ResourceNotFoundException", "The specified subscription filter does not exist."):
        logs.delete_subscription_filter(logGroupName="app", filterName="a")
    with refused("InvalidParameterException", "destinationArn for vendor kinesis cannot be used without roleArn"):
        subscribe(logs, fake.kinesis.stream("k"), "k")
    with refused("InvalidParameterException"):
        logs.put_subscription_filter(logGroupName="app", filterName="x", filterPattern="", destinationArn="x")
    with pytest.raises(UnsupportedOperation, match="to sqs"):
        subscribe(logs, fake.sqs.queue("q"), "q")
    with pytest.raises(UnsupportedOperation, match="applyOnTransformedLogs"):
        subscribe(logs, functions[0], "t", applyOnTransformedLogs=True)


def test_metric_filters_are_kept(fake: AwsFake, logs: Any, now: int, refused: Any) -> None:
    fake.logs.group("app")
    fake.logs.group("other")
    change = {"metricName": "Errors", "metricNamespace": "App", "metricValue": "1", "defaultValue": 0.0}

    def put(group: str, name: str, pattern: str = "ERROR", **more: Any) -> None:
        logs.put_metric_filter(
            logGroupName=group, filterName=name, filterPattern=pattern, metricTransformations=[{**change, **more}]
        )

    put("app", "errors")
    put("other", "slow", metricName="Slow")
    shown = logs.describe_metric_filters(logGroupName="app")["metricFilters"]
    assert shown == [
        {
            "filterName": "errors",
            "filterPattern": "ERROR",
            "metricTransformations": [change],
            "creationTime": now,
            "logGroupName": "app",
        }
    ]
    assert logs.describe_log_groups(logGroupNamePrefix="app")["logGroups"][0]["metricFilterCount"] == 1

    def found(**params: Any) -> list[str]:
        return [one["filterName"] for one in logs.describe_metric_filters(**params)["metricFilters"]]

    assert found() == ["errors", "slow"]
    assert found(filterNamePrefix="s") == ["slow"]
    assert found(metricName="Errors", metricNamespace="App") == ["errors"]
    with refused("InvalidParameterException"):
        found(metricName="Errors")
    with refused("InvalidParameterException"):
        put("app", "bad", "a.b")
    logs.delete_metric_filter(logGroupName="app", filterName="errors")
    with refused("ResourceNotFoundException", "The specified metric filter does not exist."):
        logs.delete_metric_filter(logGroupName="app", filterName="errors")
    for number in range(100):
        put("app", f"f{number}")
    with refused("LimitExceededException"):
        put("app", "one-more")


def test_what_functions_print_is_found_in_their_group(fake: AwsFake, logs: Any) -> None:
    def handler(event: Any, context: Any) -> None:
        print("hello", event["n"])  # noqa: T201
        logging.getLogger().error("bad")
        if event["n"] == 2:
            raise ValueError("two")

    function = fake.lambda_.function("on-order", handler)
    function.invoke({"n": 1})
    function.invoke({"n": 2})
    calls = len(fake.recorded.calls)
    group = fake.logs.of(function)
    texts = group.messages()
    assert texts[0].startswith("START RequestId: ")
    assert texts[1] == "hello 1"
    assert texts[2].startswith("[ERROR]\t")
    assert texts[3].startswith("END RequestId: ")
    assert "[ERROR] ValueError: two" in texts
    assert len(fake.recorded.calls) == calls
    (described,) = logs.describe_log_groups()["logGroups"]
    assert described["logGroupName"] == "/aws/lambda/on-order"
    assert len(logs.describe_log_streams(logGroupName="/aws/lambda/on-order")["logStreams"]) == 1
    logs.delete_log_group(logGroupName="/aws/lambda/on-order")
    with pytest.raises(AssertionError, match="there is no log group '/aws/lambda/on-order'"):
        fake.logs.of("on-order")
    function.invoke({"n": 3})
    assert "hello 3" in fake.logs.of(function).messages()


def test_a_function_that_is_not_bound_leaves_its_two_lines(fake: AwsFake) -> None:
    function = fake.lambda_.function("silent")
    function.invoke()
    assert [text.split()[0] for text in fake.logs.of("silent").messages()] == ["START", "END"]


def test_what_functions_print_goes_on_at_once(fake: AwsFake, logs: Any) -> None:
    source = fake.lambda_.function("source", lambda event, context: print("ERROR", event))  # noqa: T201
    sink = fake.lambda_.function("sink")
    fake.logs.group("/aws/lambda/source")
    logs.put_subscription_filter(
        logGroupName="/aws/lambda/source", filterName="f", filterPattern="ERROR", destinationArn=sink.arn
    )
    source.invoke(7)
    (event,) = sink.events
    assert unpacked(base64.b64decode(event["awslogs"]["data"]))["logEvents"][0]["message"] == "ERROR 7\n"
