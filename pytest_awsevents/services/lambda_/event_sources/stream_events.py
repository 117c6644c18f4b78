"""A record of a stream as functions get it, and what Lambda tells about records that it gave up."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Record
from pytest_awsevents.services.lambda_.asynchronous import timestamp
from pytest_awsevents.services.lambda_.event_sources.invoking import BatchResult


@dataclass(frozen=True, slots=True)
class StreamRecord:
    """A record that was read; `cause` is the call that put it, `text` its JSON text for functions."""

    sequence: str
    key: str
    data: bytes
    at: datetime
    cause: Record = field(repr=False)
    text: str = field(repr=False)

    @property
    def content(self) -> str:
        """The data as text."""
        return self.data.decode(errors="replace")


def stream_record(record: Mapping[str, Any], shard: str, source: Arn, role: str) -> str:
    """The JSON text of one record (recorded); the arrival is in seconds with three places."""
    at: datetime = record["ApproximateArrivalTimestamp"]
    return json.dumps(
        {
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": record["PartitionKey"],
                "sequenceNumber": record["SequenceNumber"],
                "data": base64.b64encode(record["Data"]).decode(),
                "approximateArrivalTimestamp": round(at.timestamp(), 3),
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{shard}:{record['SequenceNumber']}",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": role,
            "awsRegion": source.region,
            "eventSourceARN": str(source),
        },
        ensure_ascii=False,
    )


def failure_record(
    records: Sequence[StreamRecord],
    *,
    condition: str,
    invocations: int,
    result: BatchResult | None,
    function_arn: str,
    request_id: str,
    shard: str,
    source: Arn,
    now: datetime,
) -> dict[str, Any]:
    """What an on-failure destination is told (recorded); `result` is that of the last invocation, if there was one."""
    record: dict[str, Any] = {
        "requestContext": {
            "requestId": request_id,
            "functionArn": function_arn,
            "condition": condition,
            "approximateInvokeCount": invocations,
        }
    }
    if result is not None:
        record["responseContext"] = {
            "statusCode": 200,
            "executedVersion": result.version,
            "functionError": "Unhandled" if result.failure is not None else None,
        }
    return record | {
        "version": "1.0",
        "timestamp": timestamp(now),
        "KinesisBatchInfo": {
            "shardId": shard,
            "startSequenceNumber": records[0].sequence,
            "endSequenceNumber": records[-1].sequence,
            "approximateArrivalOfFirstRecord": timestamp(records[0].at),
            "approximateArrivalOfLastRecord": timestamp(records[-1].at),
            "batchSize": len(records),
            "streamArn": str(source),
        },
    }
