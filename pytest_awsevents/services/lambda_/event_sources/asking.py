"""One errand at a time for what has arrived: the next may be asked for when the last has begun.

Two for the same arrival would be worse than useless: the second would take what came because of the first, at the age
of the first, and a handler that feeds its own queue would never be seen as a loop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from pytest_awsevents.core.flow import Errand
from pytest_awsevents.core.records import Record
from pytest_awsevents.core.scope import World


class Asking(threading.local):
    """The errands of one poller that wait in this thread, by the part of the source that they are for."""

    def __init__(self, world: World) -> None:  # runs once in every thread, with the same arguments
        self._world = world
        self._waiting: set[str] = set()

    def ask(self, cause: Record, run: Callable[[], None], part: str = "") -> None:
        """Has something done before the outermost API call returns, unless that is asked for already."""
        if part in self._waiting:
            return
        self._waiting.add(part)

        def begin() -> None:
            self._waiting.discard(part)
            run()

        self._world.enqueue(Errand(cause, run=begin, abandon=lambda _: self._waiting.discard(part)))
