"""Buffers records by size and interval, and writes them into a bucket."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import later
from pytest_awsevents.services.firehose.prefixes import ERROR_TYPE, evaluated
from pytest_awsevents.services.firehose.processing import process
from pytest_awsevents.services.firehose.settings import delimiter, processors, zone_of
from pytest_awsevents.services.firehose.state import Buffer, Buffered, DeliveryStream

_PRINCIPAL = "firehose.amazonaws.com"
_MEGABYTE = 1_048_576
_GIVEN_UP = timedelta(hours=24)
_PAUSE = 60
"""Seconds before what a bucket refused is tried again, at least: AWS does not say how long it waits."""
_FAILED = "processing-failed"


def add_to_buffer(scope: Scope, stream: DeliveryStream, records: Sequence[Buffered]) -> None:
    """Takes records in; an interval begins with the first, and a full buffer does not wait for its end."""
    hints = stream.settings["BufferingHints"]
    for record in records:
        buffer = stream.buffer
        buffer.records.append(record)
        buffer.size += len(record.data)
        if buffer.work is None:
            _plan(scope, stream, buffer)
        if buffer.size >= hints["SizeInMBs"] * _MEGABYTE:
            full = _taken(stream)
            later(scope, partial(_deliver, _inside(scope, stream), stream, full))


def flush(scope: Scope, stream: DeliveryStream) -> None:
    """Delivers what waits, now."""
    if stream.buffer.records:
        _deliver(_inside(scope, stream), stream, _taken(stream))


def _plan(scope: Scope, stream: DeliveryStream, buffer: Buffer, least: int = 0) -> None:
    seconds = stream.settings["BufferingHints"]["IntervalInSeconds"]
    due = scope.now + timedelta(seconds=max(seconds, least))
    why = f"delivery of the buffer of {stream.name}"
    buffer.work = scope.world.agenda.add(due, lambda: flush(scope, stream), why)


def _taken(stream: DeliveryStream) -> list[Buffered]:
    buffer, stream.buffer = stream.buffer, Buffer()
    if buffer.work is not None:
        buffer.work.cancel()
    return buffer.records


def _inside(scope: Scope, stream: DeliveryStream) -> Scope:
    return scope.at(account=stream.account).as_service(_PRINCIPAL)


def _deliver(scope: Scope, stream: DeliveryStream, records: list[Buffered]) -> None:
    """Writes records; what a bucket refuses is tried again for a day (developer guide).

    It comes again after the interval, or after a minute where that is shorter.
    """
    settings = stream.settings
    oldest = records[0].at
    try:
        if settings["S3BackupMode"] == "Enabled":
            backup = settings["S3BackupConfiguration"]
            _write(scope, stream, backup, b"".join(record.data for record in records), oldest)
        done, failed = process(scope, stream, records)
        content = b"".join(_delimited(settings, data) for data in done)
        if done:
            _write(scope, stream, settings, content, oldest)
        if failed:
            _write(scope, stream, settings, b"".join(failed), oldest, error_type=_FAILED)
    except AwsError:
        if scope.now - oldest < _GIVEN_UP:
            _put_back(scope, stream, records)


def _put_back(scope: Scope, stream: DeliveryStream, records: list[Buffered]) -> None:
    buffer = stream.buffer
    buffer.records[:0] = records
    buffer.size += sum(len(record.data) for record in records)
    if buffer.work is None:
        _plan(scope, stream, buffer, _PAUSE)


def _delimited(settings: Mapping[str, Any], data: bytes) -> bytes:
    for parameters in processors(settings, "AppendDelimiterToRecord"):
        data += delimiter(parameters.get("Delimiter", "\\n"))
    return data


def _write(
    scope: Scope,
    stream: DeliveryStream,
    settings: Mapping[str, Any],
    content: bytes,
    at: datetime,
    error_type: str = "",
) -> None:
    """One object; the layout of its key is documented ("Configure Amazon S3 object name format")."""
    bucket = parse_arn(settings["BucketARN"])
    assert bucket is not None, "the model checks it"
    at = at.astimezone(zone_of(stream.settings))
    prefix = settings.get("Prefix", "")
    if error_type:
        prefix = settings.get("ErrorOutputPrefix") or f"{prefix}{ERROR_TYPE}/"
    start = evaluated(prefix, at, scope.ids.letters, error_type)
    zipped = settings["CompressionFormat"] == "GZIP"
    suffix = settings.get("FileExtension", ".gz" if zipped else "")
    params: dict[str, Any] = {
        "Bucket": bucket.resource,
        "Key": f"{start}{stream.name}-{stream.version}-{at:%Y-%m-%d-%H-%M-%S}-{scope.ids.uuid()}{suffix}",
        "Body": gzip.compress(content, mtime=0) if zipped else content,
        "ContentType": "application/octet-stream",
    }
    if zipped:
        params["ContentEncoding"] = "gzip"
    scope.call("s3", "PutObject", params)
