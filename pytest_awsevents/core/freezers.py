"""Whoever froze time in this process: freezegun, time-machine or nobody.

`freezegun.api.freeze_factories` and `time_machine.traveller_stack` are internals of those libraries; this file is the
only one that reads them, and a test of each fails when they change.
"""

from __future__ import annotations

import sys
import warnings
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime
from typing import Any, Protocol

_NOTHING = nullcontext()


class Freezer(Protocol):
    """Something that can be told what time it is."""

    def move_to(self, instant: datetime) -> None: ...

    def hold(self) -> None:
        """Stops time from running on, where it does and the library can."""


def _real_datetime() -> type[datetime]:
    # This file may be imported under a freeze; the real class is then the base of the one that is found.
    real: Any = next(kind for kind in datetime.__mro__ if kind.__name__ == "datetime")
    found: type[datetime] = real
    return found


class Real:
    """The real classes: freezegun swaps module attributes, but leaves those of classes alone."""

    datetime = _real_datetime()
    utc = UTC


def now() -> datetime:
    """The time that code under test sees, as a real aware UTC datetime."""
    factory = _freezegun_factory()
    if factory is None:
        return Real.datetime.now(Real.utc)
    # A factory that ticks on every read has to be looked at, not called.
    frozen = factory() if type(factory).__name__ == "TickingDateTimeFactory" else factory.time_to_freeze
    return as_real(frozen)


def as_real(instant: datetime) -> datetime:
    """The same instant as a real aware UTC datetime; naive ones are taken as UTC."""
    if instant.tzinfo is not None:
        instant = instant.astimezone(Real.utc)
    parts = (instant.year, instant.month, instant.day, instant.hour, instant.minute, instant.second)
    return Real.datetime(*parts, instant.microsecond, Real.utc)


def active() -> Freezer | None:
    """The innermost freeze of this process, or None where time is real."""
    factory = _freezegun_factory()
    if factory is not None:
        return _Freezegun(factory)
    stack = _time_machine_stack()
    return _TimeMachine(stack[-1]) if stack else None


def nested(instant: datetime, own: Any = None) -> AbstractContextManager[object]:
    """Holds time at an instant, with the tool that froze it; does nothing where time is real.

    `own` is the factory of the freeze that only we can move: where that stands at the instant, nothing is to be done.
    """
    factory = _freezegun_factory()
    if factory is not None:
        if factory is own and factory.time_to_freeze == instant.replace(tzinfo=None):
            return _NOTHING
        # A datetime, not a text: parsing one costs more than the freeze itself.
        return _freeze_time(instant)
    if _time_machine_stack():
        travel: AbstractContextManager[object] = sys.modules["time_machine"].travel(instant, tick=False)
        return travel
    return _NOTHING


def freeze(instant: datetime) -> AbstractContextManager[object]:
    """An outer freeze of our own, by freezegun."""
    return _freeze_time(instant)


def thaw(freeze: AbstractContextManager[object]) -> None:
    """Ends a freeze that did not get all the way to its beginning."""
    with suppress(IndexError, KeyError):  # of what it had not done yet
        freeze.__exit__(None, None, None)


class _Freezegun:
    def __init__(self, factory: Any) -> None:
        self._factory = factory

    def move_to(self, instant: datetime) -> None:
        naive = instant.replace(tzinfo=None)
        if type(self._factory).__name__ == "TickingDateTimeFactory":
            self._factory.move_to(naive)
        else:  # `move_to` of the one that steps on every read would step once more
            self._factory.time_to_freeze = naive

    def hold(self) -> None:
        """A freezegun that was asked to tick cannot be stopped."""


class _TimeMachine:
    def __init__(self, traveller: Any) -> None:
        self._traveller = traveller

    def move_to(self, instant: datetime) -> None:
        self._traveller.move_to(instant)

    def hold(self) -> None:
        self._traveller.move_to(now(), tick=False)


def _freeze_time(instant: datetime) -> AbstractContextManager[object]:
    import freezegun

    load_lazy_attributes()
    # pytest measures durations: its own reads have to stay real, or a frozen fixture is reported as years of set-up.
    # asyncio.sleep never returns under a freeze unless asyncio keeps the real clock.
    kept_real = ["_pytest.runner", "_pytest.terminal", "_pytest.timing"]
    frozen: AbstractContextManager[object] = freezegun.freeze_time(
        instant.replace(tzinfo=None), ignore=kept_real, real_asyncio=True
    )
    return frozen


_looked_through: dict[str, int] = {}


def load_lazy_attributes() -> None:
    """Has modules that import others when asked for an attribute do so now.

    freezegun asks every module for everything, and does so when `datetime` is replaced already: a pydantic model that
    is made then does not know what a datetime is (Powertools makes its models that way).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        while new := [(name, one) for name, one in list(sys.modules.items()) if _looked_through.get(name) != id(one)]:
            for name, module in new:
                _looked_through[name] = id(module)
                if "__getattr__" in getattr(module, "__dict__", ()):
                    _ask_for_all(module)


def _ask_for_all(module: Any) -> None:
    for name in dir(module):
        with suppress(Exception):
            getattr(module, name)


def _freezegun_factory() -> Any:
    api = sys.modules.get("freezegun.api")
    factories = getattr(api, "freeze_factories", None)
    return factories[-1] if factories else None


def _time_machine_stack() -> Any:
    library = sys.modules.get("time_machine")
    # Named coordinates_stack before time-machine 3.
    return getattr(library, "traveller_stack", None) or getattr(library, "coordinates_stack", None)
