"""What a schema wants, in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

_VALUES = 6
_VALUE_WIDTH = 60
_TYPES = {
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


def did_you_mean(name: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """`; did you mean 'x'?`, or nothing where no known name is spelt alike."""
    close = get_close_matches(name, [other for other in known if other != name], n=1, cutoff=cutoff)
    return f"; did you mean {close[0]!r}?" if close else ""


def value(one: object) -> str:
    """A value as JSON has it, cut in the middle."""
    text = json.dumps(one, ensure_ascii=False)
    return text if len(text) <= _VALUE_WIDTH else f"{text[: _VALUE_WIDTH // 2]}...{text[-_VALUE_WIDTH // 2 :]}"


def either(texts: Sequence[str], word: str = "or") -> str:
    """`a, b or c`"""
    return f" {word} ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else texts[0]


def describe(schema: Any, resolved: Callable[[Any], Any]) -> str:
    """What a value has to be; `resolved` follows references."""
    schema = resolved(schema)
    if not isinstance(schema, Mapping):
        return "any value" if schema else "no such member"
    if "type" in schema and "enum" not in schema:
        return _typed(schema)
    for keyword in _TELLING:
        if keyword in schema:
            return words(keyword, schema[keyword], resolved)
    return "another value" if schema else "any value"


def words(keyword: str, argument: Any, resolved: Callable[[Any], Any]) -> str:
    """What one keyword wants."""
    if keyword in ("anyOf", "oneOf"):
        return either(list(dict.fromkeys(describe(one, resolved) for one in argument)))
    if keyword == "allOf":
        return either([describe(one, resolved) for one in argument], "and")
    if keyword in ("not", "contains", "propertyNames"):
        return f"{_AROUND[keyword]} {describe(argument, resolved)}"
    return _PLAIN[keyword](argument) if keyword in _PLAIN else f"{keyword} {value(argument)}"


def _typed(schema: Mapping[str, Any]) -> str:
    """The type, and what makes it special, if that is one thing: `a string of format date-time`."""
    text = _type(schema["type"])
    if "format" in schema and schema["type"] == "string":
        return f"{text} of format {schema['format']}"
    if "pattern" in schema and schema["type"] == "string":
        return f"{text} like /{schema['pattern']}/"
    return text


def _type(types: str | Sequence[str]) -> str:
    return _TYPES[types] if isinstance(types, str) else either([_TYPES[one] for one in types])


def _enum(values: Sequence[Any]) -> str:
    listed = ", ".join(map(value, values[:_VALUES]))
    more = f" or {len(values) - _VALUES} others" if len(values) > _VALUES else ""
    return listed if len(values) == 1 else f"one of {listed}{more}"


def _at_least(noun: str) -> Callable[[int], str]:
    return lambda number: f"at least {_counted(number, noun)}"


def _at_most(noun: str) -> Callable[[int], str]:
    return lambda number: f"at most {_counted(number, noun)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


_PLAIN: Mapping[str, Callable[[Any], str]] = {
    "type": _type,
    "enum": _enum,
    "minimum": lambda number: f"at least {value(number)}",
    "maximum": lambda number: f"at most {value(number)}",
    "exclusiveMinimum": lambda number: f"more than {value(number)}",
    "exclusiveMaximum": lambda number: f"less than {value(number)}",
    "multipleOf": lambda number: f"a multiple of {value(number)}",
    "minLength": _at_least("character"),
    "maxLength": _at_most("character"),
    "minItems": _at_least("item"),
    "maxItems": _at_most("item"),
    "minProperties": _at_least("member"),
    "maxProperties": _at_most("member"),
    "uniqueItems": lambda _: "no item twice",
    "pattern": lambda pattern: f"a string like /{pattern}/",
    "format": lambda name: f"a string of format {name}",
    "additionalItems": lambda _: "no further items",
    "items": lambda _: "no items",
    "required": lambda names: f"the members {', '.join(names)}",
}
_AROUND = {"not": "anything but", "contains": "an item that is", "propertyNames": "names that are"}
_TELLING = ("anyOf", "oneOf", "allOf", "not", *_PLAIN, "contains", "propertyNames")
