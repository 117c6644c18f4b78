"""Waiters poll without sleeping: the fake is told how long they would have slept."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import botocore.waiter


class SleeplessWaiters:
    """Swaps the sleep of botocore's waiters, and of aiobotocore's where it is loaded, for a function."""

    def __init__(self, slept: Callable[[float], None]) -> None:
        self._slept = slept
        self._undo: list[Callable[[], None]] = []
        self._with_async = False

    def install(self) -> None:
        self._swap(botocore.waiter, "time", _Sleepless(botocore.waiter.time, self._slept))

    def install_async(self) -> None:
        """To be called when aiobotocore's client is seen; its waiter module is loaded by then."""
        if self._with_async:
            return
        self._with_async = True
        slept = self._slept

        async def _sleep(_: Any, seconds: float) -> None:
            slept(seconds)

        async def _asyncio_sleep(seconds: float, *_: Any) -> None:
            slept(seconds)

        module: Any = sys.modules.get("aiobotocore.waiter")
        if not hasattr(getattr(module, "AIOWaiter", None), "_sleep"):  # before aiobotocore 3
            self._swap(module, "asyncio", _Sleepless(module.asyncio, _asyncio_sleep))
        for name in ("AIOWaiter", "AnyioWaiter"):
            kind = getattr(module, name, None)
            if kind is not None and "_sleep" in vars(kind):
                self._swap(kind, "_sleep", _sleep)

    def remove(self) -> None:
        while self._undo:
            self._undo.pop()()
        self._with_async = False

    def _swap(self, owner: Any, name: str, replacement: Any) -> None:
        original = getattr(owner, name)
        self._undo.append(lambda: setattr(owner, name, original))
        setattr(owner, name, replacement)


class _Sleepless:
    """A module, but for its `sleep`."""

    def __init__(self, real: Any, sleep: Callable[..., Any]) -> None:
        self._real = real
        self.sleep = sleep

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)
