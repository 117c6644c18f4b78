"""When EventBridge tries again, and when it gives up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from pytest_awsevents.core.rules import Target

_FIRST = 1.0
_LONGEST = 480.0


class Retry(NamedTuple):
    """There will be another attempt."""

    due: datetime


class Exhausted(NamedTuple):
    """There will be none; `condition` is what dead letters call the limit that was reached at `due`."""

    condition: str
    due: datetime


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long a target is tried: at first, then at most `retries` times, until the event is so old."""

    retries: int = 185
    age: timedelta = timedelta(hours=24)

    def after(
        self, retries: int, *, since: datetime, now: datetime, fraction: float, wait: float | None = None
    ) -> Retry | Exhausted:
        """What follows a failed attempt after so many retries of an event that came in at `since`."""
        if retries >= self.retries:
            return Exhausted("MaximumRetryAttempts", now)
        due, end = now + timedelta(seconds=max(_delay(retries, fraction), wait or 0)), since + self.age
        return Retry(due) if due <= end else Exhausted("MaximumEventAgeInSeconds", max(now, end))


def policy_of(target: Target) -> RetryPolicy:
    """The policy of a target; 185 retries in 24 hours where it has none (documented)."""
    given = target.settings.get("RetryPolicy") or {}
    default = RetryPolicy()
    seconds = given.get("MaximumEventAgeInSeconds")
    return RetryPolicy(
        retries=given.get("MaximumRetryAttempts", default.retries),
        age=default.age if seconds is None else timedelta(seconds=seconds),
    )


def _delay(retries: int, fraction: float) -> float:
    """Exponential back-off with jitter, in seconds: 1, 2, 4 ... 480, each shortened by up to a half.

    AWS documents neither delays nor jitter. With these all 185 retries fit into 24 hours.
    """
    longest = min(_LONGEST, _FIRST * 2.0 ** min(retries, 16))
    return longest * (1 - fraction / 2)
