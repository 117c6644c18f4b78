"""The invocation rate limit of API destinations: what comes too soon waits, and that is no failure."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta

from pytest_awsevents.core.scope import StateKey

_SECOND = timedelta(seconds=1)


class RateLimits:
    """When each destination was last called, as far as that matters."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def slot(self, destination: str, rate: int, now: datetime) -> datetime | None:
        """Counts a call; or, where it would be one too many in a second, when it may be made."""
        with self._lock:
            calls = self._calls.setdefault(destination, deque())
            while calls and not now - _SECOND < calls[0] <= now:
                calls.popleft()
            if len(calls) >= rate:
                return calls[-rate] + _SECOND
            calls.append(now)
            return None


RATE_LIMITS: StateKey[RateLimits] = StateKey("rate-limits", lambda _: RateLimits())
