"""The time of one fake: follows whoever froze time, freezes on demand, runs due work on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

from pytest_awsevents.core import freezers
from pytest_awsevents.core.agenda import Agenda, Work
from pytest_awsevents.core.collecting import collecting_for
from pytest_awsevents.core.errors import AwsEventsError, InvalidOption, TooManyFires

Instant = datetime | date | str
_PATIENCE = 10.0


class _Firing(threading.local):
    """The instant whose work this thread runs, if it does."""

    instant: datetime | None = None


class Clock:
    """What `aws_clock` is: reads, freezes and moves the time of the fake.

    Moving the clock stops at every instant at which work is due and runs it there, so that a Lambda handler sees
    exactly that time.
    """

    def __init__(self, agenda: Agenda, run: Callable[[Work], None], fire_limit: int = 100_000) -> None:
        self._agenda = agenda
        self._run = run
        self._fire_limit = fire_limit
        self._own: AbstractContextManager[object] | None = None
        self._factory: object = None
        self._frozen = False
        self._here = _Firing()
        self._turn = threading.RLock()

    @property
    def now(self) -> datetime:
        """The time of the fake: an aware UTC datetime."""
        return self._here.instant or freezers.now()

    @property
    def frozen(self) -> bool:
        """Whether this clock was told to hold time, rather than to follow somebody else."""
        return self._frozen

    @property
    def firing(self) -> bool:
        """Whether this thread runs work that fell due."""
        return self._here.instant is not None

    def freeze(self, at: Instant | None = None) -> datetime:
        """Freezes time for the whole process until the end of the test, at `at` or where it is; returns that instant.

        `at` is a datetime (naive means UTC), a date, or ISO 8601 text. Uses freezegun; where a test has frozen time
        already, its freezer is moved instead (one that ticks goes on ticking).
        """
        self._refuse_while_firing()
        target = None if at is None else parse_instant(at)
        freezer = freezers.active()
        if freezer is not None:
            freezer.hold()
        else:
            own = freezers.freeze(self.now)
            try:
                self._factory = own.__enter__()
            except BaseException:  # a time-out strikes anywhere, and would leave the process half frozen
                freezers.thaw(own)
                raise
            self._own = own
        self._frozen = True
        return self.now if target is None else self.move_to(target)

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
        step = _duration(delta) if delta is not None else named or timedelta(seconds=1)
        if step < timedelta(0):
            raise InvalidOption(f"tick() only moves forward, got {step}; use move_to() to go back")
        try:
            return self.move_to(self.now + step)
        except OverflowError:
            raise InvalidOption(f"tick({step}) leads beyond the year 9999") from None

    def move_to(self, at: Instant) -> datetime:
        """Moves time to an instant; runs all that falls due on the way, in order. Backwards runs nothing.

        Returns the new time. Freezes time first where nobody has. TooManyFires: schedules would fire more often on the
        way than `fire_limit` allows; nothing has moved then.
        """
        self._refuse_while_firing()
        target = parse_instant(at)
        fires = self._checked_fires(target) if target >= self.now else 0
        if not self._turn.acquire(timeout=_PATIENCE):
            raise AwsEventsError("the clock cannot be moved: another thread is running work that fell due")
        try:
            if freezers.active() is None:
                self.freeze()
            if target >= self.now:
                with collecting_for(fires):
                    self._run_on_the_way(target)
            self._set(target)
        finally:
            self._turn.release()
        return target

    def run_due(self) -> int:
        """Runs all work that is due by now, each piece at its own instant; returns how many pieces there were.

        What AWS does at a pace of its own, such as a replay, goes to its end, now, however long it would have taken.
        Does nothing where that is under way already: in code that such work runs, and in other threads meanwhile.
        """
        count = self.catch_up()
        if not self._may_run():
            return count
        try:
            while (work := self._agenda.pop_background()) is not None:
                self._run_at(self.now, work)
                count += 1
        finally:
            self._turn.release()
        return count

    def catch_up(self) -> int:
        """Runs the work that is due by now, as every API call does first; how many pieces there were."""
        if not self._may_run():
            return 0
        try:
            now = self.now
            with collecting_for(self._checked_fires(now)):
                return self._run_until(now)
        finally:
            self._turn.release()

    def upcoming(self) -> tuple[Work, ...]:
        """What is due next and why, soonest first; print them to read them."""
        return self._agenda.upcoming()

    def close(self) -> None:
        """Ends the freeze that this clock began, if any."""
        self._frozen = False
        own, self._own, self._factory = self._own, None, None
        if own is not None:
            own.__exit__(None, None, None)

    def _refuse_while_firing(self) -> None:
        if self.firing:
            raise AwsEventsError("the clock cannot be moved by code that runs because the clock was moved")

    def _may_run(self) -> bool:
        """Takes the turn to run work, where there is any and nobody has it."""
        return bool(self._agenda) and not self.firing and self._turn.acquire(blocking=False)

    def _checked_fires(self, until: datetime) -> int:
        """How often schedules will fire; a jump on which they would not come to an end is refused before it starts."""
        counts = [(work.count(until), work.why) for work in self._agenda.recurring(until) if work.count is not None]
        total = sum(count for count, _ in counts)
        if total <= self._fire_limit:
            return total
        most, why = max(counts, key=lambda found: found[0])
        others = "" if len(counts) == 1 else f" (with the other schedules {total:,} times)"
        raise TooManyFires(
            f"{why} would fire {most:,} times{others} until {until:%Y-%m-%dT%H:%M:%SZ}; fire_limit allows "
            f"{self._fire_limit:,} in one go. Nothing has fired. Move in smaller steps, disable the rule, or set "
            f"fire_limit={total}"
        )

    def _run_on_the_way(self, target: datetime) -> None:
        """Runs the work that is due until then, and moves time along with it."""
        while (work := self._agenda.pop(target)) is not None:
            if work.due > self.now:  # what is overdue has its own instant, but time does not go back
                self._set(work.due)
            self._run_at(work.due, work)

    def _run_until(self, until: datetime) -> int:
        count = 0
        while (work := self._agenda.pop(until)) is not None:
            self._run_at(work.due, work)
            count += 1
        return count

    def _run_at(self, instant: datetime, work: Work) -> None:
        self._here.instant = instant
        try:
            with freezers.nested(instant, self._factory):
                self._run(work)
        finally:
            self._here.instant = None

    def _set(self, instant: datetime) -> None:
        freezer = freezers.active()
        assert freezer is not None, "moving begins with a freeze"
        freezer.move_to(instant)


def _duration(delta: timedelta | float) -> timedelta:
    if isinstance(delta, timedelta):
        return delta
    try:
        return timedelta(seconds=delta)
    except (TypeError, ValueError, OverflowError):
        raise InvalidOption(f"tick() takes a timedelta or a number of seconds, got {delta!r}") from None


def parse_instant(at: Instant) -> datetime:
    """An aware UTC datetime from a datetime (naive means UTC), a date or ISO 8601 text."""
    try:
        if isinstance(at, datetime):
            return freezers.as_real(at)
        if isinstance(at, date):
            return freezers.as_real(datetime(at.year, at.month, at.day))
        return freezers.as_real(datetime.fromisoformat(at))
    except (TypeError, ValueError, OverflowError):
        raise InvalidOption(
            f"not an instant: {at!r}; give a datetime or ISO 8601 text such as '2026-12-01T09:00Z'"
        ) from None
