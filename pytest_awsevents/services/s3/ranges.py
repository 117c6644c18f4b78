"""Parts of an object: byte ranges and part numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.services.s3.errors import invalid_argument, invalid_request
from pytest_awsevents.services.s3.state import ObjectVersion

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Span(NamedTuple):
    """From `start` up to, but without, `stop`, of `size` bytes."""

    start: int
    stop: int
    size: int

    @property
    def header(self) -> str:
        return f"bytes {self.start}-{self.stop - 1}/{self.size}"


def wanted_span(params: Params, version: ObjectVersion) -> Span | None:
    """What a read asks for; None for the whole object."""
    if "PartNumber" in params:
        if "Range" in params:
            raise invalid_request("Cannot specify both Range header and partNumber query parameter")
        return _part_span(params["PartNumber"], version)
    return read_range(params["Range"], version.size) if "Range" in params else None


def read_range(text: str, size: int) -> Span | None:
    """The span of a Range header; None where S3 takes no notice of it: other units, several ranges."""
    found = _RANGE.fullmatch(text.strip())
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found.groups()
    if not first:
        start, stop = max(size - int(last), 0), size
        if not int(last):
            raise _unsatisfiable(text, size)
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size:
        raise _unsatisfiable(text, size)
    return Span(start, stop, size)


def read_source_range(text: str, size: int) -> Span:
    """The range of an UploadPartCopy, which S3 reads strictly."""
    found = _RANGE.fullmatch(text)
    if found is None or not found[1] or not found[2]:
        message = "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the "
        raise invalid_argument(
            message + "zero-based offsets of the first and last bytes to copy", "x-amz-copy-source-range", text
        )
    start, stop = int(found[1]), int(found[2]) + 1
    if start >= stop or stop > size:
        raise invalid_argument(
            f"Range specified is not valid for source object of size: {size}", "x-amz-copy-source-range", text
        )
    return Span(start, stop, size)


def _part_span(number: int, version: ObjectVersion) -> Span | None:
    if number < 1:
        raise invalid_argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", number)
    if not version.parts:
        if number > 1:
            raise _no_such_part()
        return Span(0, version.size, version.size) if version.size else None
    start = 0
    for position, part in enumerate(version.parts, start=1):
        if position == number:
            return Span(start, start + len(part.content), version.size)
        start += len(part.content)
    raise _no_such_part()


def _no_such_part() -> AwsError:
    return AwsError("InvalidPartNumber", "The requested partnumber is not satisfiable", status=416)


def _unsatisfiable(text: str, size: int) -> AwsError:
    members = {"ActualObjectSize": str(size), "RangeRequested": text}
    return AwsError("InvalidRange", "The requested range is not satisfiable", status=416, members=members)
