"""Matchers and assertions; they read records and nothing else."""

from __future__ import annotations
