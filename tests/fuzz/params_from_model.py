"""Params for any operation of any service, made from the input shape that botocore's model gives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Literal

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from hypothesis import strategies as st

from pytest_awsevents.wire.java_text import compile_java_pattern

Pool = Mapping[str, Sequence[Any]]
"""Values worth trying, by the name of a member or of a shape; `tokens` are tried wherever a paging token is wanted."""

Mood = Literal["valid", "hostile", "usual"]
"""`valid` keeps every constraint of the model. `hostile` breaks them here and there, and types and required members.
`usual` is valid, takes what the pool has, and leaves out most of what may be left out: such calls often succeed."""

_LONGEST = 40
_NUMBERS = {"integer": 2**31 - 1, "long": 2**63 - 1}
_FROM_POOL: Mapping[Mood, int] = {"valid": 15, "hostile": 13, "usual": 19}
"""Of twenty values, so many come from the pool, where it has any."""
_TOKEN = re.compile(r"token$|marker$|position$", re.IGNORECASE)
_NO_TOKEN = re.compile(r"clientrequesttoken$|clienttoken$|idempotencytoken$", re.IGNORECASE)


class ParamsFromModel:
    """Strategies for params. What `pool` holds is looked at when a value is drawn: it may change between cases.

    `texts` are hostile ones by the names of members; `named` are members that usual calls have, required or not.
    """

    def __init__(
        self, pool: Pool, texts: Mapping[str, st.SearchStrategy[str]] | None = None, named: Collection[str] = ()
    ) -> None:
        self._pool = pool
        self._texts = texts or {}
        self._named = named
        self._made: dict[tuple[str, str, Mood], st.SearchStrategy[dict[str, Any]]] = {}

    def params(self, operation: OperationModel) -> st.SearchStrategy[dict[str, Any]]:
        """All kinds, of which each third is one."""
        return st.one_of(*(self.of(operation, mood) for mood in ("valid", "hostile", "usual")))

    def of(self, operation: OperationModel, mood: Mood) -> st.SearchStrategy[dict[str, Any]]:
        key = (operation.service_model.service_name, operation.name, mood)
        if key not in self._made:
            shape = operation.input_shape
            self._made[key] = st.just({}) if shape is None else self._structure(shape, mood, ())
        return self._made[key]

    def _value(self, name: str, shape: Shape, mood: Mood, above: tuple[str, ...]) -> st.SearchStrategy[Any]:
        plain = self._plain(name, shape, mood, (*above, shape.name))
        return _pooled(lambda: self._candidates(name, shape), plain, mood)

    def _candidates(self, name: str, shape: Shape) -> Sequence[Any]:
        found = self._pool.get(name) or self._pool.get(shape.name)
        if found is None and _TOKEN.search(name) and not _NO_TOKEN.search(name):
            found = self._pool.get("tokens")
        kind = _KINDS.get(shape.type_name, object)
        return [value for value in found or () if isinstance(value, kind)]

    def _plain(self, name: str, shape: Shape, mood: Mood, above: tuple[str, ...]) -> st.SearchStrategy[Any]:
        if isinstance(shape, StructureShape):
            return self._structure(shape, mood, above)
        if isinstance(shape, ListShape):
            return st.lists(self._value("", shape.member, mood, above), **_sizes(shape, mood))
        if isinstance(shape, MapShape) and shape.key.metadata.get("enum"):
            names = [*shape.key.metadata["enum"], *(["Unheard"] if mood == "hostile" else ())]
            return _structures({name: self._value(name, shape.value, mood, above) for name in names}, (), mood, 3)
        if isinstance(shape, MapShape):
            keys = self._value("", shape.key, "valid", above)
            return st.dictionaries(keys, self._value("", shape.value, mood, above), **_sizes(shape, mood))
        if mood == "hostile" and shape.type_name == "string":
            hostile = self._texts.get(name, self._texts.get(shape.name))
            if hostile is not None:
                return st.one_of(hostile, _scalar(shape, mood))
        return _scalar(shape, mood)

    def _structure(self, shape: StructureShape, mood: Mood, above: tuple[str, ...]) -> st.SearchStrategy[Any]:
        members = {
            name: self._value(name, member, mood, above)
            for name, member in shape.members.items()
            if member.name not in above or name in shape.required_members
        }
        named = [name for name in self._named if name in members and not above] if mood == "usual" else []
        most = 5 if mood != "usual" else 1 if above else 2
        return _structures(members, tuple(dict.fromkeys([*shape.required_members, *named])), mood, most)


@st.composite
def _pooled(draw: st.DrawFn, candidates: Callable[[], Sequence[Any]], plain: st.SearchStrategy[Any], mood: Mood) -> Any:
    if mood == "hostile" and draw(_ONE_IN_TWENTY) == 19:
        return draw(_WRONG)
    found = candidates()
    if found and draw(_ONE_IN_TWENTY) < _FROM_POOL[mood]:
        number = draw(st.integers(0, 2 * len(found) - 1))
        return found[number if number < len(found) else 0]  # the first is the best: half of the time it
    return draw(plain)


@st.composite
def _structures(
    draw: st.DrawFn, members: Mapping[str, st.SearchStrategy[Any]], required: tuple[str, ...], mood: Mood, most: int
) -> dict[str, Any]:
    optional = [name for name in members if name not in required]
    needed = list(required)
    if needed and mood == "hostile" and draw(_ONE_IN_TWENTY) == 19:
        needed.pop(draw(st.integers(0, len(needed) - 1)))
    most = min(len(optional), most)
    chosen = draw(st.lists(st.sampled_from(optional), unique=True, max_size=most)) if optional else []
    return {name: draw(members[name]) for name in (*needed, *chosen)}


def _sizes(shape: Shape, mood: Mood, usual: int = 3) -> dict[str, int]:
    least = shape.metadata.get("min", 0)
    most = min(shape.metadata.get("max", usual), max(usual, least))
    return {"min_size": 0, "max_size": most + 1} if mood == "hostile" else {"min_size": least, "max_size": most}


def _scalar(shape: Shape, mood: Mood) -> st.SearchStrategy[Any]:
    hostile = mood == "hostile"
    if shape.type_name in _NUMBERS:
        least, most = shape.metadata.get("min", 0), shape.metadata.get("max", _NUMBERS[shape.type_name])
        valid = st.integers(least, most)
        return st.one_of(valid, st.integers(least - 2, least), st.integers(most, most + 2)) if hostile else valid
    if shape.type_name == "string":
        text = _text(
            tuple(shape.metadata.get("enum", ())),
            shape.metadata.get("min", 0),
            shape.metadata.get("max"),
            shape.metadata.get("pattern"),
        )
        return st.one_of(text, st.text(max_size=_LONGEST), _TOO_LONG) if hostile else text
    return _OTHERS[shape.type_name]


@cache
def _text(values: tuple[str, ...], least: int, most: int | None, pattern: str | None) -> st.SearchStrategy[str]:
    if values:
        return st.sampled_from(values)
    compiled = compile_java_pattern(pattern) if pattern else None
    if compiled is None:
        longest = max(_LONGEST, least)
        return st.text(min_size=least, max_size=longest if most is None else min(most, longest))
    fitting = st.from_regex(re.compile(compiled.pattern, re.ASCII), fullmatch=True)
    return fitting.filter(lambda text: least <= len(text) <= (10_000 if most is None else most))


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "integer": int,
    "long": int,
    "boolean": bool,
}
_ONE_IN_TWENTY = st.integers(0, 19)
_TOO_LONG = st.sampled_from(["x" * 65, "x" * 513, "x" * 5000])
_OTHERS: Mapping[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "timestamp": st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)),
    "blob": st.binary(max_size=_LONGEST),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "float": st.floats(allow_nan=False, allow_infinity=False, width=32),
}
_WRONG = st.sampled_from([None, 7, -1, "", "no such thing", [], {}, True, b"bytes", 1.5])
