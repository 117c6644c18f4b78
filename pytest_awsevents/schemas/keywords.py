"""The keywords of JSON Schema and OpenAPI 3: what they take, and which of them say nothing of events."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from pytest_awsevents.schemas.errors import SchemaError
from pytest_awsevents.schemas.pointers import step
from pytest_awsevents.schemas.wording import did_you_mean

TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")

ANNOTATIONS = frozenset(
    {
        "$anchor",
        "$comment",
        "$defs",
        "$id",
        "$schema",
        "$vocabulary",
        "components",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "default",
        "definitions",
        "deprecated",
        "description",
        "discriminator",
        "example",
        "examples",
        "externalDocs",
        "id",
        "info",
        "openapi",
        "paths",
        "readOnly",
        "title",
        "writeOnly",
        "xml",
    }
)
"""What describes a schema, or holds others for `$ref`: no event can break it."""

UNSUPPORTED = frozenset(
    {
        "$dynamicAnchor",
        "$dynamicRef",
        "$recursiveAnchor",
        "$recursiveRef",
        "disallow",
        "divisibleBy",
        "extends",
        "maxContains",
        "minContains",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""What means something in another version of JSON Schema; to leave it out would let events pass that break it."""


def check_keyword(name: str, place: str) -> None:
    """Refuses what would be ignored although it means something."""
    if name in UNSUPPORTED:
        raise SchemaError(step(place, name), f"{name} is not supported; draft 7 of JSON Schema is, without it")
    # Other tools have keywords of their own, tsType say: only what is spelt very much alike is a mistake.
    if name not in KNOWN and (hint := did_you_mean(name, KNOWN, cutoff=0.82)):
        raise SchemaError(step(place, name), f"there is no keyword {name!r}{hint}")


def check_argument(name: str, argument: Any, place: str) -> None:
    """Refuses an argument that its keyword cannot take."""
    wanted = _ARGUMENTS[name](argument)
    if wanted:
        raise SchemaError(step(place, name), f"got {argument!r}, must be {wanted}")


def _is_number(argument: Any) -> bool:
    return isinstance(argument, int | float) and not isinstance(argument, bool) and math.isfinite(argument)


def _number(argument: Any) -> str:
    return "" if _is_number(argument) else "a number"


def _number_or_flag(argument: Any) -> str:
    return "" if _is_number(argument) or isinstance(argument, bool) else "a number"


def _positive(argument: Any) -> str:
    return "" if _is_number(argument) and argument > 0 else "a number above 0"


def _count(argument: Any) -> str:
    return "" if _is_number(argument) and argument >= 0 and argument == int(argument) else "a whole number, 0 or more"


def _flag(argument: Any) -> str:
    return "" if isinstance(argument, bool) else "true or false"


def _text(argument: Any) -> str:
    return "" if isinstance(argument, str) else "a text"


def _names(argument: Any) -> str:
    if isinstance(argument, bool):
        return "a list of names, beside properties rather than inside one of them"
    return "" if isinstance(argument, list) and all(isinstance(one, str) for one in argument) else "a list of names"


def _values(argument: Any) -> str:
    return "" if isinstance(argument, list) and argument else "a list of at least one value"


def _types(argument: Any) -> str:
    types = argument if isinstance(argument, list) and argument else [argument]
    for one in types:
        if one not in TYPES:
            return f"one of {', '.join(TYPES)}, or a list of them{did_you_mean(str(one), TYPES)}"
    return ""


def _pattern(argument: Any) -> str:
    if not isinstance(argument, str):
        return "a regular expression"
    try:
        re.compile(python_pattern(argument))
    except re.error as error:
        return f"a regular expression that Python understands ({error})"
    return ""


def python_pattern(pattern: str) -> str:
    """A regular expression with a `$` inside of brackets escaped, where it is a character like any other."""
    return re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", _with_dollars_escaped, pattern, flags=re.DOTALL)


def _with_dollars_escaped(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("\\") else re.sub(r"(?<!\\)\$", r"\\$", found[0])


_ARGUMENTS: Mapping[str, Callable[[Any], str]] = {
    "type": _types,
    "enum": _values,
    "const": lambda _: "",
    "minimum": _number,
    "maximum": _number,
    "exclusiveMinimum": _number_or_flag,
    "exclusiveMaximum": _number_or_flag,
    "multipleOf": _positive,
    "minLength": _count,
    "maxLength": _count,
    "minItems": _count,
    "maxItems": _count,
    "minProperties": _count,
    "maxProperties": _count,
    "uniqueItems": _flag,
    "nullable": _flag,
    "pattern": _pattern,
    "format": _text,
    "required": _names,
}

PLAIN = frozenset(_ARGUMENTS)
"""Keywords that hold no other schema."""

ONE_SCHEMA = frozenset({"not", "if", "then", "else", "contains", "propertyNames", "additionalProperties"})
SCHEMAS = frozenset({"allOf", "anyOf", "oneOf"})
NAMED_SCHEMAS = frozenset({"properties", "patternProperties"})
OF_ITEMS = frozenset({"items", "prefixItems", "additionalItems"})
DEPENDENCIES = frozenset({"dependencies", "dependentRequired", "dependentSchemas"})

KNOWN = PLAIN | ONE_SCHEMA | SCHEMAS | NAMED_SCHEMAS | OF_ITEMS | DEPENDENCIES | ANNOTATIONS | {"$ref"}
