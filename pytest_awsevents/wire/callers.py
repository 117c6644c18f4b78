"""Which line of whose code made an API call."""

from __future__ import annotations

import os
import sys
from types import CodeType, FrameType

from pytest_awsevents.core.records import Caller

_LIBRARIES = (
    "pytest_awsevents",
    "boto3",
    "botocore",
    "aioboto3",
    "aiobotocore",
    "s3transfer",
    "s3fs",
    "fsspec",
    "smart_open",
    "awscli",
    "aws_lambda_powertools",
    "aws_xray_sdk",
    "wrapt",
    "moto",
    "concurrent",
    "asyncio",
    "threading",
    "contextlib",
    "functools",
)
_skipped: dict[tuple[str, ...], dict[CodeType, bool]] = {}


def find_caller(through: tuple[str, ...] = ()) -> Caller | None:
    """The nearest frame that is not of boto3, its relatives or this library; None in a thread of theirs.

    `through` are further libraries that are passed by.
    """
    known = _skipped.setdefault(through, {})
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        skipped = known.get(code)
        if skipped is None:
            skipped = known[code] = _is_library(code.co_filename, _LIBRARIES + through)
        if not skipped:
            return Caller(code.co_filename, frame.f_lineno)
        frame = frame.f_back
    return None


def _is_library(file: str, libraries: tuple[str, ...]) -> bool:
    for name in libraries:
        origin = getattr(sys.modules.get(name), "__file__", None)
        if origin is None:
            continue
        folder, _, name_of_file = origin.rpartition(os.sep)
        if file == origin or (name_of_file == "__init__.py" and file.startswith(folder + os.sep)):
            return True
    return file.startswith("<")
