"""Time for scenes about time."""

from __future__ import annotations

from pytest_awsevents.core import freezers
from pytest_awsevents.fake import AwsFake

_MONDAY_MORNING = "2026-01-05T09:00:00Z"


def stand_still(fake: AwsFake) -> None:
    """Freezes time where nobody has yet, the same for every run."""
    if freezers.active() is None:
        fake.clock.freeze(_MONDAY_MORNING)
