"""A bus that a handle made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventBus:
    """A bus that was arranged; usable wherever a target or a bus is asked for."""

    name: str
    arn: str
