"""The time of one fake: follows whoever froze time, freezes on demand, runs due work on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta

from pytest_awsevents.core import freezers
from pytest_awsevents.core.agenda import Agenda, Work
from pytest_awsevents.core.errors import AwsEventsError, InvalidOption

Instant = datetime | date | str


class Clock:
    """What `aws_clock` is: reads, freezes and moves the time of the fake.

    Moving the clock stops at every instant at which work is due and runs it there, so that a Lambda handler sees
    exactly that time.
    """

    def __init__(self, agenda: Agenda, run: Callable[[Work], None]) -> None:
        self._agenda = agenda
        self._run = run
        self._own: AbstractContextManager[object] | None = None
        self._firing: datetime | None = None

    @property
    def now(self) -> datetime:
        """The time of the fake: an aware UTC datetime."""
        return self._firing or freezers.now()

    @property
    def frozen(self) -> bool:
        """Whether this clock holds time, rather than following somebody else."""
        return self._own is not None

    def freeze(self, at: Instant | None = None) -> datetime:
        """Freezes time for the whole process until the end of the test, at `at` or where it is; returns that instant.

        `at` is a datetime (naive means UTC), a date, or ISO 8601 text. Uses freezegun.
        """
        instant = self.now if at is None else parse_instant(at)
        if self._own is not None:
            return self.move_to(instant)
        own = freezers.freeze(instant)
        own.__enter__()
        self._own = own
        return instant

    def tick(
        self,
        delta: timedelta | float | None = None,
        *,
        weeks: float = 0,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> datetime:
        """Moves time forward by a timedelta, a number of seconds or named units; runs all that falls due on the way.

        Without any argument: one second. Returns the new time. Freezes time first where nobody has.
        """
        named = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        if delta is not None and named:
            raise InvalidOption("tick() takes either a delta or named units such as hours=1, not both")
        if delta is None:
            step = named or timedelta(seconds=1)
        else:
            step = delta if isinstance(delta, timedelta) else timedelta(seconds=delta)
        if step < timedelta(0):
            raise InvalidOption(f"tick() only moves forward, got {step}; use move_to() to go back")
        return self.move_to(self.now + step)

    def move_to(self, at: Instant) -> datetime:
        """Moves time to an instant; runs all that falls due on the way, in order. Backwards runs nothing.

        Returns the new time. Freezes time first where nobody has.
        """
        if self._firing is not None:
            raise AwsEventsError("the clock cannot be moved by code that runs because the clock was moved")
        target = parse_instant(at)
        if freezers.active() is None:
            self.freeze()
        self.run_due()
        while (due := self._agenda.next_due()) is not None and due <= target:
            self._set(max(due, self.now))
            self.run_due()
        self._set(target)
        return target

    def run_due(self) -> int:
        """Runs all work that is due by now, each piece at its own instant; returns how many pieces there were."""
        if not self._agenda:  # the usual case, before every API call
            return 0
        until, count = self.now, 0
        while (work := self._agenda.pop(until)) is not None:
            with self._held_at(work.due):
                self._run(work)
            count += 1
        return count

    def upcoming(self) -> tuple[Work, ...]:
        """What is due next and why, soonest first."""
        return self._agenda.upcoming()

    def close(self) -> None:
        """Ends the freeze that this clock began, if any."""
        own, self._own = self._own, None
        if own is not None:
            own.__exit__(None, None, None)

    def _set(self, instant: datetime) -> None:
        freezer = freezers.active()
        assert freezer is not None, "moving begins with a freeze"
        freezer.move_to(instant)

    @contextmanager
    def _held_at(self, instant: datetime) -> Iterator[None]:
        before, self._firing = self._firing, instant
        try:
            with freezers.nested(instant):
                yield
        finally:
            self._firing = before


def parse_instant(at: Instant) -> datetime:
    """An aware UTC datetime from a datetime (naive means UTC), a date or ISO 8601 text."""
    if isinstance(at, datetime):
        return freezers.as_real(at)
    if isinstance(at, date):
        return freezers.as_real(datetime(at.year, at.month, at.day))
    try:
        return freezers.as_real(datetime.fromisoformat(at))
    except (TypeError, ValueError):
        raise InvalidOption(
            f"not an instant: {at!r}; give a datetime or ISO 8601 text such as '2026-12-01T09:00Z'"
        ) from None
