"""What `aws_firehose` gives: delivery streams to buckets in one line, views on what was put, assertions."""

from __future__ import annotations

import json as json_module
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pytest_awsevents.assertions.arrived import Arrivals
from pytest_awsevents.assertions.expecting import Count, HasArn, given_name, unknown_name
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import ApiCall, Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.firehose.delivering import flush
from pytest_awsevents.services.firehose.state import FIREHOSE, find_stream

_NO_BUCKET_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST = 50
_INSTEAD = "assert_no_record()"


@dataclass(frozen=True, slots=True)
class FirehoseRecord:
    """A record as it was put; `call` is the PutRecord or PutRecordBatch it came with."""

    data: bytes
    call: ApiCall = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        """The data as UTF-8."""
        return self.data.decode(errors="replace")

    @property
    def json(self) -> Json:
        """The data parsed as JSON."""
        return json_module.loads(self.data)


@dataclass(frozen=True, slots=True)
class DeliveryStream:
    """A delivery stream, with `name`, `arn` and `bucket`: a target of rules, to be put into and looked into."""

    name: str
    arn: str
    bucket: str
    _scope: Scope = field(repr=False, compare=False)
    _recorded: Recorded = field(repr=False, compare=False)

    def put(self, data: bytes | str | Json) -> str:
        """Puts a record, by PutRecord: bytes, UTF-8 for a text, JSON for anything else; returns its id."""
        if not isinstance(data, bytes):
            data = (data if isinstance(data, str) else json_module.dumps(data)).encode()
        request = {"DeliveryStreamName": self.name, "Record": {"Data": data}}
        return str(self._scope.call("firehose", "PutRecord", request)["RecordId"])

    def records(self) -> list[FirehoseRecord]:
        """What was put so far, delivered or not, oldest first."""
        return [record for call in self._recorded.calls for record in _records_of(call, self.arn)]

    def buffered(self) -> list[bytes]:
        """What waits to be delivered."""
        return [record.data for record in find_stream(self._scope, self.name).buffer.records]

    def flush(self) -> None:
        """Delivers what waits now, as if its interval had passed."""
        flush(self._scope, find_stream(self._scope, self.name))


class Firehose:
    """Firehose of the default account and region."""

    def __init__(self, scope: Scope, recorded: Recorded) -> None:
        self._scope = scope
        self._recorded = recorded

    def stream(
        self,
        name: str,
        *,
        to: str | HasArn | None = None,
        interval: int | None = None,
        megabytes: int | None = None,
        prefix: str | None = None,
        newline: bool = False,
        **settings: Any,
    ) -> DeliveryStream:
        """The delivery stream of that name, made by CreateDeliveryStream where there is none.

        `to`: a bucket; without one it gets a bucket of its own, named `<name>-bucket`. `interval` and `megabytes` say
        when the buffer is delivered (AWS's defaults are 300 seconds and 5), `newline` that each record ends in one.
        Further keywords are members of ExtendedS3DestinationConfiguration: `CompressionFormat="GZIP"`.
        """
        if name not in self._scope.state(FIREHOSE).streams:
            hints = {"IntervalInSeconds": interval, "SizeInMBs": megabytes}
            configuration = {
                "RoleARN": f"arn:{self._scope.partition}:iam::{self._scope.account}:role/firehose-{name}",
                "BucketARN": self._bucket(name, to),
                "BufferingHints": {member: value for member, value in hints.items() if value is not None},
                **settings,
            }
            if prefix is not None:
                configuration["Prefix"] = prefix
            if newline:
                processor = {"Type": "AppendDelimiterToRecord", "Parameters": []}
                configuration["ProcessingConfiguration"] = {"Enabled": True, "Processors": [processor]}
            params = {"DeliveryStreamName": name, "ExtendedS3DestinationConfiguration": configuration}
            self._scope.call("firehose", "CreateDeliveryStream", params)
        return self._known(name)

    def streams(self) -> list[DeliveryStream]:
        """All delivery streams of the account and region, in the order of their creation."""
        return [self._known(name) for name in self._scope.state(FIREHOSE).streams]

    def assert_record(
        self, expected: object = None, *, stream: str | DeliveryStream, count: Count = None
    ) -> FirehoseRecord:
        """Asserts that a record was put, with a text or JSON where one is given; returns the first.

        JSON objects are compared partially; `expected` may be a matcher. `count`: exactly so many, one of a range, or
        (None) at least one.
        """
        __tracebackhide__ = True
        return self._arrivals(stream).assert_some(expected, count, _INSTEAD)

    def assert_no_record(self, expected: object = None, *, stream: str | DeliveryStream) -> None:
        """Asserts that no record was put, or none with that text or JSON."""
        __tracebackhide__ = True
        self._arrivals(stream).assert_none(expected)

    def _arrivals(self, stream: str | DeliveryStream) -> Arrivals[FirehoseRecord]:
        __tracebackhide__ = True
        name = given_name(stream, "delivery stream")
        known = self._scope.state(FIREHOSE).streams
        if name not in known:
            unknown_name("delivery stream", name, sorted(known))
        return Arrivals(self._known(name).records(), "record", f"in delivery stream {name}", self._where_else)

    def _where_else(self) -> list[str]:
        counts = [f"{one.name} ({len(one.records())})" for one in self.streams()]
        return [f"records put, by delivery stream: {', '.join(counts)}"]

    def _bucket(self, name: str, to: str | HasArn | None) -> str:
        if isinstance(to, HasArn):
            return to.arn
        bucket = to or f"{_NO_BUCKET_NAME.sub('-', name.lower()).strip('-')[:_LONGEST]}-bucket"
        if to is None:
            region = self._scope.region
            place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            try:
                self._scope.call("s3", "CreateBucket", {"Bucket": bucket, **place})
            except AwsError as error:
                if error.code != "BucketAlreadyOwnedByYou":
                    raise
        return f"arn:{self._scope.partition}:s3:::{bucket}"

    def _known(self, name: str) -> DeliveryStream:
        stored = self._scope.state(FIREHOSE).streams[name]
        bucket = stored.settings["BucketARN"].rpartition(":")[2]
        return DeliveryStream(name, stored.arn, bucket, self._scope, self._recorded)


def _records_of(call: ApiCall, arn: str) -> Iterator[FirehoseRecord]:
    if call.service != "firehose" or call.response is None:
        return
    if f"firehose:{call.region}:{call.account}:deliverystream/{call.params.get('DeliveryStreamName')}" not in arn:
        return
    if call.operation == "PutRecord":
        yield FirehoseRecord(call.params["Record"]["Data"], call)
    elif call.operation == "PutRecordBatch":
        for record in call.params["Records"]:
            yield FirehoseRecord(record["Data"], call)
