"""Work that is due at a time: schedules, retries, replays, retention, delays."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True, eq=False)
class Work:
    """One thing to do at an instant; `why` is a phrase for people, such as `retry of rule paid`.

    Work that comes again and again has `count`: how often it will be due until an instant. `background` marks what AWS
    does at a pace of its own (a replay): its due times are made up, and whoever wants to see the end need not wait.
    """

    due: datetime
    run: Callable[[], None] = field(repr=False)
    why: str
    count: Callable[[datetime], int] | None = field(default=None, repr=False)
    background: bool = False
    order: int = field(default=0, repr=False)
    cancelled: bool = field(default=False, init=False)

    def __str__(self) -> str:
        return f"{self.due:%Y-%m-%dT%H:%M:%SZ}  {self.why}"

    def cancel(self) -> None:
        """Has it never run."""
        self.cancelled = True


class Agenda:
    """Work ordered by (due, creation). Safe to use from several threads."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, int, Work]] = []
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def add(
        self,
        due: datetime,
        run: Callable[[], None],
        why: str,
        *,
        count: Callable[[datetime], int] | None = None,
        background: bool = False,
        instead_of: Work | None = None,
    ) -> Work:
        """Enters work; keep the answer to cancel it. `instead_of` gives it the place of work created earlier."""
        number = next(self._numbers)
        work = Work(due, run, why, count, background, order=number if instead_of is None else instead_of.order)
        self._push(work, number)
        return work

    def repeat(self, work: Work, due: datetime) -> None:
        """Enters work that was taken out once more, in the place that it had; cancelled work stays out."""
        work.due = due
        self._push(work, next(self._numbers))

    def __bool__(self) -> bool:
        """Whether anything may be due some day. The usual answer, once per API call, is no: no lock for it."""
        return bool(self._heap)

    def pop(self, until: datetime) -> Work | None:
        """Takes out the next work due at or before `until`, or None."""
        with self._lock:
            self._drop_cancelled()
            if self._heap and self._heap[0][0] <= until:
                return heapq.heappop(self._heap)[3]
            return None

    def pop_background(self) -> Work | None:
        """Takes out the next work that AWS does at a pace of its own, whenever it is due, or None."""
        with self._lock:
            waiting = [entry for entry in self._heap if entry[3].background and not entry[3].cancelled]
            if not waiting:
                return None
            found = min(waiting)
            self._heap.remove(found)
            heapq.heapify(self._heap)
            return found[3]

    def recurring(self, until: datetime) -> tuple[Work, ...]:
        """The work due at or before `until` that will come again."""
        with self._lock:
            return tuple(
                entry[3] for entry in self._heap if entry[3].count and entry[0] <= until and not entry[3].cancelled
            )

    def upcoming(self) -> tuple[Work, ...]:
        """All work to come, next first."""
        with self._lock:
            return tuple(entry[3] for entry in sorted(self._heap) if not entry[3].cancelled)

    def _push(self, work: Work, number: int) -> None:
        with self._lock:
            heapq.heappush(self._heap, (work.due, work.order, number, work))

    def _drop_cancelled(self) -> None:
        while self._heap and self._heap[0][3].cancelled:
            heapq.heappop(self._heap)
