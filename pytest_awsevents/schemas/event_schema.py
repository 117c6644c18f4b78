"""The schema of one kind of event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pytest_awsevents.schemas.compiling import Verdicts
from pytest_awsevents.schemas.conversion import converted
from pytest_awsevents.schemas.documents import SchemaDocument, file_of, read
from pytest_awsevents.schemas.errors import SchemaError
from pytest_awsevents.schemas.explaining import Violation, violations
from pytest_awsevents.schemas.wording import either

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


def event_schema(given: SchemaDocument, source: str | None = None, detail_type: str | None = None) -> EventSchema:
    """A schema ready to judge events; what an export says of source and detail-type counts where nothing is given."""
    name = file_of(given)
    try:
        export = read(given)
        source, detail_type = source or export.source, detail_type or export.detail_type
        if not source or not detail_type:
            missing = either([what for what, known in (("source", source), ("detail-type", detail_type)) if not known])
            raise SchemaError(export.start, f"does not say for which {missing} it is: schema(source, detail_type, ...)")
        verdicts = _verdicts(json.dumps(export.document), export.start)
    except SchemaError as error:
        raise error.of(name or f"schema of {detail_type or 'events'} from {source or 'any source'}") from None
    return EventSchema(
        source, detail_type, name or f"the schema of {detail_type} from {source}", export.subject, verdicts
    )


@lru_cache(maxsize=512)
def _verdicts(document: str, start: str) -> Verdicts:
    """Compiled once for all tests of a process."""
    return Verdicts(converted(json.loads(document), start))
