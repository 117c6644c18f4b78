"""The messages of one queue and when each may be received.

Nothing is ever looked for by walking all messages: those that can be received lie in heaps by arrival, those that
cannot in one heap by the time at which they can. Entries of messages that left meanwhile are skipped when they surface
and swept out when they outnumber the others.
"""

from __future__ import annotations

import heapq
import itertools
from collections import OrderedDict
from collections.abc import Iterator
from typing import Literal

from pytest_awsevents.services.sqs.messages import Message

_SWEEP_FROM = 64


class Backlog:
    """What standard and FIFO queues have in common."""

    def __init__(self) -> None:
        self._orders = itertools.count(1)
        # Ordered: taking the first of a dict whose first entries were deleted costs time in proportion to those.
        self._messages: OrderedDict[int, Message] = OrderedDict()
        self._hidden: list[tuple[int, int, Message]] = []
        self._stragglers: list[tuple[int, int, Message]] = []
        self._latest = 0
        self.in_flight = 0
        self.delayed = 0

    def __len__(self) -> int:
        return len(self._messages)

    def __iter__(self) -> Iterator[Message]:
        """All messages that are not deleted, in the order of their arrival."""
        return iter(self._messages.values())

    @property
    def visible(self) -> int:
        return len(self._messages) - self.in_flight - self.delayed

    @property
    def ready(self) -> int:
        """How many messages are visible; 0 where none of them can be received."""
        return self.visible

    def next_due(self) -> int | None:
        """When the next message becomes visible, or None."""
        hidden = self._hidden
        while hidden and not _is_hidden(hidden[0]):
            heapq.heappop(hidden)
        return hidden[0][0] if hidden else None

    def get(self, order: int) -> Message | None:
        return self._messages.get(order)

    def next_order(self) -> int:
        return next(self._orders)

    def add(self, message: Message, now: int) -> None:
        """Takes in a message that has its `order` and `due`."""
        self._messages[message.order] = message
        if message.sent >= self._latest:
            self._latest = message.sent
        else:  # a dead letter keeps its time of sending, and the clock may have been set back
            heapq.heappush(self._stragglers, (message.sent, message.order, message))
        self._place(message, now)

    def refresh(self, now: int) -> None:
        """Makes visible what is due by now."""
        hidden = self._hidden
        while hidden and hidden[0][0] <= now:
            entry = heapq.heappop(hidden)
            if _is_hidden(entry):
                self.release(entry[2])

    def expire(self, sent_until: int) -> None:
        """Drops the messages sent at or before a time."""
        messages = self._messages
        dropped = False
        while messages and (first := next(iter(messages.values()))).sent <= sent_until:
            self.remove(first)
            dropped = True
        while self._stragglers and self._stragglers[0][0] <= sent_until:
            message = heapq.heappop(self._stragglers)[2]
            if message.status != "gone":
                self.remove(message)
                dropped = True
        if dropped:
            self._sweep_ready()

    def candidates(self) -> Iterator[Message]:
        """Messages that can be received, best first; each must be given to `hide` or `remove` before the next."""
        raise NotImplementedError

    def hide(self, message: Message, due: int) -> None:
        """Puts a message that `candidates` gave in flight until `due`."""
        self._hide(message, due, "in flight")

    def rehide(self, message: Message, due: int) -> None:
        """Moves the time at which a message in flight becomes visible again."""
        message.due = due
        heapq.heappush(self._hidden, (due, message.order, message))
        self._sweep_hidden()

    def release(self, message: Message) -> None:
        """Makes a delayed message, or one in flight, visible."""
        was = self._uncount(message)
        message.status = "ready"
        self._make_ready(message)
        if was == "in flight":
            self._landed(message)

    def remove(self, message: Message) -> None:
        """Takes a message out for good."""
        del self._messages[message.order]
        was = self._uncount(message)
        message.status = "gone"
        if was == "in flight":
            self._landed(message)
        self._left(message)
        self._sweep_hidden()

    def clear(self) -> None:
        """Takes all messages out, in flight or not."""
        for message in list(self._messages.values()):
            self.remove(message)
        self._hidden.clear()
        self._stragglers.clear()
        self._sweep_ready()

    def _place(self, message: Message, now: int) -> None:
        if message.due > now:
            self._hide(message, message.due, "delayed")
        else:
            message.status = "ready"
            self._make_ready(message)

    def _make_ready(self, message: Message) -> None:
        """A message can be received from now on, as far as it is concerned itself."""
        raise NotImplementedError

    def _landed(self, message: Message) -> None:
        """A message is no longer in flight."""

    def _left(self, message: Message) -> None:
        """A message was taken out."""

    def _sweep_ready(self) -> None:
        """Drops what is gone from the front of what can be received."""
        raise NotImplementedError

    def _hide(self, message: Message, due: int, status: Literal["delayed", "in flight"]) -> None:
        message.due = due
        message.status = status
        if status == "delayed":
            self.delayed += 1
        else:
            self.in_flight += 1
        heapq.heappush(self._hidden, (due, message.order, message))

    def _uncount(self, message: Message) -> str:
        if message.status == "in flight":
            self.in_flight -= 1
        elif message.status == "delayed":
            self.delayed -= 1
        return message.status

    def _sweep_hidden(self) -> None:
        """Keeps the heap in proportion to what it is for: time that stands still would never empty it."""
        if len(self._hidden) <= _SWEEP_FROM + 2 * (self.in_flight + self.delayed):
            return
        self._hidden = [entry for entry in self._hidden if _is_hidden(entry)]
        heapq.heapify(self._hidden)


def _is_hidden(entry: tuple[int, int, Message]) -> bool:
    """Whether an entry still says when its message becomes visible."""
    due, _, message = entry
    return message.due == due and message.status in ("delayed", "in flight")


class StandardBacklog(Backlog):
    """Oldest first; a message that comes back takes its old place."""

    def __init__(self) -> None:
        super().__init__()
        self._ready: list[tuple[int, Message]] = []

    def candidates(self) -> Iterator[Message]:
        while self._ready:
            message = heapq.heappop(self._ready)[1]
            if message.status == "ready":
                yield message

    def _make_ready(self, message: Message) -> None:
        heapq.heappush(self._ready, (message.order, message))

    def _sweep_ready(self) -> None:
        while self._ready and self._ready[0][1].status == "gone":
            heapq.heappop(self._ready)
