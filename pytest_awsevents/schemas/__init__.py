"""JSON Schemas of events: plain ones and exports of the schema registry. Pure: knows no AWS call, clock or recorder."""

from __future__ import annotations

from pytest_awsevents.schemas.documents import SchemaDocument
from pytest_awsevents.schemas.errors import SchemaError
from pytest_awsevents.schemas.event_schema import EventSchema, EventSchemas, event_schema
from pytest_awsevents.schemas.explaining import Violation

__all__ = ["EventSchema", "EventSchemas", "SchemaDocument", "SchemaError", "Violation", "event_schema"]
