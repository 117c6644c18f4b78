"""What is under way in each thread: how deep, because of what, and what is still to be done before the call returns.

The outermost API call of a thread drains what it caused, first in first out; calls made meanwhile (by a Lambda handler,
say) only add to the queue. So nothing recurses, and when a call returns everything it caused has happened.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NoReturn

from pytest_awsevents.core.errors import EventLoop
from pytest_awsevents.core.origin import Origin, acting_for, origin_of
from pytest_awsevents.core.records import ApiCall, Caller, Delivery, Record

_PATIENCE = 10_000
"""Calls that a handler may make, causing nothing new, while deliveries wait for it to return."""


@dataclass(slots=True)
class Errand:
    """Something to do for a record; `abandon` writes down why it was not done."""

    record: Record
    run: Callable[[], None]
    abandon: Callable[[str], None]
    generation: int = 0


@dataclass(slots=True)
class ThreadFlow:
    """One thread's part; `caller` is the line of the user's code that gave it its work, where one did."""

    depth: int = 0
    cause: Record | None = None
    generation: int = 0
    caller: Caller | None = None
    calls_in_vain: int = 0
    errands: deque[Errand] = field(default_factory=deque)


class Flow(threading.local):
    """The flow of the current thread; `limit` is how often errands may cause further errands in a chain."""

    def __init__(self, limit: int) -> None:  # runs once in every thread, with the same argument
        self._limit = limit
        self.here = ThreadFlow()

    def add(self, errand: Errand) -> None:
        """Enters an errand caused by what is running now."""
        here = self.here
        here.calls_in_vain = 0
        errand.generation = self._generation + 1
        here.errands.append(errand)

    @property
    def cause(self) -> Record | None:
        """What calls made now are caused by: the call or errand under way here, or where this thread comes from."""
        if self.here.depth:
            return self.here.cause
        origin = origin_of(self)
        return None if origin is None else origin.cause

    def origin(self) -> Origin:
        """What threads and tasks that are started now act for."""
        return Origin(self, self.cause, self._generation)

    @contextmanager
    def working_for(self, origin: Origin, caller: Caller | None) -> Iterator[None]:
        """Calls made inside, in another thread, act for an origin; `caller` is the line that had the work done."""
        here = self.here
        before, here.caller = here.caller, caller
        try:
            with acting_for(origin):
                yield
        finally:
            here.caller = before

    @property
    def _generation(self) -> int:
        """How often in a row errands have caused what is under way."""
        if self.here.generation:
            return self.here.generation
        origin = origin_of(self)
        return 0 if origin is None else origin.generation

    @contextmanager
    def because_of(self, cause: Record | None) -> Iterator[None]:
        """Calls made inside are caused by `cause`, and leave draining to the outside."""
        before = self.enter(cause)
        try:
            yield
        finally:
            self.leave(before)

    def enter(self, cause: Record | None) -> Record | None:
        """Begins what `because_of` holds; the answer goes to `leave`. For the hot path."""
        here = self.here
        if here.depth and here.errands:
            here.calls_in_vain += 1
            if here.calls_in_vain > _PATIENCE:
                raise EventLoop(_in_vain(cause, len(here.errands)))
        before, here.cause = here.cause, cause
        here.depth += 1
        return before

    def leave(self, before: Record | None) -> None:
        here = self.here
        here.cause = before
        here.depth -= 1

    def drain(self) -> int:
        """Does all errands of this thread, in order, unless an outer call is about to; returns how many.

        An errand that raises does not keep back those behind it; the first error is raised when all are done.
        """
        here = self.here
        if here.depth or not here.errands:
            return 0
        count = 0
        failed: Exception | None = None
        while here.errands:
            error = self._do(here.errands.popleft())
            failed = failed or error
            count += 1
        if failed is not None:
            raise failed
        return count

    def _do(self, errand: Errand) -> Exception | None:
        here = self.here
        if errand.generation > self._limit:
            self._break_loop(errand)
        here.generation, here.calls_in_vain = errand.generation, 0
        before = self.enter(errand.record)
        try:
            errand.run()
        except Exception as error:
            errand.abandon(f"{type(error).__name__}: {error}")
            return error
        finally:
            self.leave(before)
            here.generation = 0
        return None

    def _break_loop(self, errand: Errand) -> NoReturn:
        errand.abandon("event loop")
        self._abandon_all()
        raise EventLoop(
            f"events caused each other {self._limit} times in a row; stopped. One round of the loop:\n"
            + "\n".join(f"  {line}" for line in _one_round(errand.record))
            + "\nBreak the loop in the rule's pattern, or allow longer chains with loop_limit=..."
        )

    def _abandon_all(self) -> None:
        waiting = list(self.here.errands)
        self.here.errands.clear()
        for errand in waiting:
            errand.abandon("event loop")


def _in_vain(cause: Record | None, waiting: int) -> str:
    what = f"{cause.name} by {cause.caller or cause.principal}" if isinstance(cause, ApiCall) else "a call"
    return (
        f"{what}: call number {_PATIENCE} in a row while {waiting} pieces of work wait for the outer call to return; "
        "stopped.\nWhat a handler causes happens when it has returned: one that waits for it waits for ever."
    )


def _one_round(record: Record) -> list[str]:
    """The chain from the last time the same thing happened up to this record, oldest first."""
    lines = [_step(record)]
    for ancestor in record.ancestors():
        step = _step(ancestor)
        if step is None:
            continue
        lines.append(step)
        if step == lines[0]:
            break
    return [line for line in reversed(lines) if line is not None]


def _step(record: Record) -> str | None:
    if isinstance(record, Delivery):
        return f"rule {record.rule.name} on bus {record.rule.bus} -> {record.target.arn}"
    if isinstance(record, ApiCall):
        return f"{record.name} by {record.caller or record.principal}"
    return None
