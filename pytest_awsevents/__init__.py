"""A small, faithful AWS inside the test process."""

from __future__ import annotations
