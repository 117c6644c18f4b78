"""What arrives at queues and streams, told to whoever polls them.

AWS's pollers ask again and again. Here the source tells by itself, so that waiting costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from pytest_awsevents.core.scope import Scope, StateKey


class Stock(NamedTuple):
    """What a source holds for its readers.

    `ready` is how many could be read, 0 where none can; `due` when the next can be that cannot be yet. `ids` are those
    of what has just come, because of the call that is being answered. `part` is the shard of a stream.
    """

    ready: int
    due: datetime | None = None
    ids: Sequence[str] = ()
    part: str = ""


Listener: TypeAlias = Callable[[Scope, Stock], None]
"""Is told of a change while the call that made it is being answered; it only notes, or enqueues."""


class Listeners:
    """Who listens, by the ARN of the source."""

    def __init__(self) -> None:
        self._by_arn: dict[str, tuple[Listener, ...]] = {}

    def __contains__(self, arn: str) -> bool:
        return arn in self._by_arn

    def add(self, arn: str, listener: Listener) -> None:
        self._by_arn[arn] = (*self._by_arn.get(arn, ()), listener)

    def remove(self, arn: str, listener: Listener) -> None:
        left = tuple(one for one in self._by_arn.get(arn, ()) if one != listener)
        if left:
            self._by_arn[arn] = left
        else:
            self._by_arn.pop(arn, None)

    def tell(self, scope: Scope, arn: str, stock: Stock) -> None:
        for listener in self._by_arn.get(arn, ()):
            listener(scope, stock)


LISTENERS: StateKey[Listeners] = StateKey("arrivals", lambda _: Listeners())
"""Shared by all accounts and regions of a fake: an ARN says where it is."""
