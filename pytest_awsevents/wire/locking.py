"""The one lock of a fake."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class StateLock:
    """Guards the state of all services while an operation runs, and is let go while code of the user's runs."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._held = threading.local()

    def __enter__(self) -> None:
        self._lock.acquire()
        self._held.depth = getattr(self._held, "depth", 0) + 1

    def __exit__(self, *_: object) -> None:
        self._held.depth -= 1
        self._lock.release()

    @contextmanager
    def released(self) -> Iterator[None]:
        depth: int = getattr(self._held, "depth", 0)
        for _ in range(depth):
            self._lock.release()
        self._held.depth = 0
        try:
            yield
        finally:
            for _ in range(depth):
                self._lock.acquire()
            self._held.depth = depth
