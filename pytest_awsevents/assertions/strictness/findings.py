"""What the checks are given, and what they give back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Event
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.schemas.registry import EventSchemas

LISTED = 4
"""How many violations of a check are told of; of those there is more to say."""


class Scene(NamedTuple):
    """One test at its end: what was recorded, the rules there are, the hosts, the stubs and the schemas."""

    recorded: Recorded
    rules: Sequence[Rule]
    hosts: Sequence[str]
    unused_stubs: Sequence[str]
    schemas: EventSchemas | None = None


class Finding(NamedTuple):
    """One violation; `seq` of the record it is about."""

    text: str
    seq: int | None = None


class Findings(NamedTuple):
    """All violations of one check: `2 events` (noun) `matched no rule` (verdict), and what to do about it (hint)."""

    items: Sequence[Finding]
    noun: str
    verdict: str
    hint: str = ""
    plural: str | None = None


def put_by(event: Event) -> str:
    """`event #4 OrderPaid, put by shop.py:11`."""
    call = event.call
    origin = "made by AWS" if call is None else f"put by {call.caller or call.principal}"
    return f"event #{event.seq} {event.detail_type or '(no detail-type)'}, {origin}"
