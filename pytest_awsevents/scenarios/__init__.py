"""Ready-made scenes, one a file: made by the API calls that a user would make."""

from __future__ import annotations
