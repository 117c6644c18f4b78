"""What `aws_kinesis` gives: streams made, filled and looked into in one line, assertions on records."""

from __future__ import annotations

import json as json_module
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_awsevents.assertions.arrived import Arrivals
from pytest_awsevents.assertions.expecting import Count, given_name, unknown_name
from pytest_awsevents.core.records import Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.kinesis.state import KINESIS, stream_of_arn

_INSTEAD = "assert_no_record()"


@dataclass(frozen=True, slots=True)
class StreamRecord:
    """A record of a stream."""

    data: bytes
    key: str
    shard: str
    sequence: str
    at: datetime

    @property
    def text(self) -> str:
        """The data as UTF-8."""
        return self.data.decode(errors="replace")

    @property
    def json(self) -> Json:
        """The data parsed as JSON."""
        return json_module.loads(self.data)


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream, with `name` and `arn`, to be given to a rule as its target, put into and looked into."""

    name: str
    arn: str
    _scope: Scope = field(repr=False, compare=False)

    def put(self, data: bytes | str | Json, *, key: str = "key", **params: Any) -> StreamRecord:
        """Puts a record, by PutRecord: bytes, UTF-8 for a text, JSON for anything else; `key` is its partition key."""
        if not isinstance(data, bytes):
            data = (data if isinstance(data, str) else json_module.dumps(data)).encode()
        request = {"StreamName": self.name, "Data": data, "PartitionKey": key, **params}
        sequence = self._scope.call("kinesis", "PutRecord", request)["SequenceNumber"]
        return next(record for record in self.records() if record.sequence == sequence)

    def records(self) -> list[StreamRecord]:
        """The records that have not expired, in the order they were put, of all shards; reads nothing."""
        stream = stream_of_arn(self._scope, self.arn)
        stream.trim(self._scope.now)
        held = [(record, shard.id) for shard in stream.shards for record in shard.records]
        held.sort(key=lambda pair: pair[0].number)
        return [StreamRecord(one.data, one.key, shard, one.sequence, one.at) for one, shard in held]


class Kinesis:
    """Kinesis of the default account and region."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def stream(self, name: str, *, shards: int | None = 1) -> Stream:
        """The stream of that name, made by CreateStream where there is none; on demand where `shards` is None."""
        if name not in self._scope.state(KINESIS).streams:
            size = {"ShardCount": shards} if shards else {"StreamModeDetails": {"StreamMode": "ON_DEMAND"}}
            self._scope.call("kinesis", "CreateStream", {"StreamName": name, **size})
        return self._known(name)

    def streams(self) -> list[Stream]:
        """All streams of the account and region, in the order of their creation."""
        return [self._known(name) for name in self._scope.state(KINESIS).streams]

    def assert_record(self, expected: object = None, *, stream: str | Stream, count: Count = None) -> StreamRecord:
        """Asserts that a stream holds a record, with a text or JSON where one is given; returns the first.

        JSON objects are compared partially; `expected` may be a matcher. `count`: exactly so many, one of a range, or
        (None) at least one.
        """
        __tracebackhide__ = True
        return self._arrivals(stream).assert_some(expected, count, _INSTEAD)

    def assert_no_record(self, expected: object = None, *, stream: str | Stream) -> None:
        """Asserts that a stream holds no record, or none with that text or JSON."""
        __tracebackhide__ = True
        self._arrivals(stream).assert_none(expected)

    def _arrivals(self, stream: str | Stream) -> Arrivals[StreamRecord]:
        __tracebackhide__ = True
        name = given_name(stream, "stream")
        known = self._scope.state(KINESIS).streams
        if name not in known:
            unknown_name("stream", name, sorted(known))
        return Arrivals(self._known(name).records(), "record", f"in stream {name}", self._where_else)

    def _where_else(self) -> list[str]:
        counts = [f"{one.name} ({len(one.records())})" for one in self.streams()]
        return [f"records held, by stream: {', '.join(counts)}"]

    def _known(self, name: str) -> Stream:
        return Stream(name, self._scope.state(KINESIS).streams[name].arn, self._scope)
