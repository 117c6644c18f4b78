"""Events beside the schemas that are registered for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_awsevents.assertions.layout import mismatch_lines
from pytest_awsevents.core.records import Event
from pytest_awsevents.patterns import ABSENT, Mismatch
from pytest_awsevents.schemas.registry import EventSchemas

if TYPE_CHECKING:
    from pytest_awsevents.schemas.event_schema import EventSchema


def broken_schema(schemas: EventSchemas | None, event: Event) -> EventSchema | None:
    """The schema that an event breaks; what PutEvents rejected has no shape to judge."""
    if schemas is None or event.status == "rejected":
        return None
    return schemas.broken_by(event.raw_event, event.seq)


def schema_lines(schema: EventSchema, event: Event) -> list[str]:
    """Where an event breaks a schema: path, got, what the schema wants."""
    found = [
        Mismatch(path=one.path, wanted=one.wants, got=ABSENT if one.absent else one.got, reason="schema")
        for one in schema.violations(event.raw_event)
    ]
    return mismatch_lines(found, "schema")
