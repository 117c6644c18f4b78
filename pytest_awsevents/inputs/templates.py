"""InputTemplate: parsing, and filling in values by the rules that were recorded from the live service."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pytest_awsevents.inputs.json_text import Json, compact
from pytest_awsevents.inputs.paths import MISSING, Missing

Value: TypeAlias = "Json | Missing"

_BLANKS = " \t\r\n"
_MARK = re.compile(r'\\["\\]|(?P<quote>")|<(?P<name>[A-Za-z0-9_.-]+)>')
# The last branch takes a run of other blanks at once, else each of them would be looked at again and again.
_STRING_OR_PUNCTUATION = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*+"?)|[ \t\r\n]*+(?P<punctuation>[{}\[\],:])[ \t\r\n]*+|(?P<blanks>[ \t\r\n]++)',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`<name>` in a template, with the way its value is written there."""

    name: str
    quoted: bool
    write: Callable[[Value], str]


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read; `is_object`: it has to give a JSON object."""

    text: str
    is_object: bool
    parts: tuple[str | Placeholder, ...]

    def placeholders(self) -> list[Placeholder]:
        return [part for part in self.parts if isinstance(part, Placeholder)]

    def fill(self, values: Mapping[str, Value]) -> str:
        return "".join(part if isinstance(part, str) else part.write(values[part.name]) for part in self.parts)


def parse_template(text: str) -> Template:
    """Read any text as a template.

    Recorded: the first character decides, `{` makes a JSON template and anything else a string template. Blanks before
    it do not count (convention; templates in YAML and HCL files begin with them). Documented: JSON is minified.
    """
    is_object = text.lstrip(_BLANKS).startswith("{")
    source = _STRING_OR_PUNCTUATION.sub(r"\g<string>\g<punctuation>\g<blanks>", text) if is_object else text
    parts: list[str | Placeholder] = []
    quoted, read = False, 0
    for mark in _MARK.finditer(source):
        quoted ^= bool(mark["quote"])
        if mark["name"]:
            parts.append(source[read : mark.start()])
            parts.append(Placeholder(mark["name"], quoted, _writer(is_object=is_object, quoted=quoted)))
            read = mark.end()
    parts.append(source[read:])
    return Template(text, is_object, tuple(parts))


def _writer(*, is_object: bool, quoted: bool) -> Callable[[Value], str]:
    """How a value is written at a place of a template.

    Recorded, except for objects and lists outside the quotes of a string template: JSON there (convention), so that the
    template `<detail>` gives the object.
    """
    if quoted:
        return _as_text if is_object else _as_text_without_quotes
    return _as_json if is_object else _as_text


def _as_json(value: Value) -> str:
    return '""' if value is MISSING else compact(value)


def _as_text(value: Value) -> str:
    if isinstance(value, str):
        return value
    return "" if value is MISSING else compact(value)


def _as_text_without_quotes(value: Value) -> str:
    text = _as_text(value)
    return text.replace('"', "") if isinstance(value, dict | list) else text
