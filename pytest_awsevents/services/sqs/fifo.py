"""The backlog of a FIFO queue: strict order in each message group, one receiver at a time for a group."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from pytest_awsevents.services.sqs.backlog import Backlog
from pytest_awsevents.services.sqs.messages import Message


@dataclass(slots=True, eq=False)
class Group:
    """The messages of one group that wait; while one is in flight the others are held back."""

    waiting: list[tuple[int, Message]] = field(default_factory=list)
    in_flight: int = 0
    listed: bool = False

    def pop(self) -> Message | None:
        self.drop_gone()
        return heapq.heappop(self.waiting)[1] if self.waiting else None

    def drop_gone(self) -> None:
        while self.waiting and self.waiting[0][1].status == "gone":
            heapq.heappop(self.waiting)

    @property
    def open(self) -> bool:
        self.drop_gone()
        return bool(self.waiting) and not self.in_flight


class FifoBacklog(Backlog):
    """Groups by the arrival of their first message; as many of one group as fit before the next group."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: dict[str, Group] = {}
        self._listed: list[tuple[int, Group]] = []

    @property
    def ready(self) -> int:
        self._sweep_ready()
        return self.visible if self._listed else 0

    def candidates(self) -> Iterator[Message]:
        while self._listed:
            place, group = heapq.heappop(self._listed)
            group.listed = False
            if not group.open:
                continue
            if group.waiting[0][0] > place:  # its first message has gone since: the group has lost its place
                self._list(group)
                continue
            while (message := group.pop()) is not None:
                yield message

    def hide(self, message: Message, due: int) -> None:
        super().hide(message, due)
        self._group(message).in_flight += 1

    def reschedule(self, delay: int, now: int) -> None:
        """Applies a changed delay of the queue to the messages that nobody received yet.

        Retroactive, unlike for standard queues (developer guide, "Amazon SQS delay queues").
        """
        in_flight = [message for message in self if message.status == "in flight"]
        others = [message for message in self if message.status != "in flight"]
        self._hidden, self._groups, self._listed = [], {}, []
        self.in_flight = self.delayed = 0
        for message in in_flight:
            self.hide(message, message.due)
        for message in others:
            if not message.receive_count:
                message.due = message.sent + delay
            self._place(message, now)

    def _group(self, message: Message) -> Group:
        name = message.group or ""
        group = self._groups.get(name)
        if group is None:
            group = self._groups[name] = Group()
        return group

    def _make_ready(self, message: Message) -> None:
        group = self._group(message)
        heapq.heappush(group.waiting, (message.order, message))
        self._list(group)

    def _landed(self, message: Message) -> None:
        group = self._group(message)
        group.in_flight -= 1
        if group.open:
            self._list(group)

    def _left(self, message: Message) -> None:
        group = self._group(message)
        if not group.open and not group.in_flight:
            del self._groups[message.group or ""]

    def _list(self, group: Group) -> None:
        if not group.listed and not group.in_flight:
            group.listed = True
            heapq.heappush(self._listed, (group.waiting[0][0], group))

    def _sweep_ready(self) -> None:
        while self._listed and not self._listed[0][1].open:
            heapq.heappop(self._listed)[1].listed = False
