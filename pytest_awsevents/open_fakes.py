"""Fakes that a test opened and did not close: none outlives it, or the next test would run in it."""

from __future__ import annotations

import sys
from typing import Any


def open_fakes() -> tuple[Any, ...]:
    """The fakes that are active now, outermost first; imports nothing where none has ever been."""
    interception = sys.modules.get("pytest_awsevents.wire.interception")
    return () if interception is None else interception.seam.active


def close_fakes(left: list[Any]) -> None:
    """Closes fakes, innermost first."""
    for fake in reversed(left):
        fake.__exit__(None, None, None)
