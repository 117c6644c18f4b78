"""Functions that tests give to stand for code that runs elsewhere: what they are called, and how."""

from __future__ import annotations

import inspect


def name_of(function: object) -> str:
    """`module.function`; no blanks."""
    name = getattr(function, "__qualname__", type(function).__qualname__)
    module = getattr(function, "__module__", None)
    return f"{module}.{name}" if module else str(name)


def awaited_in_vain(function: object, takes: str, caller: str) -> str | None:
    """Why a coroutine function does not do, and what does; None for any other function.

    `takes`: what the function is called with, `caller`: by whom, for the message.
    """
    if not (inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(type(function).__call__)):
        return None
    shown = name_of(function)
    return (
        f"{shown}, is a coroutine function: {caller} does not await it. Bind a plain function, for example: "
        f"lambda {takes}: asyncio.run({shown}({takes}))"
    )
