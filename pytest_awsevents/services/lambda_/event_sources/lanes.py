"""The order of a shard: records wait in lanes, one batch of a lane at a time.

A shard has as many lanes as the mapping's ParallelizationFactor; records of one partition key share a lane, so that a
batch that fails holds back only those (developer guide, "Kinesis polling and batching"). Pure, but for the timers.
"""

from __future__ import annotations

import threading
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.records import Record, Tick
from pytest_awsevents.services.lambda_.event_sources.batches import fitting
from pytest_awsevents.services.lambda_.event_sources.invoking import BatchResult
from pytest_awsevents.services.lambda_.event_sources.stream_events import StreamRecord

_LONGEST_WAIT = 60


@dataclass(slots=True, eq=False)
class Batch:
    """Records that go to the function together; `failures` is what counts against the retry quota."""

    records: list[StreamRecord]
    invocations: int = 0
    failures: int = 0
    tries: int = 0
    result: BatchResult | None = None
    tick: Tick | None = None

    @property
    def cause(self) -> Record:
        """The retry that is under way, else the call that put the first record."""
        return self.tick or self.records[0].cause

    def wait(self) -> timedelta:
        """Until the next try: 1, 2, 4 ... 60 seconds. AWS documents neither (convention)."""
        return timedelta(seconds=min(2 ** min(max(self.tries - 1, 0), 10), _LONGEST_WAIT))

    def halves(self) -> list[Batch]:
        """Both halves; to split does not count against the quota (documented)."""
        middle = (len(self.records) + 1) // 2
        parts = (self.records[:middle], self.records[middle:])
        return [Batch(part, failures=self.failures - 1) for part in parts]


@dataclass(slots=True, eq=False)
class Lane:
    """Records in order; `begun` batches come before `waiting` records. `since` is when the first of those came.

    Who has the `turn` works on it; `retry` and `window` are what it waits for.
    """

    begun: deque[Batch] = field(default_factory=deque)
    waiting: deque[StreamRecord] = field(default_factory=deque)
    since: datetime | None = None
    retry: Work | None = None
    window: Work | None = None
    turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def empty(self) -> bool:
        return not self.begun and not self.waiting

    def __iter__(self) -> Iterator[StreamRecord]:
        for batch in self.begun:
            yield from batch.records
        yield from self.waiting

    def add(self, record: StreamRecord, now: datetime) -> None:
        if not self.waiting:
            self.since = now
        self.waiting.append(record)

    def next_batch(self, size: int, window: timedelta, now: datetime) -> Batch | None:
        """The batch to try now: one that was begun, or as many records as fit. None until the window is over."""
        if self.begun:
            return self.begun[0]
        if not self.waiting or self.since is None:
            return None
        texts = [record.text for record in self.waiting]
        number = fitting(texts, size)
        if number == len(texts) < size and now < self.since + window:
            return None
        batch = Batch([self.waiting.popleft() for _ in range(number)])
        self.since = now if self.waiting else None
        self.begun.append(batch)
        return batch

    def replace_first(self, batches: Iterable[Batch]) -> None:
        """Puts other batches in the place of the one that was tried."""
        self.begun.popleft()
        self.begun.extendleft(reversed(list(batches)))

    def stop(self) -> None:
        for work in (self.retry, self.window):
            if work is not None:
                work.cancel()
        self.retry = self.window = None


def lane_of(lanes: Sequence[Lane], key: str) -> Lane:
    return lanes[zlib.crc32(key.encode()) % len(lanes)]
