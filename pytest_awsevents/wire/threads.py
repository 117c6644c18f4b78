"""Threads act for whoever started them: what they call has the same cause.

Work given to a pool keeps the line of the user's code too: uploads and downloads of boto3 run in pools of s3transfer,
where no such line is to be seen. A thread as such does not: it may serve other lines later.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

Commission: TypeAlias = Callable[[], AbstractContextManager[None]]
"""Given where work is started; the work is done inside."""


class Commissions(Protocol):
    """Gives a commission, with the line of the user's code or without; None where there is no fake."""

    def __call__(self, *, with_line: bool) -> Commission | None: ...


class Threads:
    """Has threads that are started, and work that is given to pools, carry a commission, where there is one."""

    def __init__(self, commission: Commissions) -> None:
        self._commission = commission
        self._undo: list[Callable[[], None]] = []

    def install(self) -> None:
        commission = self._commission
        real_start, real_submit = threading.Thread.start, ThreadPoolExecutor.submit

        def start(self: Any) -> None:
            if (commissioned := commission(with_line=False)) is not None:

                def run() -> None:
                    del self.run  # the thread's own again
                    with commissioned():
                        self.run()

                self.run = run
            real_start(self)

        def submit(self: Any, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            if (commissioned := commission(with_line=True)) is None:
                return real_submit(self, function, *args, **kwargs)

            def work() -> Any:
                with commissioned():
                    return function(*args, **kwargs)

            return real_submit(self, work)

        self._swap(threading.Thread, "start", start)
        self._swap(ThreadPoolExecutor, "submit", submit)

    def remove(self) -> None:
        while self._undo:
            self._undo.pop()()

    def _swap(self, owner: Any, name: str, replacement: Any) -> None:
        real = getattr(owner, name)

        def undo() -> None:
            if getattr(owner, name) is replacement:  # whoever replaced ours calls it, and finds no fake
                setattr(owner, name, real)

        self._undo.append(undo)
        setattr(owner, name, replacement)
