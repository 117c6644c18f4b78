"""Filter patterns (user guide, "Filter pattern syntax"): terms, `{ $.json = x }` and `[columns]`."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pytest_awsevents.services.logs.conditions import Condition, JsonValues, Values, parse_condition
from pytest_awsevents.services.logs.errors import invalid

_TERM = re.compile(r"([-?]?)(\"(?:[^\"\\]|\\.)*\"|%(?:[^%\\]|\\.)+%|[^\s\"%]+)(?:\s+|$)")
_PLAIN = re.compile(r"\w+")
_COLUMN = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|\[([^\]]*)\]|(\S+)")
_NAME = re.compile(r"\s*([\w$.-]+)")
_ELLIPSIS = "..."


class FilterPattern(ABC):
    """A parsed pattern."""

    __slots__ = ()

    @abstractmethod
    def match(self, message: str) -> Mapping[str, str] | None:
        """The values that the pattern names, by name; None where the message does not match."""

    def accepts(self, message: str) -> bool:
        return self.match(message) is not None


@dataclass(frozen=True, slots=True)
class Terms(FilterPattern):
    """Texts that have to be there, that must not be there, or of which one has to be there."""

    required: tuple[re.Pattern[str], ...]
    excluded: tuple[re.Pattern[str], ...]
    optional: tuple[re.Pattern[str], ...]

    def match(self, message: str) -> Mapping[str, str] | None:
        """Optional terms count only where there are no others (user guide, "Using optional terms")."""
        if any(term.search(message) for term in self.excluded):
            return None
        if not all(term.search(message) for term in self.required):
            return None
        alone = self.optional and not self.required and not self.excluded
        return None if alone and not any(term.search(message) for term in self.optional) else {}


@dataclass(frozen=True, slots=True)
class JsonPattern(FilterPattern):
    """A condition on the members of a message that is a JSON object."""

    condition: Condition

    def match(self, message: str) -> Mapping[str, str] | None:
        try:
            content = json.loads(message)
        except (ValueError, RecursionError):
            return None
        values = JsonValues(content)
        return values.named(self.condition) if isinstance(content, dict) and self.condition.holds(values) else None


@dataclass(frozen=True, slots=True)
class Columns(FilterPattern):
    """Names, and conditions, for the fields of a message that blanks separate."""

    names: tuple[str, ...]
    conditions: tuple[Condition, ...]

    def match(self, message: str) -> Mapping[str, str] | None:
        fields = _fields(message)
        if not self.names:
            return {}
        if _ELLIPSIS in self.names:
            place = self.names.index(_ELLIPSIS)
            before, after = self.names[:place], self.names[place + 1 :]
            if len(fields) < len(before) + len(after):
                return None
            named = dict(zip(before, fields, strict=False))
            named.update(zip(after, fields[len(fields) - len(after) :], strict=False))
        elif len(fields) != len(self.names):
            return None
        else:
            named = dict(zip(self.names, fields, strict=True))
        values = Values(named)
        if not all(condition.holds(values) for condition in self.conditions):
            return None
        return {f"${name}": text for name, text in named.items()}


@lru_cache(maxsize=256)
def parse_filter_pattern(text: str) -> FilterPattern:
    """Reads a pattern; AWS's error where it is none."""
    stripped = text.strip()
    if stripped.startswith("{"):
        if not stripped.endswith("}"):
            raise invalid("Invalid filter pattern")
        return JsonPattern(parse_condition(stripped[1:-1]))
    if stripped.startswith("["):
        if not stripped.endswith("]"):
            raise invalid("Invalid filter pattern")
        return _columns(stripped[1:-1])
    return _terms(stripped)


def _terms(text: str) -> Terms:
    kinds: dict[str, list[re.Pattern[str]]] = {"": [], "-": [], "?": []}
    position = 0
    while position < len(text):
        match = _TERM.match(text, position)
        if match is None:
            raise invalid("Invalid filter pattern")
        kinds[match[1]].append(_term(match[2]))
        position = match.end()
    return Terms(tuple(kinds[""]), tuple(kinds["-"]), tuple(kinds["?"]))


def _term(text: str) -> re.Pattern[str]:
    if text.startswith("%"):
        return _expression(text)
    if text.startswith('"'):
        return re.compile(re.escape(re.sub(r"\\(.)", r"\1", text[1:-1])))
    if not _PLAIN.fullmatch(text):
        raise invalid(f"Invalid character(s) in term '{text}'")
    return re.compile(re.escape(text))


def _expression(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text[1:-1])
    except re.error:
        raise invalid(f"Invalid regular expression {text}") from None


def _columns(text: str) -> Columns:
    names: list[str] = []
    conditions: list[Condition] = []
    for part in filter(None, (part.strip() for part in _split(text))):
        if part == _ELLIPSIS:
            names.append(part)
            continue
        match = _NAME.match(part)
        if match is None:
            raise invalid("Invalid filter pattern")
        names.append(match[1])
        if part != match[1]:
            conditions.append(parse_condition(part))
    if names.count(_ELLIPSIS) > 1:
        raise invalid("Invalid filter pattern")
    return Columns(tuple(names), tuple(conditions))


def _split(text: str) -> Sequence[str]:
    """At commas that stand in no text and no expression."""
    return re.findall(r"(?:\"(?:[^\"\\]|\\.)*\"|%(?:[^%\\]|\\.)*%|[^,])+", text)


def _fields(message: str) -> list[str]:
    """The fields of a message: what stands in quotes or brackets is one."""
    return [next(group for group in match if group is not None) for match in _groups(message)]


def _groups(message: str) -> list[tuple[str | None, ...]]:
    return [match.groups() for match in _COLUMN.finditer(message)]
