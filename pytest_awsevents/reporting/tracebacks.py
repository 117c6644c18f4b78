"""Tracebacks that end at the user's line, not somewhere inside botocore or this library."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

_OWN = f"{Path(__file__).parents[1]}{os.sep}"
_LIBRARIES = ("boto3", "botocore", "aiobotocore", "aioboto3", "s3transfer")
_CALLED_THROUGH = tuple(f"{os.sep}{name}{os.sep}" for name in _LIBRARIES)


def cut_own_frames(error: BaseException) -> None:
    """Takes off the frames behind the user's last line; for errors that this library raises on purpose."""
    last: TracebackType | None = None
    entry = error.__traceback__
    while entry is not None:
        if not _is_inside(entry.tb_frame.f_code.co_filename):
            last = entry
        entry = entry.tb_next
    if last is not None:
        last.tb_next = None


def _is_inside(file: str) -> bool:
    return file.startswith(_OWN) or any(name in file for name in _CALLED_THROUGH)
