"""All schemas that a test has registered. Imports none of what reads and judges them: most tests have no schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_awsevents.schemas.event_schema import EventSchema


class EventSchemas:
    """The schemas of a fake, one for each source and detail-type; the newest counts."""

    def __init__(self) -> None:
        self._schemas: dict[tuple[str, str], EventSchema] = {}
        self._kept: set[int] = set()

    def add(self, schema: EventSchema) -> EventSchema:
        self._schemas[schema.source, schema.detail_type] = schema
        self._kept.clear()
        return schema

    def broken_by(self, envelope: Mapping[str, Any], seq: int) -> EventSchema | None:
        """The schema that an event breaks; None where it keeps to it, or has none. `seq` is that of its record."""
        schema = self._schemas.get((envelope.get("source", ""), envelope.get("detail-type", "")))
        if schema is None or seq in self._kept:
            return None
        if not schema.holds(envelope):
            return schema
        self._kept.add(seq)
        return None
