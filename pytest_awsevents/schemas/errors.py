"""The one error of this package: a schema that says nothing, or nothing sensible."""

from __future__ import annotations


class SchemaError(ValueError):
    """A schema that is wrong itself: `place` is a JSON pointer into it, `#/properties/total/type` say, or `#`."""

    def __init__(self, place: str, reason: str, name: str | None = None) -> None:
        where = [part for part in (name, place) if part not in (None, "#")]
        super().__init__(": ".join([", ".join(where), reason]) if where else reason)
        self.place = place
        self.reason = reason

    def of(self, name: str) -> SchemaError:
        """The same error, of the schema of that name."""
        return SchemaError(self.place, self.reason, name)
