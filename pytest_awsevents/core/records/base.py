"""What all records have."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

Json: TypeAlias = Any
"""A value as `json.loads` gives it."""


class Caller(NamedTuple):
    """The line of the test, or of the code under test, that made an API call: `file` and `line`."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{_short_path(self.file, Path.cwd())}:{self.line}"


@lru_cache(maxsize=1024)
def _short_path(file: str, folder: Path) -> str:
    try:
        relative = os.path.relpath(file, folder)
    except ValueError:  # another drive
        return file
    return file if relative.startswith("..") else relative


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Record:
    """One entry: `seq` counts from 1 in the order of beginning, `at` is the time of the fake."""

    seq: int
    at: datetime
    cause: Record | None = field(repr=False)

    @property
    def raw(self) -> Json:
        """What went over the wire, by AWS's names."""
        raise NotImplementedError

    def ancestors(self) -> tuple[Record, ...]:
        """The records that led to this one, nearest first."""
        found: list[Record] = []
        record = self.cause
        while record is not None:
            found.append(record)
            record = record.cause
        return tuple(found)
