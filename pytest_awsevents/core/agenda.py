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
    """One thing to do at an instant; `why` is a phrase for people, such as `retry of rule paid`."""

    due: datetime
    run: Callable[[], None]
    why: str
    cancelled: bool = field(default=False, init=False)

    def cancel(self) -> None:
        self.cancelled = True


class Agenda:
    """Work ordered by (due, creation). Safe to use from several threads."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Work]] = []
        self._order = itertools.count()
        self._lock = threading.Lock()

    def add(self, due: datetime, run: Callable[[], None], why: str) -> Work:
        """Enters work; keep the answer to cancel it."""
        work = Work(due, run, why)
        with self._lock:
            heapq.heappush(self._heap, (due, next(self._order), work))
        return work

    def __bool__(self) -> bool:
        """Whether anything may be due some day. The usual answer, once per API call, is no: no lock for it."""
        return bool(self._heap)

    def next_due(self) -> datetime | None:
        """When the next work is due, or None."""
        with self._lock:
            self._drop_cancelled()
            return self._heap[0][0] if self._heap else None

    def pop(self, until: datetime) -> Work | None:
        """Takes out the next work due at or before `until`, or None."""
        with self._lock:
            self._drop_cancelled()
            if self._heap and self._heap[0][0] <= until:
                return heapq.heappop(self._heap)[2]
            return None

    def upcoming(self) -> tuple[Work, ...]:
        """All work to come, next first."""
        with self._lock:
            return tuple(work for _, _, work in sorted(self._heap, key=lambda entry: entry[:2]) if not work.cancelled)

    def _drop_cancelled(self) -> None:
        while self._heap and self._heap[0][2].cancelled:
            heapq.heappop(self._heap)
