"""What the seam hands to botocore in place of an HTTP response, and reads from one that came from beneath."""

from __future__ import annotations

from email.utils import format_datetime
from typing import Any, TypeAlias

from botocore.awsrequest import AWSResponse

from pytest_awsevents.core.records import CallError
from pytest_awsevents.wire.answers import Answer
from pytest_awsevents.wire.bodies import Streamed
from pytest_awsevents.wire.parsing import OwnParsers
from pytest_awsevents.wire.shapes import fresh

Reply: TypeAlias = tuple[AWSResponse, dict[str, Any]]


def as_reply(answer: Answer, operation: Any, streamed: Streamed, parsers: OwnParsers | None) -> Reply:
    """An answer as the HTTP response and the parsed response that a client expects."""
    if parsers is not None and answer.status < 300:
        answer.parsed.update(parsers.parse(operation, answer.parsed))
    if answer.status < 300 and operation.has_streaming_output:
        member = operation.output_shape.serialization["payload"]
        answer.parsed[member] = streamed.body(answer.parsed.get(member, b""))
    elif answer.status < 300 and operation.has_event_stream_output:
        member = operation.output_shape.event_stream_name
        answer.parsed[member] = streamed.events(answer.parsed.get(member, []))
    if operation.service_model.service_name == "s3" and answer.status < 300:
        _add_by_hand(operation, answer.parsed)
    return AWSResponse(None, answer.status, answer.parsed["ResponseMetadata"]["HTTPHeaders"], None), answer.parsed


def outcome(http: AWSResponse, parsed: dict[str, Any]) -> tuple[dict[str, Any] | None, CallError | None]:
    """What a record keeps of a reply: the response, or the error."""
    if http.status_code >= 300:
        details = parsed.get("Error", {})
        return None, CallError(str(details.get("Code", http.status_code)), str(details.get("Message", "")))
    return fresh({name: parsed[name] for name in parsed if name != "ResponseMetadata"}), None


def _add_by_hand(operation: Any, parsed: dict[str, Any]) -> None:
    """What botocore's handlers for S3 take from the text of a response, past its model."""
    if "Expires" in parsed:
        parsed["ExpiresString"] = format_datetime(parsed["Expires"], usegmt=True)
    if operation.name == "GetBucketLocation":
        parsed.setdefault("LocationConstraint", None)
