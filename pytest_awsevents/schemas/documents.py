"""What a schema is given as, and what it is about: the detail of an event, or all of it.

Exports of the EventBridge schema registry say themselves which events they are for. OpenAPI 3 has the whole event as
`components.schemas.AWSEvent`, JSON Schema draft 4 at the top (as in public repositories). `describe-schema`,
`export-schema` and `get-discovered-schema` of the command line wrap either as text in `Content`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from pytest_awsevents.schemas.errors import SchemaError
from pytest_awsevents.schemas.pointers import step
from pytest_awsevents.schemas.wording import did_you_mean

SchemaDocument: TypeAlias = Mapping[str, Any] | str | os.PathLike[str]
"""A schema: as a mapping, as JSON text, or as the path of a file that holds it."""

_SOURCE = "x-amazon-events-source"
_DETAIL_TYPE = "x-amazon-events-detail-type"
_COMPONENTS = "#/components/schemas"
_SCHEMA_MEMBERS = frozenset({"$ref", "openapi", "properties", "type"})


@dataclass(frozen=True, slots=True)
class Export:
    """A document with the place of the schema in it, what that is about, and the events it says it is for."""

    document: Mapping[str, Any]
    start: str
    subject: Literal["event", "detail"]
    source: str | None = None
    detail_type: str | None = None


def file_of(given: SchemaDocument) -> str | None:
    """The file that a schema is in; None where it is given itself."""
    return None if isinstance(given, Mapping) or _is_text(given) else os.fspath(given)


def read(given: SchemaDocument) -> Export:
    """A schema and what it is about; SchemaError where it is not one."""
    document = _unwrapped(_plain(given) if isinstance(given, Mapping) else _parsed(_text(given)))
    if "openapi" in document or "components" in document:
        return _from_open_api(document)
    members = document.get("properties")
    about_all = _SOURCE in document or (isinstance(members, Mapping) and {"detail", "detail-type"} <= members.keys())
    return _export(document, "#", document) if about_all else Export(document, "#", "detail")


def _is_text(given: str | os.PathLike[str]) -> bool:
    return isinstance(given, str) and given.lstrip().startswith("{")


def _text(given: str | os.PathLike[str]) -> str:
    if isinstance(given, str) and _is_text(given):
        return given
    path = Path(given)
    if not path.is_file():
        beside = [other.name for other in path.parent.glob("*.json")] if path.parent.is_dir() else []
        raise SchemaError("#", f"there is no such file{did_you_mean(path.name, beside)}")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SchemaError("#", f"the file is not UTF-8 text: {error}") from None


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SchemaError("#", f"is not JSON: {error}") from None
    if not isinstance(document, Mapping):
        raise SchemaError("#", f"a schema is a JSON object, got {type(document).__name__}")
    return document


def _plain(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A mapping as its JSON text would be read: later changes of it change nothing."""
    try:
        return _parsed(json.dumps(document, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        if isinstance(error, SchemaError):
            raise
        raise SchemaError("#", f"is not JSON: {error}") from None


def _unwrapped(document: Mapping[str, Any]) -> Mapping[str, Any]:
    content = document.get("Content")
    return _parsed(content) if isinstance(content, str) and not _SCHEMA_MEMBERS & document.keys() else document


def _from_open_api(document: Mapping[str, Any]) -> Export:
    version = str(document.get("openapi", "3"))
    if not version.startswith("3"):
        raise SchemaError("#/openapi", f"got {version!r}, must be 3.x")
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, Mapping) else None
    if not isinstance(schemas, Mapping) or not schemas:
        raise SchemaError(_COMPONENTS, "there are no schemas")
    whole = [name for name, one in schemas.items() if isinstance(one, Mapping) and _SOURCE in one]
    if "AWSEvent" in schemas or len(whole) == 1:
        name = "AWSEvent" if "AWSEvent" in schemas else whole[0]
        return _export(document, step(_COMPONENTS, name), schemas[name])
    info = document.get("info")
    title = info.get("title") if isinstance(info, Mapping) else None
    name = title if title in schemas else next(iter(schemas))
    if len(schemas) > 1 and name != title:
        raise SchemaError(_COMPONENTS, f"which of {', '.join(schemas)} is the detail? info.title or AWSEvent says")
    return Export(document, step(_COMPONENTS, name), "detail")


def _export(document: Mapping[str, Any], start: str, whole: Any) -> Export:
    if not isinstance(whole, dict):
        raise SchemaError(start, f"got {whole!r}, must be a schema, which is an object")
    for name in (_SOURCE, _DETAIL_TYPE):
        if not isinstance(whole.get(name, ""), str):
            raise SchemaError(step(start, name), f"got {whole[name]!r}, must be a text")
    _correct_resources(whole)
    return Export(document, start, "event", whole.get(_SOURCE), whole.get(_DETAIL_TYPE))


def _correct_resources(whole: dict[str, Any]) -> None:
    """Discovery writes objects for the items of a list that it saw empty (reported); resources are always texts."""
    members = whole.get("properties")
    resources = members.get("resources") if isinstance(members, dict) else None
    if isinstance(resources, dict) and resources.get("items") == {"type": "object"}:
        resources["items"] = {"type": "string"}
