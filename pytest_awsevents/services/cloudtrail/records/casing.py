"""Params and responses in CloudTrail's spelling, without what CloudTrail does not log.

JSON and query services log lower-camel members, Data Exchange the names of its API, S3 the names of its wire format.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from pytest_awsevents.core.records import ApiCall, Json
from pytest_awsevents.wire.models import operation_model

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
_AS_THE_API = frozenset({"dataexchange"})
# Masked in the samples of the services' own pages.
_HIDDEN = {
    "sqs": frozenset({"MessageBody", "MessageAttributes", "Body", "Attributes"}),
    "sns": frozenset({"Message", "Subject", "MessageStructure", "MessageAttributes"}),
}
_HIDDEN_OPERATIONS = {
    "sqs": ("SendMessage", "SendMessageBatch", "ReceiveMessage"),
    "sns": ("Publish", "PublishBatch"),
}
# What the models forget to call sensitive; how AWS logs these is not known.
_ALWAYS_HIDDEN = frozenset({"HECToken", "PlatformCredential"})
# Left out altogether.
_DROPPED = {
    "secretsmanager": frozenset({"SecretString", "SecretBinary", "RandomPassword"}),
    "sts": frozenset({"SecretAccessKey"}),
    "lambda": frozenset({"ZipFile", "Payload", "Variables"}),
    "kinesis": frozenset({"Data"}),
    "firehose": frozenset({"Data"}),
    "kms": frozenset({"Plaintext", "CiphertextBlob"}),
    "s3": frozenset({"SSECustomerKey", "CopySourceSSECustomerKey"}),
}
_MAX_CHARACTERS = 100_000


def request_parameters(call: ApiCall) -> Json:
    """`requestParameters`: an object, or None where there are no params."""
    if call.service == "s3":
        return _s3_parameters(call) or None
    shape = operation_model(call.service, call.operation).input_shape
    return _limited(_spelt(call, shape, call.params)) or None


def response_elements(call: ApiCall) -> Json:
    """`responseElements`: an object, or None where the response is empty."""
    if call.response is None:
        return None
    if call.service == "s3":
        return _s3_headers(call) or None
    shape = operation_model(call.service, call.operation).output_shape
    return _limited(_spelt(call, shape, call.response)) or None


def _spelt(call: ApiCall, shape: Shape | None, value: Any) -> Json:
    hidden = _HIDDEN.get(call.service, frozenset())
    if call.operation not in _HIDDEN_OPERATIONS.get(call.service, ()):
        hidden = frozenset()
    spelling = _Spelling(
        hidden=hidden, dropped=_DROPPED.get(call.service, frozenset()), keeps_case=call.service in _AS_THE_API
    )
    return spelling.of(shape, value)


class _Spelling:
    """How one service's values are written."""

    def __init__(self, *, hidden: frozenset[str], dropped: frozenset[str], keeps_case: bool) -> None:
        self._hidden = hidden
        self._dropped = dropped
        self._keeps_case = keeps_case

    def of(self, shape: Shape | None, value: Any) -> Json:
        if isinstance(shape, StructureShape) and isinstance(value, Mapping):
            return self._members(shape, value)
        if isinstance(shape, ListShape) and isinstance(value, list | tuple):
            return [self.of(shape.member, item) for item in value]
        if isinstance(shape, MapShape) and isinstance(value, Mapping):
            return {str(key): self._item(str(key), shape.value, item) for key, item in value.items()}
        if shape is not None and shape.metadata.get("sensitive"):
            return HIDDEN
        return _scalar(value)

    def _members(self, shape: StructureShape, value: Mapping[str, Any]) -> dict[str, Json]:
        written: dict[str, Json] = {}
        for name, item in value.items():
            member = shape.members.get(name)
            if name in self._dropped or item is None or (member is not None and member.type_name == "blob"):
                continue
            written[self._name(name)] = self._item(name, member, item)
        return written

    def _item(self, name: str, shape: Shape | None, item: Any) -> Json:
        return HIDDEN if name in self._hidden or name in _ALWAYS_HIDDEN else self.of(shape, item)

    def _name(self, name: str) -> str:
        return name if self._keeps_case else name[:1].lower() + name[1:]


def _scalar(value: Any) -> Json:
    if isinstance(value, datetime):
        return f"{value:%b} {value.day}, {value.year}, {value.hour % 12 or 12}:{value:%M:%S %p}"
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)


def _limited(value: Json) -> Json:
    """What is larger than CloudTrail takes is said to be left out, with its size."""
    size = len(str(value))
    if size <= _MAX_CHARACTERS:
        return value
    return {"omitted": True, "originalSize": size, "reason": "too large"}


def _s3_parameters(call: ApiCall) -> dict[str, Json]:
    """Bucket, key, and what S3 gets as headers, in the query and, for settings, as XML."""
    written: dict[str, Json] = {}
    bucket = call.params.get("Bucket")
    if bucket is not None:
        written["bucketName"] = bucket
    written["Host"] = f"{bucket}.s3.{call.region}.amazonaws.com" if bucket else f"s3.{call.region}.amazonaws.com"
    if "Key" in call.params:
        written["key"] = call.params["Key"]
    for name, item in call.params.items():
        wire = _s3_names(call.operation, "input").get(name)
        if wire is not None:
            written[wire] = _scalar(item) if not isinstance(item, Mapping | list) else item
    return written


def _s3_headers(call: ApiCall) -> dict[str, Json]:
    names = _s3_names(call.operation, "output")
    headers = {names[name]: _scalar(item) for name, item in (call.response or {}).items() if name in names}
    return {name: item for name, item in headers.items() if name.startswith("x-amz-")}


@cache
def _s3_names(operation: str, side: str) -> Mapping[str, str]:
    """Wire names of the members that are headers, query arguments or XML documents."""
    model = operation_model("s3", operation)
    shape = model.input_shape if side == "input" else model.output_shape
    members = {} if shape is None else shape.members
    return {
        name: member.serialization.get("name", name)
        for name, member in members.items()
        if name not in {"Bucket", "Key", "Metadata", *_DROPPED["s3"]}
        and member.type_name in ("string", "integer", "long", "boolean", "structure", "timestamp")
        and not member.serialization.get("streaming")
    }
