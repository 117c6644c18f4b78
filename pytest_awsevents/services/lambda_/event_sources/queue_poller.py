"""Reads a queue for a function: receives, filters, gathers a batch, invokes, deletes what was processed.

What fails stays in flight until its visibility timeout is over, and comes again; the redrive policy of the queue ends
that (developer guide, "Handling errors for an SQS event source in Lambda").
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.arrivals import LISTENERS, Stock
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Record
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import queue_url
from pytest_awsevents.services.lambda_.event_sources.asking import Asking
from pytest_awsevents.services.lambda_.event_sources.batches import fitting, reported_failures, unread_failures
from pytest_awsevents.services.lambda_.event_sources.filtering import read_filters
from pytest_awsevents.services.lambda_.event_sources.invoking import invoke_batch
from pytest_awsevents.services.lambda_.event_sources.mapping import EventSourceMapping
from pytest_awsevents.services.lambda_.event_sources.queue_events import queue_record

_AT_ONCE = 10
"""Messages that ReceiveMessage and DeleteMessageBatch take at most."""

_PAUSE = timedelta(minutes=1)
"""Until the queue is looked at again when it could not be read; AWS documents none (convention)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that was received: its id, its receipt handle, its body, and its JSON text for the function."""

    id: str
    handle: str
    body: str
    text: str


class QueuePoller:
    """The poller of one mapping of a queue."""

    def __init__(self, mapping: EventSourceMapping) -> None:
        self._mapping = mapping
        self._scope = mapping.scope
        self._world = mapping.scope.world
        self._url = queue_url(mapping.source)
        self._asking = Asking(self._world)
        self._running = False
        self._origin: Record | None = None
        self._awaited: Record | None = None
        self._senders: dict[str, Record] = {}
        self._ready = 0
        self._due: datetime | None = None
        self._reading = 0
        self._look: Work | None = None
        self._window: Work | None = None
        self._buffer: dict[str, Taken] = {}
        self._guard = threading.Lock()

    def start(self, cause: Record) -> None:
        self._origin, self._running = cause, True
        self._scope.shared(LISTENERS).add(str(self._mapping.source), self._arrived)
        self._look_because_of(cause)

    def stop(self) -> None:
        """Messages that wait for their batch come back to the queue when their visibility timeout is over."""
        self._running = False
        self._scope.shared(LISTENERS).remove(str(self._mapping.source), self._arrived)
        for work in (self._look, self._window):
            if work is not None:
                work.cancel()
        self._look = self._window = None
        self._buffer.clear()

    def waiting(self) -> list[str]:
        return [taken.body for taken in self._buffer.values()]

    # --- when to look ---

    def _arrived(self, scope: Scope, stock: Stock) -> None:
        assert scope.cause is not None, "queues change because of calls"
        for id in stock.ids:
            self._senders[id] = scope.cause
        self._ready, self._due = stock.ready, stock.due
        if stock.ids and not stock.ready:
            self._awaited = scope.cause
        if stock.ready:
            self._asking.ask(scope.cause, partial(self._read, scope.cause))
        if not self._reading:
            self._plan()

    def _plan(self) -> None:
        """Has the queue looked at when the next message becomes visible, and not before."""
        if self._look is not None and self._look.due == self._due:
            return
        if self._look is not None:
            self._look.cancel()
        self._look = None if self._due is None else self._look_at(self._due)

    def _look_at(self, due: datetime) -> Work:
        why = f"look of function {self._mapping.function.name} into queue {self._mapping.source.resource}"
        return self._world.agenda.add(due, self._look_again, why)

    def _look_again(self) -> None:
        """Because of what was last sent with a delay, or has last failed."""
        self._look = None
        self._look_because_of(self._awaited or self._cause_of_nothing())

    def _look_because_of(self, cause: Record) -> None:
        """Whatever the queue has told: how much has become visible meanwhile it does not tell."""
        self._ready = max(self._ready, 1)
        self._asking.ask(cause, partial(self._read, cause))

    def _cause_of_nothing(self) -> Record:
        assert self._origin is not None, "it was started"
        return self._origin

    # --- reading ---

    def _read(self, cause: Record) -> None:
        """Takes what is there now. What arrives meanwhile has an errand of its own, so that a loop is seen as one."""
        if not self._running or not self._ready:
            return
        with self._planning_afterwards():
            messages = self._receive(cause)
            left = self._ready
            while messages:
                self._take(messages)
                if left <= 0 or not self._running:
                    return
                messages = self._receive(cause)
                left -= len(messages)

    @contextmanager
    def _planning_afterwards(self) -> Iterator[None]:
        """Every receive and delete moves the time of the next look: it is planned once, at the end."""
        with self._guard:
            self._reading += 1
        try:
            yield
        finally:
            with self._guard:
                self._reading -= 1
            if self._running and not self._reading:
                self._plan()

    def _receive(self, cause: Record) -> Sequence[Mapping[str, Any]]:
        settings = self._mapping.settings
        most = _AT_ONCE if settings["MaximumBatchingWindowInSeconds"] else min(settings["BatchSize"], _AT_ONCE)
        request = {
            "QueueUrl": self._url,
            "MaxNumberOfMessages": most,
            "MessageSystemAttributeNames": ["All"],
            "MessageAttributeNames": ["All"],
        }
        try:
            messages: list[dict[str, Any]] = (
                self._scope.because_of(cause).call("sqs", "ReceiveMessage", request).get("Messages", [])
            )
        except AwsError as error:
            # A queue that is gone tells when there is one of its name again.
            self._ready, self._due = 0, None if error.code == "QueueDoesNotExist" else self._scope.now + _PAUSE
            return []
        return messages

    def _take(self, messages: Sequence[Mapping[str, Any]]) -> None:
        settings = self._mapping.settings
        window = settings["MaximumBatchingWindowInSeconds"]
        taken = self._filtered([self._taken(message, windowed=window > 0) for message in messages])
        if not window:
            self._invoke_all(taken)
            return
        with self._guard:
            for one in taken:  # one whose visibility timeout was shorter than the window is here for the second time
                self._buffer[one.id] = one
        while self._is_full():
            self._invoke(self._next_batch())
        if self._buffer and self._window is None:
            due = self._scope.now + timedelta(seconds=window)
            why = f"end of the batching window of function {self._mapping.function.name}"
            self._window = self._world.agenda.add(due, self._end_window, why)

    def _taken(self, message: Mapping[str, Any], *, windowed: bool) -> Taken:
        text = queue_record(message, self._mapping.source, windowed=windowed)
        return Taken(message["MessageId"], message["ReceiptHandle"], message["Body"], text)

    def _filtered(self, taken: Sequence[Taken]) -> list[Taken]:
        """Those that the function gets; the others are deleted (documented)."""
        filters = read_filters(self._mapping.settings.get("FilterCriteria"), "body")
        if filters is None:
            return list(taken)
        kept, dropped = [], []
        for one in taken:
            reason = filters.refusal(one.body)
            if reason is None:
                kept.append(one)
            else:
                dropped.append(one)
                self._mapping.note(one.id, one.body, "filtered out", reason)
        self._delete(dropped)
        return kept

    # --- invoking ---

    def _is_full(self) -> bool:
        texts = [one.text for one in self._buffer.values()]
        most = self._mapping.settings["BatchSize"]
        return len(texts) >= most or fitting(texts, most) < len(texts)

    def _next_batch(self) -> list[Taken]:
        with self._guard:
            waiting = list(self._buffer.values())
            batch = waiting[: fitting([one.text for one in waiting], self._mapping.settings["BatchSize"])]
            for one in batch:
                del self._buffer[one.id]
            if not self._buffer and self._window is not None:
                self._window.cancel()
                self._window = None
        return batch

    def _end_window(self) -> None:
        self._window = None
        if self._buffer:
            cause = self._sender_of(next(iter(self._buffer.values())))
            self._asking.ask(cause, self._invoke_buffered, "window")

    def _invoke_buffered(self) -> None:
        with self._planning_afterwards():
            while self._running and self._buffer:
                self._invoke(self._next_batch())

    def _invoke_all(self, taken: list[Taken]) -> None:
        while taken:
            size = fitting([one.text for one in taken], self._mapping.settings["BatchSize"])
            self._invoke(taken[:size])
            taken = taken[size:]

    def _invoke(self, batch: Sequence[Taken]) -> None:
        if not batch:
            return
        mapping = self._mapping
        result = invoke_batch(self._scope, mapping.function.arn, [one.text for one in batch], self._sender_of(batch[0]))
        ids = {one.id for one in batch}
        reason = result.failure or "reported in batchItemFailures"
        unread = "" if mapping.reports else unread_failures(result.answer)
        if result.failure is not None:
            failed = frozenset(ids)
        else:
            failed = reported_failures(result.answer, ids) if mapping.reports else frozenset()
        for one in batch:
            if one.id in failed:
                self._awaited = self._sender_of(one)
                mapping.note(one.id, one.body, "failed", reason, result.invocation)
            else:
                mapping.note(one.id, one.body, "processed", unread, result.invocation)
        self._delete([one for one in batch if one.id not in failed])

    def _sender_of(self, one: Taken) -> Record:
        """The call that sent a message; that which made the mapping where it was there before."""
        return self._senders.get(one.id) or self._cause_of_nothing()

    def _delete(self, taken: Sequence[Taken]) -> None:
        """What cannot be deleted comes again."""
        for start in range(0, len(taken), _AT_ONCE):
            chunk = taken[start : start + _AT_ONCE]
            entries = [{"Id": str(number), "ReceiptHandle": one.handle} for number, one in enumerate(chunk)]
            request = {"QueueUrl": self._url, "Entries": entries}
            with suppress(AwsError):
                self._scope.because_of(self._sender_of(chunk[0])).call("sqs", "DeleteMessageBatch", request)
                for one in chunk:
                    self._senders.pop(one.id, None)
