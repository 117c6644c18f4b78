"""Schemas of events that a test registers: for buses of every account and region, as the source and detail-type say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_awsevents.core.errors import InvalidSchema, MissingExtra, did_you_mean
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.schemas.errors import SchemaError
from pytest_awsevents.schemas.registry import EventSchemas

if TYPE_CHECKING:
    from pytest_awsevents.schemas.documents import SchemaDocument
    from pytest_awsevents.schemas.event_schema import EventSchema

SCHEMAS: StateKey[EventSchemas] = StateKey("events:schemas", lambda _: EventSchemas())


def register(
    scope: Scope, source: SchemaDocument | None, detail_type: str | None, document: SchemaDocument | None
) -> EventSchema:
    """Has events judged by a schema, or by an export that stands alone in the place of `source`."""
    if document is None:
        if source is None or detail_type is not None:
            raise InvalidSchema("no schema is given: schema(source, detail_type, json_schema), or schema(export)")
        return _register(scope, source, None, None)
    if not isinstance(source, str | None):
        raise InvalidSchema(f"source must be that of the events, a text, got {source!r}")
    return _register(scope, document, source, detail_type)


def register_all(scope: Scope, path: str | os.PathLike[str]) -> tuple[EventSchema, ...]:
    """Has events judged by the exports in a folder, and in the folders in it."""
    folder = Path(path)
    if not folder.is_dir():
        beside = [other.name for other in folder.parent.iterdir()] if folder.parent.is_dir() else []
        raise InvalidSchema(f"there is no folder {os.fspath(path)}{did_you_mean(folder.name, beside)}")
    files = sorted(folder.rglob("*.json"))
    if not files:
        raise InvalidSchema(f"there is no *.json in {os.fspath(path)}")
    return tuple(_register(scope, file, None, None) for file in files)


def _register(scope: Scope, given: SchemaDocument, source: str | None, detail_type: str | None) -> EventSchema:
    from pytest_awsevents.schemas.event_schema import event_schema

    try:
        return scope.shared(SCHEMAS).add(event_schema(given, source, detail_type))
    except SchemaError as error:
        raise InvalidSchema(str(error)) from None
    except ImportError:
        raise MissingExtra("events are judged by fastjsonschema: pip install pytest-awsevents[schema]") from None
