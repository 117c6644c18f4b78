"""Where a value breaks a schema, and what the schema wants there.

fastjsonschema judges, and stops at the first error. This goes through the schema as far as it does not hold, asks for
every part, and finds all errors, with the alternative of `anyOf` and `oneOf` that comes nearest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pytest_awsevents.schemas.compiling import Verdicts
from pytest_awsevents.schemas.wording import describe, did_you_mean, either, words


@dataclass(frozen=True, slots=True)
class Violation:
    """One place of an event that breaks its schema; `absent` where there is nothing, and something is wanted."""

    path: str
    got: Any
    wants: str
    absent: bool = False


def violations(verdicts: Verdicts, value: Any, path: str) -> list[Violation]:
    """All that keeps a value from fitting a schema, in the order of the schema; nothing where it fits."""
    found: dict[tuple[str, str], Violation] = {}
    for one in _Walk(verdicts).walk(verdicts.root, value, path):
        found.setdefault((one.path, one.wants), one)
    return list(found.values())


class _Walk:
    def __init__(self, verdicts: Verdicts) -> None:
        self._holds = verdicts.holds
        self._resolved = verdicts.resolved

    def walk(self, schema: Any, value: Any, path: str) -> Iterator[Violation]:
        schema = self._resolved(schema)
        if self._holds(schema, value):
            return
        found = False
        for one in self._keywords(schema, value, path) if isinstance(schema, Mapping) else ():
            found = True
            yield one
        if not found:
            yield Violation(path, value, describe(schema, self._resolved))

    def _keywords(self, schema: Mapping[str, Any], value: Any, path: str) -> Iterator[Violation]:
        # Of a value of another type nothing else is worth saying.
        if "type" in schema and not self._holds({"type": schema["type"]}, value):
            yield Violation(path, value, describe(schema, self._resolved))
            return
        for name, argument in schema.items():
            if name in _INTO:
                yield from _INTO[name](self, argument, schema, value, path)
            elif not self._holds({name: argument}, value):
                yield Violation(path, value, words(name, argument, self._resolved))

    # --- objects ---

    def properties(self, named: Mapping[str, Any], _: Any, value: Any, path: str) -> Iterator[Violation]:
        for name, schema in named.items() if isinstance(value, dict) else ():
            if name in value:
                yield from self.walk(schema, value[name], _member(path, name))

    def required(self, names: Sequence[str], schema: Mapping[str, Any], value: Any, path: str) -> Iterator[Violation]:
        for name in names if isinstance(value, dict) else ():
            if name not in value:
                wanted = schema.get("properties", {}).get(name, True)
                yield Violation(_member(path, name), None, describe(wanted, self._resolved), absent=True)

    def pattern_properties(self, named: Mapping[str, Any], _: Any, value: Any, path: str) -> Iterator[Violation]:
        for pattern, schema in named.items() if isinstance(value, dict) else ():
            for name in filter(re.compile(pattern).search, value):
                yield from self.walk(schema, value[name], _member(path, name))

    def further(self, wanted: Any, schema: Mapping[str, Any], value: Any, path: str) -> Iterator[Violation]:
        known = schema.get("properties", {})
        patterns = [re.compile(pattern) for pattern in schema.get("patternProperties", ())]
        for name in value if isinstance(value, dict) else ():
            if name in known or any(pattern.search(name) for pattern in patterns):
                continue
            if wanted is False:
                hint = did_you_mean(name, [other for other in known if other not in value])
                yield Violation(_member(path, name), value[name], f"no such member{hint}")
            else:
                yield from self.walk(wanted, value[name], _member(path, name))

    def dependencies(self, named: Mapping[str, Any], _: Any, value: Any, path: str) -> Iterator[Violation]:
        for name, wanted in named.items() if isinstance(value, dict) else ():
            if name not in value:
                continue
            if not isinstance(wanted, list):
                yield from self.walk(wanted, value, path)
                continue
            for other in wanted:
                if other not in value:
                    yield Violation(_member(path, other), None, f"any value, because {name} is there", absent=True)

    # --- lists ---

    def items(self, wanted: Any, schema: Mapping[str, Any], value: Any, path: str) -> Iterator[Violation]:
        if not isinstance(value, list):
            return
        first = wanted if isinstance(wanted, list) else []
        rest = schema.get("additionalItems", True) if isinstance(wanted, list) else wanted
        for index, item in enumerate(value):
            one = first[index] if index < len(first) else rest
            if one is False:
                yield Violation(f"{path}[{index}]", item, "no such item")
            else:
                yield from self.walk(one, item, f"{path}[{index}]")

    def nothing(self, *_: Any) -> Iterator[Violation]:
        """`additionalItems`, which goes with `items`, `then` and `else`, which go with `if`."""
        yield from ()

    # --- schemas for the same value ---

    def all_of(self, wanted: Sequence[Any], _: Any, value: Any, path: str) -> Iterator[Violation]:
        for schema in wanted:
            yield from self.walk(schema, value, path)

    def any_of(self, wanted: Sequence[Any], _: Any, value: Any, path: str) -> Iterator[Violation]:
        """What the nearest alternative wants; all of them, where they differ in the same place."""
        found = [list(self.walk(schema, value, path)) for schema in wanted]
        if not all(found):
            return
        nearest = min(found, key=lambda one: _cost(one, path))
        if all(len(one) == 1 and one[0].path == nearest[0].path for one in found):
            texts = list(dict.fromkeys(one[0].wants for one in found))
            yield Violation(nearest[0].path, nearest[0].got, either(texts), nearest[0].absent)
        else:
            yield from nearest

    def one_of(self, wanted: Sequence[Any], schema: Any, value: Any, path: str) -> Iterator[Violation]:
        fitting = [str(number) for number, one in enumerate(wanted, start=1) if self._holds(one, value)]
        if len(fitting) > 1:
            yield Violation(path, value, f"one of {len(wanted)} alternatives only, and {either(fitting, 'and')} fit")
        else:
            yield from self.any_of(wanted, schema, value, path)

    def condition(self, wanted: Any, schema: Mapping[str, Any], value: Any, path: str) -> Iterator[Violation]:
        yield from self.walk(schema.get("then" if self._holds(wanted, value) else "else", True), value, path)


_Step: TypeAlias = Callable[[_Walk, Any, Mapping[str, Any], Any, str], Iterator[Violation]]

_INTO: Mapping[str, _Step] = {
    "properties": _Walk.properties,
    "required": _Walk.required,
    "patternProperties": _Walk.pattern_properties,
    "additionalProperties": _Walk.further,
    "dependencies": _Walk.dependencies,
    "items": _Walk.items,
    "additionalItems": _Walk.nothing,
    "allOf": _Walk.all_of,
    "anyOf": _Walk.any_of,
    "oneOf": _Walk.one_of,
    "if": _Walk.condition,
    "then": _Walk.nothing,
    "else": _Walk.nothing,
}


def _cost(found: Sequence[Violation], path: str) -> int:
    """How far off an alternative is: most where it wants another value altogether, least where members are missing."""
    return sum(10 if one.path == path else 1 if one.absent else 2 for one in found)


def _member(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
