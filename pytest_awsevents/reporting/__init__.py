"""What people read when a test is over."""

from __future__ import annotations
