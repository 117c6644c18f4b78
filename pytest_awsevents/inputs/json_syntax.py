"""Is a text JSON, and if not, where would the Java parser that AWS uses (Jackson) stop reading?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from json import JSONDecoder

_NOT_BLANK = re.compile(r"[^ \t\r\n]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_UNCLOSED_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"(?![0-9])[\w$]+")
_HEX_DIGITS = re.compile(r"[0-9a-fA-F]{0,3}")

# What may come next, by first character; "0" stands for numbers and words.
_VALUE = '"{[0'
_FIRST_ITEM = _VALUE + "]"
_KEY = '"'
_FIRST_KEY = '"}'
_COLON = ":"
_NOTHING = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text, as Jackson counts: both from 1, the column after the last character read."""

    line: int
    column: int


def is_json(text: str) -> bool:
    try:
        _STRICT.decode(text)
    except (ValueError, RecursionError):
        # Python also refuses very long numbers and very deep nesting, so the answer is not final.
        return syntax_error(text) is None
    return True


def _refuse(constant: str) -> None:
    raise ValueError(constant)


_STRICT = JSONDecoder(parse_constant=_refuse, parse_int=len, parse_float=len)


def syntax_error(text: str) -> Position | None:
    """Where Jackson stops because the text is not one JSON value; None for JSON.

    Recorded for one text (`env:dev`: line 1, column 4); the rest is how Jackson is known to read, not recorded. Text
    after the value is refused (convention).
    """
    expected, closers = _VALUE, list[str]()
    start = _skip_blanks(text, 0)
    while start < len(text):
        kind = text[start] if text[start] in '"{}[],:' else "0"
        if kind not in expected:
            return _position(text, start, start + 1)
        end, ok = _read_token(text, start, kind)
        if not ok:
            return _position(text, start, end)
        expected = _after(kind, expected, closers)
        start = _skip_blanks(text, end)
    return None if expected == _NOTHING else _position(text, start, start)


def _skip_blanks(text: str, start: int) -> int:
    found = _NOT_BLANK.search(text, start)
    return found.start() if found else len(text)


def _after(kind: str, expected: str, closers: list[str]) -> str:
    """What may follow a token of this kind; `closers`, the brackets still to be closed, is kept up to date."""
    if kind == "{":
        closers.append("}")
        return _FIRST_KEY
    if kind == "[":
        closers.append("]")
        return _FIRST_ITEM
    if kind == ":":
        return _VALUE
    if kind == ",":
        return _KEY if closers[-1] == "}" else _VALUE
    if expected in (_KEY, _FIRST_KEY) and kind == '"':
        return _COLON
    if kind in "}]":
        closers.pop()
    return f",{closers[-1]}" if closers else _NOTHING


def _read_token(text: str, start: int, kind: str) -> tuple[int, bool]:
    """Where the reader stands after this token, and whether it liked it."""
    if kind == '"':
        return _read_string(text, start)
    if kind != "0":
        return start + 1, True
    if number := _NUMBER.match(text, start):
        return number.end(), True
    if word := _WORD.match(text, start):
        return word.end(), word[0] in ("true", "false", "null")
    return start + 1, False


def _read_string(text: str, start: int) -> tuple[int, bool]:
    unclosed = _UNCLOSED_STRING.match(text, start)
    end = unclosed.end() if unclosed else start
    if text[end : end + 1] == '"':
        return end + 1, True
    if text[end : end + 1] == "\\":
        digits = _HEX_DIGITS.match(text, end + 2) if text[end + 1 : end + 2] == "u" else None
        end = digits.end() if digits else end + 1
    return min(end + 1, len(text)), False


def _position(text: str, start: int, end: int) -> Position:
    """The position after `end` characters; line ends inside a token do not count, as in Jackson."""
    line_ends = [found.end() for found in _LINE_END.finditer(text, 0, start)]
    return Position(len(line_ends) + 1, end - (line_ends[-1] if line_ends else 0) + 1)
