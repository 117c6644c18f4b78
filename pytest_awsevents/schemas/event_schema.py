"""The schema of one kind of event, and all that a test has registered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pytest_awsevents.schemas.compiling import Verdicts
from pytest_awsevents.schemas.conversion import converted
from pytest_awsevents.schemas.documents import SchemaDocument, named, read
from pytest_awsevents.schemas.errors import SchemaError
from pytest_awsevents.schemas.explaining import Violation, violations

# What EventBridge adds to an event that it replays: no schema of the event as it was put knows it.
_ADDED_BY_REPLAY = "replay-name"


@dataclass(frozen=True, slots=True)
class EventSchema:
    """What events of one source and detail-type have to look like; `name` is what messages call it."""

    source: str
    detail_type: str
    name: str
    _subject: Literal["event", "detail"]
    _verdicts: Verdicts

    def holds(self, envelope: Mapping[str, Any]) -> bool:
        """Whether an event, as targets see it, keeps to the schema."""
        return self._verdicts.whole(self._judged(envelope))

    def violations(self, envelope: Mapping[str, Any]) -> list[Violation]:
        """Where an event breaks the schema: paths as in the event, `detail.total` say."""
        path = "detail" if self._subject == "detail" else ""
        return violations(self._verdicts, self._judged(envelope), path)

    def _judged(self, envelope: Mapping[str, Any]) -> Any:
        if self._subject == "detail":
            return envelope.get("detail")
        return {name: value for name, value in envelope.items() if name != _ADDED_BY_REPLAY}


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


def event_schema(given: SchemaDocument, source: str | None = None, detail_type: str | None = None) -> EventSchema:
    """A schema ready to judge events; what an export says of source and detail-type counts where nothing is given."""
    export = read(given)
    source, detail_type = source or export.source, detail_type or export.detail_type
    if source is None or detail_type is None:
        missing = " and ".join(
            name for name, value in (("source", source), ("detail-type", detail_type)) if value is None
        )
        raise SchemaError(export.start, f"does not say the {missing} of its events: schema(source, detail_type, ...)")
    return EventSchema(
        source, detail_type, named(given), export.subject, _verdicts(json.dumps(export.document), export.start)
    )


@lru_cache(maxsize=512)
def _verdicts(document: str, start: str) -> Verdicts:
    """Compiled once for all tests of a process."""
    return Verdicts(converted(json.loads(document), start))
