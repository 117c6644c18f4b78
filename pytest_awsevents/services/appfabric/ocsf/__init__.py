"""The Open Cybersecurity Schema Framework, as far as AppFabric's documents use it."""

from __future__ import annotations
