"""PutRecord and PutRecordBatch."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.firehose.delivering import add_to_buffer
from pytest_awsevents.services.firehose.state import Buffered, find_stream, invalid

operation = OperationTable()
_MAX_BATCH = 4 * 1_048_576


@operation
def put_record(scope: Scope, params: Params) -> dict[str, Any]:
    stream = find_stream(scope, params["DeliveryStreamName"])
    record = _record(scope, params["Record"])
    add_to_buffer(scope, stream, [record])
    return {"RecordId": record.id, "Encrypted": stream.encryption is not None}


@operation
def put_record_batch(scope: Scope, params: Params) -> dict[str, Any]:
    """Throughput is not limited, so no record of a batch fails."""
    stream = find_stream(scope, params["DeliveryStreamName"])
    if sum(len(record["Data"]) for record in params["Records"]) > _MAX_BATCH:
        raise invalid(f"Records size exceeds {_MAX_BATCH // 1_048_576} MB limit")
    records = [_record(scope, record) for record in params["Records"]]
    add_to_buffer(scope, stream, records)
    return {
        "FailedPutCount": 0,
        "Encrypted": stream.encryption is not None,
        "RequestResponses": [{"RecordId": record.id} for record in records],
    }


def _record(scope: Scope, given: Params) -> Buffered:
    return Buffered(scope.ids.hex(224), given["Data"], scope.now)
