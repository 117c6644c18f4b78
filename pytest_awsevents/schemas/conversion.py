"""Schemas of every dialect that exports and tools write (drafts 4 to 2020-12, OpenAPI 3), turned into draft 7.

The result holds only keywords that events can break, with every `$ref` inside it: to `#/definitions/s1` and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from pytest_awsevents.schemas.errors import SchemaError
from pytest_awsevents.schemas.keywords import (
    DEPENDENCIES,
    NAMED_SCHEMAS,
    OF_ITEMS,
    ONE_SCHEMA,
    PLAIN,
    SCHEMAS,
    check_argument,
    check_keyword,
    python_pattern,
)
from pytest_awsevents.schemas.pointers import resolve, step

Schema: TypeAlias = dict[str, Any] | bool

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
_TOO_OLD = ("draft-01", "draft-02", "draft-03")
_INTEGERS = {"int32": 31, "int64": 63}
_MAY_REFUSE_NULL = frozenset({"allOf", "anyOf", "enum", "if", "not", "oneOf"})


def converted(document: Mapping[str, Any], start: str = "#") -> dict[str, Any]:
    """The schema at a place of a document, as draft 7; SchemaError names what is wrong with it, and where."""
    dialect = document.get("$schema", "")
    if any(draft in str(dialect) for draft in _TOO_OLD):
        raise SchemaError("#/$schema", f"{dialect} is too old; draft 4 and later are known")
    conversion = _Conversion(document)
    try:
        root = conversion.reference(start, start)
    except RecursionError:
        raise SchemaError(start, "schemas are nested too deeply") from None
    _refuse_circles(conversion.definitions, conversion.pointers)
    return {**root, "definitions": conversion.definitions}


class _Conversion:
    """What has been converted of one document: `definitions` by the names that `pointers` have in the result."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self.pointers: dict[str, str] = {}
        self.definitions: dict[str, Schema] = {}

    def reference(self, pointer: Any, place: str) -> dict[str, Any]:
        """A reference in the result to what a pointer of the document refers to, which is converted for that."""
        target = resolve(self._document, pointer, place)
        if pointer not in self.pointers:
            name = self.pointers[pointer] = f"s{len(self.pointers) + 1}"
            self.definitions[name] = self.schema(target, pointer)
        return {"$ref": f"#/definitions/{self.pointers[pointer]}"}

    def schema(self, schema: Any, place: str) -> Schema:
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, Mapping):
            raise SchemaError(place, f"got {schema!r}, must be a schema, which is an object")
        made: dict[str, Any] = {}
        for name, argument in schema.items():
            check_keyword(name, place)
            self._convert(name, argument, place, made)
        _convert_const(made)
        _convert_bounds(made, place)
        _convert_items(made)
        _check_required(made, place)
        if "$ref" in schema:
            reference = self.reference(schema["$ref"], step(place, "$ref"))
            made = {"allOf": [reference, made]} if made.keys() - {"nullable"} else {**reference, **made}
        return _convert_nullable(made) or True  # {} allows all; fastjsonschema takes it for false in some places

    def _convert(self, name: str, argument: Any, place: str, made: dict[str, Any]) -> None:
        here = step(place, name)
        if name in PLAIN:
            check_argument(name, argument, place)
            made[name] = python_pattern(argument) if name == "pattern" else argument
        elif name in ONE_SCHEMA:
            made[name] = self.schema(argument, here)
        elif name in SCHEMAS:
            made[name] = self._schemas(argument, here)
        elif name in NAMED_SCHEMAS:
            made[name] = self._named(argument, here, patterns=name == "patternProperties")
        elif name in OF_ITEMS:
            made[name] = self._schemas(argument, here) if isinstance(argument, list) else self.schema(argument, here)
        elif name in DEPENDENCIES:
            made["dependencies"] = {**made.get("dependencies", {}), **self._dependencies(argument, here)}

    def _schemas(self, argument: Any, place: str) -> list[Schema]:
        if not isinstance(argument, list) or not argument:
            raise SchemaError(place, f"got {argument!r}, must be a list of at least one schema")
        return [self.schema(one, step(place, index)) for index, one in enumerate(argument)]

    def _named(self, argument: Any, place: str, *, patterns: bool) -> dict[str, Schema]:
        if not isinstance(argument, Mapping):
            raise SchemaError(place, f"got {argument!r}, must be an object that holds schemas by name")
        if patterns:
            for pattern in argument:
                check_argument("pattern", pattern, step(place, pattern))
        return {
            python_pattern(name) if patterns else name: self.schema(one, step(place, name))
            for name, one in argument.items()
        }

    def _dependencies(self, argument: Any, place: str) -> dict[str, Any]:
        if not isinstance(argument, Mapping):
            raise SchemaError(place, f"got {argument!r}, must be an object with lists of names, or schemas, by name")
        made: dict[str, Any] = {}
        for name, one in argument.items():
            if isinstance(one, list):
                check_argument("required", one, step(place, name))
                made[name] = one
            else:
                made[name] = self.schema(one, step(place, name))
        return made


def _convert_const(made: dict[str, Any]) -> None:
    """One value is an enum of one; fastjsonschema 2.22 trips over `const`."""
    if "const" in made:
        only = {"enum": [made.pop("const")]}
        made.update({"allOf": [*made.get("allOf", ()), only]} if "enum" in made else only)


def _convert_bounds(made: dict[str, Any], place: str) -> None:
    """Draft 4 and OpenAPI 3.0 say `"minimum": 0, "exclusiveMinimum": true`, later drafts `"exclusiveMinimum": 0`."""
    for plain, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if made.get(exclusive) is True:
            if plain not in made:
                raise SchemaError(step(place, exclusive), f"true needs a {plain} beside it")
            made[exclusive] = made.pop(plain)
        elif made.get(exclusive) is False:
            del made[exclusive]
    bits = _INTEGERS.get(made.get("format", ""))
    if bits is not None:
        del made["format"]
        made["allOf"] = [*made.get("allOf", ()), {"minimum": -(2**bits), "maximum": 2**bits - 1}]


def _convert_items(made: dict[str, Any]) -> None:
    """Draft 2020-12 says `prefixItems` and `items` for what is a list of `items` and `additionalItems` before."""
    if "prefixItems" in made:
        rest = made.pop("items", True)
        made["items"], made["additionalItems"] = made.pop("prefixItems"), rest
    if not isinstance(made.get("items"), list):
        made.pop("additionalItems", None)


def _check_required(made: dict[str, Any], place: str) -> None:
    if "required" not in made:
        return
    made["required"] = list(dict.fromkeys(made["required"]))
    if made.get("additionalProperties", True) is not False:
        return
    patterns = made.get("patternProperties", ())
    for name in made["required"]:
        if name not in made.get("properties", {}) and not any(re.search(pattern, name) for pattern in patterns):
            raise SchemaError(step(place, "required"), f"{name!r} is required, and additionalProperties allows no such")


def _convert_nullable(made: dict[str, Any]) -> dict[str, Any]:
    """`nullable` allows null, in an enum too: OpenAPI 3.0.3 wants null named there, which nearly nobody does."""
    if not made.pop("nullable", False):
        return made
    refusing = _MAY_REFUSE_NULL & made.keys()
    if "$ref" in made or not refusing <= {"enum"}:
        return {"anyOf": [made, {"type": "null"}]}
    if "type" in made:
        types = made["type"] if isinstance(made["type"], list) else [made["type"]]
        made["type"] = types if "null" in types else [*types, "null"]
    if "enum" in made and None not in made["enum"]:
        made["enum"] = [*made["enum"], None]
    return made


def _refuse_circles(definitions: Mapping[str, Schema], pointers: Mapping[str, str]) -> None:
    """A schema that is made of itself, without a member or an item in between, has no end."""
    for pointer, name in pointers.items():
        waiting, seen = [name], set[str]()
        while waiting:
            for other in _parts_by_reference(definitions[waiting.pop()]):
                if other == name:
                    raise SchemaError(pointer, "refers to itself, with no member or item in between")
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)


def _parts_by_reference(schema: Any) -> Iterator[str]:
    """The definitions by which the same value is judged as by a schema."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield schema["$ref"].rpartition("/")[2]
    inner: Iterable[Any] = [schema.get(name) for name in ("not", "if", "then", "else")]
    for one in (*inner, *(one for name in SCHEMAS for one in schema.get(name, ()))):
        yield from _parts_by_reference(one)
    for one in schema.get("dependencies", {}).values():
        yield from _parts_by_reference(one)
