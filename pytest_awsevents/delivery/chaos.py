"""When deliveries leave: at once, when the test says so, late, twice, or in another order.

EventBridge delivers at least once and in no order (user guide, "Event delivery"); tests should be able to say so. All
chance is drawn from the seed of the fake, so the same test sees the same chaos in every run.
"""

from __future__ import annotations

import threading
from collections import deque
from functools import partial

from pytest_awsevents.core.flow import Errand
from pytest_awsevents.core.scope import World


class _Here(threading.local):
    """What this thread holds: deliveries to be shuffled, and whether it lets go of those that waited."""

    def __init__(self) -> None:
        self.shuffled: list[Errand] = []
        self.settling = False


class Departures:
    """Has deliveries done according to the settings of the fake."""

    def __init__(self, world: World) -> None:
        settings = world.settings
        self._world = world
        self._manual = settings.delivery == "manual"
        self._delay = settings.delay
        self._duplicates = settings.duplicates
        self._reorder = settings.reorder
        self._at_once = not (self._manual or self._delay or self._reorder)
        self._waiting: deque[Errand] = deque()
        self._here = _Here()

    def goes_twice(self) -> bool:
        """Whether the target shall get the next event twice."""
        return bool(self._duplicates) and self._world.ids.fraction() < self._duplicates

    def add(self, errand: Errand) -> None:
        """Has a delivery done: before the outermost API call returns, unless the settings say otherwise."""
        if self._at_once:
            self._world.enqueue(errand)
        elif self._manual and not self._here.settling:
            self._waiting.append(errand)
        elif self._reorder:
            self._shuffle_in(errand)
        else:
            self._leave(errand)

    def settle(self) -> int:
        """Lets go of all deliveries that wait for it, and of those that they cause; how many errands there were."""
        here = self._here
        before, here.settling = here.settling, True
        try:
            while (errand := self._next_waiting()) is not None:
                self.add(errand)
            return self._world.drain()
        finally:
            here.settling = before

    def _next_waiting(self) -> Errand | None:
        try:
            return self._waiting.popleft()
        except IndexError:  # asked rather than looked at first: other threads may settle too
            return None

    def _shuffle_in(self, errand: Errand) -> None:
        """Keeps a delivery until all that were caused with it are known; the first brings the errand to mix them."""
        self._here.shuffled.append(errand)
        if len(self._here.shuffled) == 1:
            self._world.enqueue(Errand(errand.record, run=self._leave_shuffled, abandon=self._abandon_shuffled))

    def _leave_shuffled(self) -> None:
        for errand in self._world.ids.shuffled(self._take_shuffled()):
            self._leave(errand)

    def _abandon_shuffled(self, reason: str) -> None:
        for errand in self._take_shuffled():
            errand.abandon(reason)

    def _take_shuffled(self) -> list[Errand]:
        taken, self._here.shuffled = self._here.shuffled, []
        return taken

    def _leave(self, errand: Errand) -> None:
        if self._delay:
            due = self._world.clock.now + self._delay
            self._world.agenda.add(due, partial(self._world.enqueue, errand), "delayed delivery")
        else:
            self._world.enqueue(errand)
