"""A message of a queue as functions get it, member by member in AWS's order (recorded)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.inputs.json_text import encodable

# The order of the hash table that AWS keeps them in, as recorded; the first and the last were never seen together.
_ATTRIBUTES = (
    "DeadLetterQueueSourceArn",
    "ApproximateReceiveCount",
    "AWSTraceHeader",
    "SentTimestamp",
    "SequenceNumber",
    "MessageGroupId",
    "SenderId",
    "MessageDeduplicationId",
    "ApproximateFirstReceiveTimestamp",
)


def queue_record(message: Mapping[str, Any], source: Arn, *, windowed: bool) -> str:
    """The JSON text of one record.

    With a batching window `md5OfMessageAttributes` stands before `md5OfBody` and is null where there are no
    attributes; without one it stands behind it, where there are any (both recorded).
    """
    system = message.get("Attributes", {})
    md5 = {"md5OfMessageAttributes": message.get("MD5OfMessageAttributes")}
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {name: system[name] for name in _ATTRIBUTES if name in system},
        "messageAttributes": {name: _attribute(value) for name, value in message.get("MessageAttributes", {}).items()},
        **(md5 if windowed else {}),
        "md5OfBody": message["MD5OfBody"],
        **(md5 if not windowed and md5["md5OfMessageAttributes"] else {}),
        "eventSource": "aws:sqs",
        "eventSourceARN": str(source),
        "awsRegion": source.region,
    }
    return encodable(json.dumps(record, ensure_ascii=False))


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    if "BinaryValue" in value:
        content = {"binaryValue": base64.b64encode(value["BinaryValue"]).decode()}
    else:
        content = {"stringValue": value["StringValue"]}
    return {**content, "stringListValues": [], "binaryListValues": [], "dataType": value["DataType"]}
