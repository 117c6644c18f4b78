"""Reads a stream for a function: each shard in order, its lanes side by side, children after their parents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from pytest_awsevents.core.arrivals import LISTENERS, Stock
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Record, Tick
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.lambda_.event_sources.asking import Asking
from pytest_awsevents.services.lambda_.event_sources.filtering import read_filters
from pytest_awsevents.services.lambda_.event_sources.lanes import Batch, Lane, lane_of
from pytest_awsevents.services.lambda_.event_sources.mapping import EventSourceMapping
from pytest_awsevents.services.lambda_.event_sources.shard_reading import ShardReader, first_readers
from pytest_awsevents.services.lambda_.event_sources.stream_events import StreamRecord, stream_record
from pytest_awsevents.services.lambda_.event_sources.trying import try_batch

_PAUSE = timedelta(minutes=1)
"""Until a shard is looked at again when it could not be read; AWS documents none (convention)."""


class StreamPoller:
    """The poller of one mapping of a stream."""

    def __init__(self, mapping: EventSourceMapping) -> None:
        self._mapping = mapping
        self._scope = mapping.scope
        self._world = mapping.scope.world
        self._arn = str(mapping.source)
        self._asking = Asking(self._world)
        self._running = False
        self._origin: Record | None = None
        self._readers: dict[str, ShardReader] = {}
        self._senders: dict[str, Record] = {}

    def start(self, cause: Record) -> None:
        """The first time: from the starting position; later from where it stopped."""
        self._origin, self._running = cause, True
        if not self._readers:
            self._readers = first_readers(self._scope.because_of(cause), self._arn, self._mapping.settings)
        self._scope.shared(LISTENERS).add(self._arn, self._arrived)
        for reader in self._readers.values():
            self._ask(reader, cause)

    def stop(self) -> None:
        self._running = False
        self._scope.shared(LISTENERS).remove(self._arn, self._arrived)
        for reader in self._readers.values():
            for lane in reader.lanes:
                lane.stop()

    def waiting(self) -> list[str]:
        lanes = [lane for reader in self._readers.values() for lane in reader.lanes]
        return [record.content for lane in lanes for record in lane]

    # --- reading ---

    def _arrived(self, scope: Scope, stock: Stock) -> None:
        assert scope.cause is not None, "streams change because of calls"
        for id in stock.ids:
            self._senders[id] = scope.cause
        reader = self._readers.get(stock.part)
        if reader is not None:  # a shard whose parents are not done is read when they are
            self._ask(reader, scope.cause)

    def _ask(self, reader: ShardReader, cause: Record) -> None:
        self._asking.ask(cause, partial(self._read, reader, cause), reader.shard)

    def _read(self, reader: ShardReader, cause: Record) -> None:
        if not self._running:
            return
        with reader.turn:
            try:
                found = reader.read(self._scope.because_of(cause), self._arn)
            except AwsError as error:
                self._look_later(reader, cause, error)
                return
            self._put_into_lanes(reader, found)
        for lane in reader.lanes:
            self._work(reader, lane, cause)
        self._finish(reader, cause)

    def _look_later(self, reader: ShardReader, cause: Record, error: AwsError) -> None:
        self._mapping.result = f"PROBLEM: {error}"
        if error.code != "ResourceNotFoundException":  # a stream that is gone does not come back as it was
            why = f"look of function {self._mapping.function.name} into stream {self._mapping.source.resource_id}"
            self._world.agenda.add(self._scope.now + _PAUSE, partial(self._ask, reader, cause), why)

    def _put_into_lanes(self, reader: ShardReader, found: list[dict[str, Any]]) -> None:
        """A shard gets another number of lanes when those that it has are empty."""
        settings = self._mapping.settings
        if reader.empty and len(reader.lanes) != settings["ParallelizationFactor"]:
            reader.lanes = [Lane() for _ in range(settings["ParallelizationFactor"])]
        filters, role = read_filters(settings.get("FilterCriteria"), "data"), self._role()
        for one in found:
            record = self._record(one, reader.shard, role)
            reason = None if filters is None else filters.refusal(record.content)
            if reason is None:
                lane_of(reader.lanes, record.key).add(record, self._scope.now)
            else:
                self._mapping.note(record.sequence, record.content, "filtered out", reason)

    def _record(self, record: Mapping[str, Any], shard: str, role: str) -> StreamRecord:
        assert self._origin is not None, "it was started"
        sequence = record["SequenceNumber"]
        return StreamRecord(
            sequence=sequence,
            key=record["PartitionKey"],
            data=record["Data"],
            at=record["ApproximateArrivalTimestamp"],
            cause=self._senders.pop(sequence, self._origin),
            text=stream_record(record, shard, self._mapping.source, role),
        )

    def _role(self) -> str:
        try:
            return str(self._mapping.function.find_version().settings["Role"])
        except AwsError:  # the function is gone; that its invocations fail says it
            return ""

    # --- working ---

    def _work(self, reader: ShardReader, lane: Lane, cause: Record) -> None:
        """Goes on until a batch has to wait for its time; one thread at a time."""
        while self._running and not lane.empty and lane.retry is None and lane.turn.acquire(blocking=False):
            try:
                goes_on = self._try_next(reader, lane)
            finally:
                lane.turn.release()
            if not goes_on:
                break
        self._finish(reader, cause)

    def _try_next(self, reader: ShardReader, lane: Lane) -> bool:
        settings = self._mapping.settings
        window = timedelta(seconds=settings["MaximumBatchingWindowInSeconds"])
        batch = lane.next_batch(settings["BatchSize"], window, self._scope.now)
        if batch is None:
            if lane.window is None and lane.since is not None:
                why = f"end of the batching window of function {self._mapping.function.name}"
                run = partial(self._end_window, reader, lane)
                lane.window = self._world.agenda.add(lane.since + window, run, why)
            return False
        if lane.window is not None:
            lane.window.cancel()
            lane.window = None
        if try_batch(self._mapping, reader.shard, lane, batch):
            return True
        following = lane.begun[0]
        why = f"retry of function {self._mapping.function.name} with records of {self._mapping.source.resource_id}"
        lane.retry = self._world.agenda.add(
            self._scope.now + batch.wait(), partial(self._retry, reader, lane, following), why
        )
        return False

    def _end_window(self, reader: ShardReader, lane: Lane) -> None:
        lane.window = None
        if lane.waiting:
            cause = lane.waiting[0].cause
            self._go_on(reader, lane, cause)

    def _retry(self, reader: ShardReader, lane: Lane, batch: Batch) -> None:
        lane.retry = None
        recorder, now = self._world.recorder, self._scope.now
        batch.tick = recorder.append(
            Tick(
                seq=recorder.number(),
                at=now,
                cause=batch.records[0].cause,
                kind="retry",
                name=self._mapping.function.name,
                arn=self._mapping.function.arn,
                due=now,
            )
        )
        self._go_on(reader, lane, batch.tick)

    def _go_on(self, reader: ShardReader, lane: Lane, cause: Record) -> None:
        part = f"{reader.shard} {reader.lanes.index(lane)}"
        self._asking.ask(cause, partial(self._work, reader, lane, cause), part)

    def _finish(self, reader: ShardReader, cause: Record) -> None:
        """Goes on with the children of a shard that was read to its end, once all their parents were."""
        if reader.done or not reader.ended or not reader.empty or not self._running:
            return
        reader.done = True
        for child, parents in reader.children.items():
            done = all(parent not in self._readers or self._readers[parent].done for parent in parents)
            if done and child not in self._readers:
                self._readers[child] = ShardReader(child, {"ShardIteratorType": "TRIM_HORIZON"})
                self._ask(self._readers[child], cause)
