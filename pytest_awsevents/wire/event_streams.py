"""Event streams: the events of a response, as sync and async clients iterate over them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Self

from botocore.eventstream import EventStream

Event = Mapping[str, Any]


class SyncEvents(EventStream):  # type: ignore[misc]  # botocore has no types
    """All events at once, and then the end: nobody waits for more of them."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = iter(events)

    def __iter__(self) -> Iterator[Event]:
        yield from self._events

    def close(self) -> None:
        self._events = iter(())


class AsyncEvents:
    """The same for `async for`."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = iter(events)

    async def __aiter__(self) -> AsyncIterator[Event]:
        for event in self._events:
            yield event

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._events = iter(())
