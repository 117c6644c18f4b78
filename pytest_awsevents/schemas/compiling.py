"""Schemas as functions, by fastjsonschema (extra `schema`), which is imported when a first one is made."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pytest_awsevents.schemas.conversion import DRAFT_7, Schema
from pytest_awsevents.schemas.errors import SchemaError

_FORMATS = {
    "byte": r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z",
    "uuid": r"^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z",
}
"""Formats of OpenAPI and of later drafts, which draft 7 lacks."""


class Verdicts:
    """Says of values whether they fit a converted schema, or a part of it; each part is compiled once."""

    def __init__(self, converted: Mapping[str, Any]) -> None:
        self._definitions: Mapping[str, Schema] = converted["definitions"]
        self._compiled: dict[str, Callable[[Any], bool]] = {}
        self.root: Schema = {"$ref": converted["$ref"]}
        self.whole = compiled(converted)
        """Whether a value fits all of the schema."""

    def holds(self, part: Schema, value: Any) -> bool:
        """Whether a value fits."""
        if isinstance(part, bool):
            return part
        key = json.dumps(part, sort_keys=True)
        if key not in self._compiled:
            self._compiled[key] = compiled({**part, "definitions": self._definitions})
        return self._compiled[key](value)

    def resolved(self, part: Any) -> Any:
        """The schema itself, where a part only refers to it."""
        while isinstance(part, dict) and "$ref" in part:
            part = self._definitions[part["$ref"].rpartition("/")[2]]
        return part


def compiled(converted: Mapping[str, Any]) -> Callable[[Any], bool]:
    """A function that says whether a value fits; SchemaError where fastjsonschema finds fault with the schema."""
    import fastjsonschema

    try:
        # It writes into what it is given; and it may not write defaults into events.
        check = fastjsonschema.compile(
            json.loads(json.dumps({**converted, "$schema": DRAFT_7})),
            formats=_FORMATS,
            use_default=False,
            detailed_exceptions=False,
        )
    except (fastjsonschema.JsonSchemaDefinitionException, SyntaxError, RecursionError) as error:
        raise SchemaError("#", str(error)) from None

    def holds(value: Any) -> bool:
        try:
            check(value)
        except (fastjsonschema.JsonSchemaValueException, ArithmeticError):  # infinity is a multiple of nothing
            return False
        return True

    return holds
