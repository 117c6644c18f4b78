"""The one exception of the package."""

from __future__ import annotations


class InvalidSchedule(ValueError):  # named for what is wrong, as all our exceptions are
    """A schedule expression that a rule would not take; its text names the fault and the fix."""
