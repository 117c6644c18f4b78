"""Consumers with a throughput of their own: registered, listed, and given the records of a shard."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.kinesis.reading import children, first_number, shown_record
from pytest_awsevents.services.kinesis.state import (
    Consumer,
    Shard,
    Stream,
    find_consumer,
    find_shard,
    find_stream,
    invalid,
)

operation = OperationTable()
_MAX_CONSUMERS = 20
_CONSUMERS = PageMembers("Consumers", limit="MaxResults", invalid=invalid("Invalid NextToken."))


@operation
def register_stream_consumer(scope: Scope, params: Params) -> dict[str, Any]:
    """Nobody has to wait for a consumer: after this answer it is active."""
    stream, name = find_stream(scope, params), params["ConsumerName"]
    if name in stream.consumers:
        raise AwsError(
            "ResourceInUseException",
            f"Consumer {name} under stream {stream.name} already exists for account {stream.account}.",
        )
    if len(stream.consumers) >= _MAX_CONSUMERS:
        raise AwsError(
            "LimitExceededException",
            f"Consumer registration limit of {_MAX_CONSUMERS} exceeded for stream {stream.name}.",
        )
    arn = f"{stream.arn}/consumer/{name}:{int(scope.now.timestamp())}"
    consumer = Consumer(name, arn, stream.arn, scope.now, dict(params.get("Tags", {})))
    stream.consumers[name] = consumer
    return {"Consumer": _described(consumer, "CREATING")}


@operation
def deregister_stream_consumer(scope: Scope, params: Params) -> None:
    stream, consumer = _named(scope, params)
    del stream.consumers[consumer.name]


@operation
def describe_stream_consumer(scope: Scope, params: Params) -> dict[str, Any]:
    _, consumer = _named(scope, params)
    return {"ConsumerDescription": {**_described(consumer), "StreamARN": consumer.stream}}


@operation
def list_stream_consumers(scope: Scope, params: Params) -> dict[str, Any]:
    stream = find_stream(scope, params)
    created: datetime | None = params.get("StreamCreationTimestamp")
    if created is not None and created.replace(microsecond=0) != stream.created.replace(microsecond=0):
        raise AwsError(
            "ResourceNotFoundException",
            f"Stream {stream.name} under account {stream.account} was not created at that time.",
        )
    return page([_described(one) for one in stream.consumers.values()], params, _CONSUMERS)


@operation
def subscribe_to_shard(scope: Scope, params: Params) -> dict[str, Any]:
    """One event with all records that are there, then the stream of events ends: nobody waits for five minutes."""
    stream, _ = find_consumer(scope, params["ConsumerARN"])
    shard = find_shard(stream, params["ShardId"])
    stream.trim(scope.now)
    position = params["StartingPosition"]
    start = {
        "ShardIteratorType": position["Type"],
        "StartingSequenceNumber": position.get("SequenceNumber"),
        "Timestamp": position.get("Timestamp"),
    }
    number = first_number(scope, stream, shard, {name: value for name, value in start.items() if value is not None})
    if params.get("DryRun"):
        raise AwsError("DryRunOperationException", "Request would have succeeded, but the DryRun parameter is set.")
    return {"EventStream": [{"SubscribeToShardEvent": _event(stream, shard, number)}]}


def _event(stream: Stream, shard: Shard, number: int) -> dict[str, Any]:
    found = shard.records[shard.since(number) :]
    last = found[-1] if found else shard.records[-1] if shard.records else None
    event: dict[str, Any] = {
        "Records": [shown_record(stream, record) for record in found],
        "ContinuationSequenceNumber": shard.starting if last is None else last.sequence,
        "MillisBehindLatest": 0,
    }
    if shard.closed is not None:
        event["ChildShards"] = children(stream, shard)
    return event


def _named(scope: Scope, params: Params) -> tuple[Stream, Consumer]:
    """The consumer that a request names: by its ARN, or by that of its stream and its name (API reference)."""
    if "ConsumerARN" in params:
        stream, consumer = find_consumer(scope, params["ConsumerARN"])
        if (
            params.get("ConsumerName", consumer.name) != consumer.name
            or params.get("StreamARN", stream.arn) != stream.arn
        ):
            raise invalid("ConsumerARN, StreamARN and ConsumerName do not name the same consumer.")
        return stream, consumer
    if not params.keys() >= {"StreamARN", "ConsumerName"}:
        raise invalid("Either ConsumerARN, or both StreamARN and ConsumerName must be provided.")
    stream, name = find_stream(scope, params), params["ConsumerName"]
    if name not in stream.consumers:
        raise AwsError("ResourceNotFoundException", f"Consumer {name}, account {stream.account} not found.")
    return stream, stream.consumers[name]


def _described(consumer: Consumer, status: str = "ACTIVE") -> dict[str, Any]:
    return {
        "ConsumerName": consumer.name,
        "ConsumerARN": consumer.arn,
        "ConsumerStatus": status,
        "ConsumerCreationTimestamp": consumer.created,
    }
