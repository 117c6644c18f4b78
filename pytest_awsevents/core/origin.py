"""What a thread or a task acts for, when code of the user's under way has started it.

Kept in a context variable: tasks, `asyncio.to_thread` and whatever else copies the context of its caller need no help.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from pytest_awsevents.core.records import Record


@dataclass(frozen=True, slots=True)
class Origin:
    """The cause of its calls, and how long the chain up to there is.

    `owner` tells the fakes apart: a thread may outlive the fake in which it was started.
    """

    owner: object
    cause: Record | None
    generation: int


_current: ContextVar[Origin | None] = ContextVar("pytest_awsevents.origin", default=None)


def origin_of(owner: object) -> Origin | None:
    """What the current thread or task acts for, as far as it concerns that fake."""
    origin = _current.get()
    return origin if origin is not None and origin.owner is owner else None


@contextmanager
def acting_for(origin: Origin) -> Iterator[None]:
    token = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(token)
