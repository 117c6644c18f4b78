"""What came of every record of an event source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from pytest_awsevents.services.lambda_.invocation import Invocation

Status: TypeAlias = Literal["processed", "failed", "filtered out", "given up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutcome:
    """What came of one record that Lambda took from a queue or stream.

    `id` is the message id or the sequence number, `text` the body or the data. `failed` records come again, with an
    outcome of their own; `reason` says why one was not processed, or what was not read of the function's answer.
    `invocation` is the one that had it, if any.
    """

    id: str
    text: str
    status: Status
    at: datetime
    reason: str = ""
    invocation: Invocation | None = field(default=None, repr=False)
