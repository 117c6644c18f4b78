"""Event loops of async code: a faked call gives way to other tasks, and code of the user's finds no loop running."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


async def let_others_run() -> None:
    """What a call over the network is too: a place where other tasks go on, and where this one can be cancelled.

    Without it a task that polls a queue would never end, since nothing would ever get to cancel it.
    """
    trio: Any = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_task():
        await trio.lowlevel.checkpoint()
    else:
        import asyncio

        await asyncio.sleep(0)


@contextmanager
def no_event_loop() -> Iterator[None]:
    """Hides the loop that runs in this thread, and gives a fresh one to whoever asks for it.

    A handler of Lambda has a process of its own on AWS: `asyncio.run` works there. In an async test it would find the
    test's loop running, which asyncio refuses.
    """
    asyncio: Any = sys.modules.get("asyncio")
    running = None if asyncio is None else asyncio.events._get_running_loop()
    if running is None:
        yield
        return
    task = asyncio.current_task()
    _set_current_task(asyncio, running, None)
    asyncio.events._set_running_loop(None)
    own = asyncio.new_event_loop()
    asyncio.set_event_loop(own)
    try:
        yield
    finally:
        own.close()
        asyncio.set_event_loop(running)
        asyncio.events._set_running_loop(running)
        _set_current_task(asyncio, running, task)


def _set_current_task(asyncio: Any, loop: Any, task: Any) -> None:
    """Since Python 3.14 a thread has one current task, whatever the loop; before 3.12 nobody needs to be told."""
    if asyncio.current_task(loop) is not task and hasattr(asyncio.tasks, "_swap_current_task"):
        asyncio.tasks._swap_current_task(loop, task)
