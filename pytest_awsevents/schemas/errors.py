"""The one error of this package: a schema that says nothing, or nothing sensible."""

from __future__ import annotations


class SchemaError(ValueError):
    """A schema that is wrong itself: `place` is a JSON pointer into it, `#/properties/total/type` say."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason
