"""Conditions in filter patterns: `$.a = 1 && ($.b != "x*" || $.c NOT EXISTS)`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pytest_awsevents.services.logs.errors import invalid

_TOKEN = re.compile(
    r"\s*(?:(?P<sign>&&|\|\||[()]|!=|<=|>=|=|<|>)"
    r"|(?P<regex>%(?:[^%\\]|\\.)+%)"
    r"|\"(?P<text>(?:[^\"\\]|\\.)*)\""
    r"|(?P<selector>\$(?:\.[^\s.\[\]()=!<>&|\"]+|\.?\[[^\]]*\])*)"
    r"|(?P<word>[^\s()=!<>&|\"]+))"
)
_STEP = re.compile(r"\.?\[\s*(?:'([^']*)'|\"([^\"]*)\"|(\d+)|(\*))\s*\]|\.([^\s.\[\]]+)")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_CONSTANTS = {"NULL": None, "TRUE": True, "FALSE": False}


class Found(Protocol):
    """Where a condition finds the values of what it names."""

    def of(self, name: str) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Values:
    """Texts by name."""

    texts: Mapping[str, str]

    def of(self, name: str) -> list[Any]:
        return [self.texts[name]] if name in self.texts else []


@dataclass(frozen=True, slots=True)
class JsonValues:
    """The members of a JSON object, by selectors such as `$.a.b[0]`."""

    content: Any

    def of(self, name: str) -> list[Any]:
        found = [self.content]
        for step in _STEP.finditer(name):
            found = [inner for value in found for inner in _inside(value, step)]
        return found

    def named(self, condition: Condition) -> dict[str, str]:
        """The values of all selectors of a condition."""
        values = {name: self.of(name) for name in condition.names()}
        return {name: _shown(found[0]) for name, found in values.items() if found}


class Condition(Protocol):
    """A condition, or several that `&&` and `||` join."""

    def holds(self, found: Found) -> bool: ...
    def names(self) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions of which all, or with `any` one, have to hold."""

    parts: tuple[Condition, ...]
    any: bool

    def holds(self, found: Found) -> bool:
        results = [part.holds(found) for part in self.parts]
        return True in results if self.any else False not in results

    def names(self) -> Iterator[str]:
        for part in self.parts:
            yield from part.names()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One value compared; a name that leads nowhere satisfies nothing but `exists` being false."""

    name: str
    accepts: Callable[[Any], bool] = field(repr=False)
    exists: bool = True

    def holds(self, found: Found) -> bool:
        values = found.of(self.name)
        return any(map(self.accepts, values)) if self.exists else not values

    def names(self) -> Iterator[str]:
        yield self.name


@dataclass(slots=True)
class _Reader:
    tokens: list[tuple[str, str]]
    position: int = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.position] if self.position < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.position += 1
        return token

    def joined(self, sign: str, read: Callable[[], Condition]) -> Condition:
        parts = [read()]
        while self.peek() == ("sign", sign):
            self.take()
            parts.append(read())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts), any=sign == "||")

    def either(self) -> Condition:
        return self.joined("||", lambda: self.joined("&&", self.single))

    def single(self) -> Condition:
        kind, text = self.take()
        if (kind, text) == ("sign", "("):
            inner = self.either()
            if self.take() != ("sign", ")"):
                raise invalid("Invalid filter pattern")
            return inner
        if kind not in ("selector", "word"):
            raise invalid("Invalid filter pattern")
        return self.comparison(text)

    def comparison(self, name: str) -> Condition:
        kind, text = self.take()
        if kind == "word" and text.upper() == "IS":
            constant = self.take()[1].upper()
            if constant not in _CONSTANTS:
                raise invalid("Invalid filter pattern")
            wanted = _CONSTANTS[constant]
            return Comparison(name, lambda value: value is wanted)
        if kind == "word" and text.upper() == "NOT" and self.take()[1].upper() == "EXISTS":
            return Comparison(name, lambda _: False, exists=False)
        if kind != "sign" or text in ("&&", "||", "(", ")"):
            raise invalid("Invalid filter pattern")
        return Comparison(name, _test(text, *self.take()))


def parse_condition(text: str) -> Condition:
    """Reads a condition; AWS's error where it is none."""
    reader = _Reader(list(_tokens(text)))
    condition = reader.either()
    if reader.peek()[0] != "end":
        raise invalid("Invalid filter pattern")
    return condition


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise invalid("Invalid filter pattern")
        kind = match.lastgroup or "end"
        yield kind, match[kind]
        position = match.end()


def _test(sign: str, kind: str, text: str) -> Callable[[Any], bool]:
    """The test that `sign value` makes."""
    if kind not in ("text", "word", "regex"):
        raise invalid("Invalid filter pattern")
    number = float(text) if kind == "word" and _NUMBER.fullmatch(text) else None
    if sign in _ORDER:
        if number is None:
            raise invalid("Invalid filter pattern")
        return lambda value: (held := _number(value)) is not None and _ORDER[sign](held, number)
    equal = _equality(kind, text, number)
    return equal if sign == "=" else lambda value: not equal(value)


def _equality(kind: str, text: str, number: float | None) -> Callable[[Any], bool]:
    if kind == "regex":
        try:
            expression = re.compile(text[1:-1])
        except re.error:
            raise invalid(f"Invalid regular expression {text}") from None
        return lambda value: expression.search(_shown(value)) is not None
    if kind == "text":
        text = re.sub(r"\\(.)", r"\1", text)
    like = re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)

    def equal(value: Any) -> bool:
        if number is not None and (held := _number(value)) is not None:
            return held == number
        return isinstance(value, str | int | float) and like.fullmatch(_shown(value)) is not None

    return equal


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def _inside(value: Any, step: re.Match[str]) -> list[Any]:
    name = step[1] or step[2] or step[5]
    if name is not None:
        return [value[name]] if isinstance(value, dict) and name in value else []
    if not isinstance(value, list):
        return []
    if step[4]:
        return value
    return value[int(step[3]) : int(step[3]) + 1]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)
