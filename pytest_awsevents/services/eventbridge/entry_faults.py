"""Entries of PutEvents that a test wants rejected: partial failures, which code that puts events has to look for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import StateKey

WhenEntry: TypeAlias = Callable[[dict[str, Any]], bool]


@dataclass(slots=True, eq=False)
class EntryFault:
    """Entries that will be rejected: `entries` are those that were, `times` how many still may be."""

    code: str
    message: str
    times: int | None
    when: WhenEntry | None = field(default=None, repr=False)
    entries: list[Params] = field(default_factory=list, repr=False)

    def meets(self, entry: Params) -> bool:
        """Whether it would reject this entry."""
        return self.times != 0 and (self.when is None or bool(self.when(dict(entry))))


class EntryFaults:
    """All of one fake, in the order they were asked for: a second one comes when the first is used up."""

    def __init__(self) -> None:
        self._faults: list[EntryFault] = []
        self._lock = threading.RLock()

    def add(self, fault: EntryFault) -> EntryFault:
        if fault.times is not None and (isinstance(fault.times, bool) or fault.times < 1):
            raise InvalidOption(f"times must be a whole number of 1 or more, or None for always, got {fault.times!r}")
        self._faults.append(fault)
        return fault

    def take(self, entry: Params) -> EntryFault | None:
        """What rejects an entry, counted; None where it may go on."""
        if not self._faults:
            return None
        with self._lock:
            fault = next((one for one in self._faults if one.meets(entry)), None)
            if fault is not None:
                fault.entries.append(entry)
                if fault.times is not None:
                    fault.times -= 1
            return fault


ENTRY_FAULTS: StateKey[EntryFaults] = StateKey("events:entry-faults", lambda _: EntryFaults())
