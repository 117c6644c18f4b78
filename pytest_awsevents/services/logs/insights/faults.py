"""What is wrong with a query."""

from __future__ import annotations


class InvalidQuery(ValueError):
    """A query that AWS refuses, with the place, in characters, of what is wrong."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
