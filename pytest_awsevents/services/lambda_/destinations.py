"""Where Lambda sends what came of work that nobody waited for: queues, topics, functions, buses and buckets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import queue_url
from pytest_awsevents.services.lambda_.state import PRINCIPAL


class Letter(NamedTuple):
    """A JSON text for a destination, about a function; `folder` is where in a bucket it goes."""

    text: str
    function_arn: str
    folder: str
    succeeded: bool = False
    attributes: Mapping[str, Any] | None = None


def send(scope: Scope, destination: str, letter: Letter) -> None:
    """Hands a letter over; where it is refused, the log has the call and its error, and it is lost as on AWS."""
    arn = parse_arn(destination)
    assert arn is not None, "destinations are checked when they are set"
    there = scope.at(account=arn.account, region=arn.region).as_service(PRINCIPAL)
    with suppress(AwsError):
        _SENDERS[arn.service](there, arn, letter)


def _to_queue(scope: Scope, arn: Arn, letter: Letter) -> None:
    params = {"QueueUrl": queue_url(arn), "MessageBody": letter.text, "MessageAttributes": letter.attributes}
    scope.call("sqs", "SendMessage", _given(params))


def _to_topic(scope: Scope, arn: Arn, letter: Letter) -> None:
    params = {"TopicArn": str(arn), "Message": letter.text, "MessageAttributes": letter.attributes}
    scope.call("sns", "Publish", _given(params))


def _to_function(scope: Scope, arn: Arn, letter: Letter) -> None:
    params = {"FunctionName": str(arn), "InvocationType": "Event", "Payload": letter.text.encode()}
    scope.call("lambda", "Invoke", params)


def _to_bus(scope: Scope, arn: Arn, letter: Letter) -> None:
    """The record as detail (developer guide); the resources are the bus and the function (reported)."""
    outcome = "Success" if letter.succeeded else "Failure"
    entry = {
        "Source": "lambda",
        "DetailType": f"Lambda Function Invocation Result - {outcome}",
        "Detail": letter.text,
        "Resources": [str(arn), letter.function_arn],
        "EventBusName": str(arn),
    }
    scope.call("events", "PutEvents", {"Entries": [entry]})


def _to_bucket(scope: Scope, arn: Arn, letter: Letter) -> None:
    now = scope.now
    key = f"{letter.folder}/{now:%Y/%m/%d}/{now:%Y-%m-%dT%H.%M.%S}-{scope.ids.uuid()}"
    scope.call("s3", "PutObject", {"Bucket": arn.resource, "Key": key, "Body": letter.text.encode()})


_SENDERS: Mapping[str, Callable[[Scope, Arn, Letter], None]] = {
    "events": _to_bus,
    "lambda": _to_function,
    "s3": _to_bucket,
    "sns": _to_topic,
    "sqs": _to_queue,
}


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}
