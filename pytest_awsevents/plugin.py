"""pytest hooks, options, marker and fixtures."""

from __future__ import annotations
