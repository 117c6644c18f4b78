"""Sessions that parse responses in a way of their own: the AWS CLI prints times and bytes as they were sent."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any, NamedTuple

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

_ISO_8601 = "iso8601"
_RFC_822 = "rfc822"


class OwnParsers(NamedTuple):
    """What a session has set in place of botocore's parsers: each is given what would have come over the wire."""

    timestamp: Callable[[Any], Any] | None
    blob: Callable[[str], Any] | None

    def parse(self, operation: OperationModel, response: dict[str, Any]) -> dict[str, Any]:
        """A response whose times and bytes these parsers have made."""
        shape = operation.output_shape
        if shape is None:
            return response
        sent = _Sent(self, str(operation.service_model.metadata.get("protocol", "json")))
        parsed: dict[str, Any] = sent.parsed(response, shape)
        if operation.has_streaming_output:  # comes as it is
            body = shape.serialization["payload"]
            parsed[body] = response.get(body, b"")
        return parsed


class _Sent:
    """Values of one response, on their way from a service of one protocol."""

    def __init__(self, parsers: OwnParsers, protocol: str) -> None:
        self._parsers = parsers
        self._protocol = protocol

    def parsed(self, value: Any, shape: Shape) -> Any:
        if isinstance(shape, StructureShape):
            members = shape.members
            return {name: self.parsed(one, members[name]) if name in members else one for name, one in value.items()}
        if isinstance(shape, ListShape):
            return [self.parsed(one, shape.member) for one in value]
        if isinstance(shape, MapShape):
            return {name: self.parsed(one, shape.value) for name, one in value.items()}
        if isinstance(value, datetime) and self._parsers.timestamp is not None:
            return self._parsers.timestamp(self._as_sent(value, shape))
        if isinstance(value, bytes) and self._parsers.blob is not None:
            return self._parsers.blob(base64.b64encode(value).decode())
        return value

    def _as_sent(self, value: datetime, shape: Shape) -> str | float:
        kind = shape.serialization.get("timestampFormat")
        if kind is None and shape.serialization.get("location") == "header":
            kind = _RFC_822
        if kind == _RFC_822:
            return format_datetime(value, usegmt=True)
        if kind == _ISO_8601 or (kind is None and self._protocol in ("query", "ec2", "rest-xml")):
            return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"
        return value.timestamp()
