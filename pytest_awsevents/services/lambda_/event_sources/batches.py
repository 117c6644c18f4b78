"""Batches of records: what fits into one invocation, and which of them a function says have failed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pytest_awsevents.core.records import Json

_LIMIT = 6_291_456
"""Bytes of a synchronous payload (developer guide, "Lambda quotas")."""

_FRAME = '{"Records":[%s]}'


def event_text(records: Sequence[str]) -> str:
    """The event for a function, from the JSON texts of its records."""
    return _FRAME % ",".join(records)


def fitting(records: Sequence[str], most: int) -> int:
    """How many of the first records go into one event: at most so many, and no more than a payload may hold."""
    size = len(_FRAME)
    for number, record in enumerate(records[:most]):
        size += len(record.encode()) + 1
        if size > _LIMIT and number:
            return number
    return min(most, len(records))


def reported_failures(answer: Json, ids: Collection[str]) -> frozenset[str]:
    """The records that an answer with `batchItemFailures` names; all of them where it cannot be understood.

    Nothing failed where there is no answer, an empty one, or no list in it (developer guide, "Success and failure
    conditions"; recorded).
    """
    if not answer and not isinstance(answer, int | float):
        return frozenset()
    everything = frozenset(ids)
    if not isinstance(answer, dict):
        return everything
    failures = answer.get("batchItemFailures") or ()
    if not isinstance(failures, list | tuple):
        return everything
    named = [one.get("itemIdentifier") if isinstance(one, dict) else None for one in failures]
    if not all(isinstance(name, str) and name in everything for name in named):
        return everything
    return frozenset(name for name in named if isinstance(name, str))


def unread_failures(answer: Json) -> str:
    """What there is to say where a function reports failures and its mapping does not read the report."""
    if not isinstance(answer, dict) or not answer.get("batchItemFailures"):
        return ""
    return "the batchItemFailures that the function returned are read with report_failures=True only"
