"""Pattern text → JSON tokens, one at a time.

EventBridge reads patterns with a streaming parser and reports the first problem in reading order, so a mistake in the
pattern comes before a syntax error further on. Three habits of that parser (Jackson) decide what is first and which
column is named: the value's first token is read together with its field name; a string value is read to its closing
quote only when its text is asked for or the next token is; everything after the last bracket is left unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from pytest_awsevents.patterns.errors import InvalidPattern, location

Kind = Literal["{", "}", "[", "]", "name", "string", "number", "true", "false", "null", "end"]

# The parser's own limit on documents.
NESTING_LIMIT = 1000

_SPACE = re.compile(r"[ \t\r\n]*")
_IDENTIFIER = re.compile(r"[\w$]+")
_IDENTIFIER_START = re.compile(r"[^\W\d]|\$")
_INTEGER = re.compile(r"0|[1-9][0-9]*")
_DIGITS = re.compile(r"[0-9]*")
_EXPONENT = re.compile(r"[eE][+-]?")
_HEX4 = re.compile(r"[0-9a-fA-F]{4}")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LITERALS: dict[str, Kind] = {"true": "true", "false": "false", "null": "null"}
_OPENERS: dict[str, Literal["}", "]"]] = {"{": "}", "[": "]"}
_SHOWN_TOKEN = 256
_VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
_COMMENT = (
    "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)"
)
_PLUS_SIGN = (
    "JSON spec does not allow numbers to have plus signs: "
    "enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow"
)


@dataclass(slots=True)
class _Scope:
    """An open object or array."""

    closer: Literal["}", "]"]
    start: int
    entries: int = 0

    @property
    def noun(self) -> str:
        return "Object" if self.closer == "}" else "Array"


class Tokens:
    """A cursor over the tokens of one text.

    `advance()` moves to the next token and gives its kind, `text()` is the current token's text. Both raise
    InvalidPattern where the text is not JSON. The kind "end" comes only before any value.
    """

    def __init__(self, source: str) -> None:
        self.kind: Kind = "end"
        self._source = source
        self._offset = 0
        self._text: str | None = None  # None: a string value whose closing quote has not been read
        self._scopes: list[_Scope] = []
        self._queued: tuple[Kind, str | None] | None = None

    def advance(self) -> Kind:
        if self._queued is not None:
            (self.kind, self._text), self._queued = self._queued, None
            return self.kind
        if self.kind == "string":
            self.text()
        self.kind, self._text = self._next()
        return self.kind

    def text(self) -> str:
        if self._text is None:
            self._text = self._rest_of_string("string value", ": was expecting closing quote for a string value")
        return self._text

    def fail(self, reason: str, *, times: int = 1) -> NoReturn:
        """Refuses the pattern here; AWS repeats the location for mistakes inside some lists (`times`, recorded)."""
        raise InvalidPattern(reason + f"\n at {location(self._source, self._offset)}" * times)

    # --- structure ---------------------------------------------------------------------------------------------------

    def _next(self) -> tuple[Kind, str | None]:
        character = self._visible()
        if not self._scopes:
            return self._value(character) if character else ("end", "")
        scope = self._scopes[-1]
        if not character:
            start = location(self._source, scope.start)
            self.fail(f"Unexpected end-of-input: expected close marker for {scope.noun} (start marker at {start})")
        if character in "]}":
            return self._close(character, scope)
        if scope.entries:
            character = self._after(",", character, f"was expecting comma to separate {scope.noun} entries")
        scope.entries += 1
        return self._field(character) if scope.closer == "}" else self._value(character)

    def _close(self, character: str, scope: _Scope) -> tuple[Kind, str]:
        self._offset += 1
        if character != scope.closer:
            start = location(self._source, scope.start)
            self.fail(
                f"Unexpected close marker '{character}': expected '{scope.closer}' "
                f"(for {scope.noun} starting at {start})"
            )
        self._scopes.pop()
        return scope.closer, scope.closer

    def _field(self, character: str) -> tuple[Kind, str]:
        if character != '"':
            self._unexpected(character, "was expecting double-quote to start field name")
        self._offset += 1
        name = self._rest_of_string("name", " in field name")
        colon = self._visible_or_fail("Object")
        self._queued = self._value(self._after(":", colon, "was expecting a colon to separate field name and value"))
        return "name", name

    def _after(self, separator: str, character: str, expectation: str) -> str:
        """Steps over the separator that must be here; gives the first visible character behind it."""
        if character != separator:
            self._unexpected(character, expectation)
        self._offset += 1
        return self._visible_or_fail(self._scopes[-1].noun)

    def _visible_or_fail(self, noun: str) -> str:
        character = self._visible()
        if not character:
            self.fail(f"Unexpected end-of-input within/between {noun} entries")
        return character

    def _visible(self) -> str:
        """The next character that is not white space, not yet consumed; "" at the end of the text."""
        match = _SPACE.match(self._source, self._offset)
        self._offset = match.end() if match else self._offset
        character = self._source[self._offset : self._offset + 1]
        if character == "/":
            self._unexpected(character, _COMMENT)
        if character and ord(character) < 0x20:
            self._offset += 1
            shown = _shown(character)
            self.fail(
                f"Illegal character ({shown}): only regular white space (\\r, \\n, \\t) is allowed between tokens"
            )
        return character

    # --- values ------------------------------------------------------------------------------------------------------

    def _value(self, character: str) -> tuple[Kind, str | None]:
        if character == '"':
            self._offset += 1
            return "string", None
        if character in _OPENERS:
            return self._open(character)
        if character == "-" or character in "0123456789":
            return "number", self._number()
        if character == "+":
            self._offset += 1
            self.fail(f"Unexpected character ({_shown('+')}) in numeric value: {_PLUS_SIGN}")
        if character == "}":
            self._unexpected(character, "expected a value")
        if not _IDENTIFIER_START.match(character):
            self._unexpected(character, f"expected a valid value {_VALUES}")
        return self._word()

    def _open(self, opener: str) -> tuple[Kind, str]:
        self._scopes.append(_Scope(_OPENERS[opener], self._offset))
        self._offset += 1
        if len(self._scopes) > NESTING_LIMIT:
            self.fail(
                f"Document nesting depth ({len(self._scopes)}) exceeds the maximum allowed "
                f"({NESTING_LIMIT}, from `StreamReadConstraints.getMaxNestingDepth()`)"
            )
        return ("{", "{") if opener == "{" else ("[", "[")

    def _word(self) -> tuple[Kind, str]:
        match = _IDENTIFIER.match(self._source, self._offset)
        word = match.group() if match else ""
        self._offset += len(word)
        if word not in _LITERALS:
            self._unknown_word(word)
        return _LITERALS[word], word

    def _number(self) -> str:
        start = self._offset
        if self._source[start] == "-":
            self._offset += 1
        match = _INTEGER.match(self._source, self._offset)
        if not match:
            self._not_in_number("expected digit (0-9) to follow minus sign, for valid numeric value")
        self._offset = match.end()
        if match.group() == "0" and self._take(_DIGITS):
            self.fail("Invalid numeric value: Leading zeroes not allowed")
        if self._source.startswith(".", self._offset):
            self._offset += 1
            if not self._take(_DIGITS):
                self._not_in_number("Decimal point not followed by a digit")
        if self._take(_EXPONENT) and not self._take(_DIGITS):
            self._not_in_number("Exponent indicator not followed by a digit")
        return self._source[start : self._offset]

    def _take(self, regex: re.Pattern[str]) -> str:
        match = regex.match(self._source, self._offset)
        taken = match.group() if match else ""
        self._offset += len(taken)
        return taken

    def _rest_of_string(self, noun: str, at_end: str) -> str:
        """Reads up to and over the closing quote; joins escaped surrogate pairs."""
        parts: list[str] = []
        while True:
            parts.append(self._take(_PLAIN))
            character = self._source[self._offset : self._offset + 1]
            if not character:
                self.fail(f"Unexpected end-of-input{at_end}")
            self._offset += 1
            if character == '"':
                text = "".join(parts)
                return _join_surrogates(text) if any("\ud800" <= part <= "\udfff" for part in parts) else text
            if character != "\\":
                self.fail(
                    f"Illegal unquoted character ({_shown(character)}): "
                    f"has to be escaped using backslash to be included in {noun}"
                )
            parts.append(self._escaped())

    def _escaped(self) -> str:
        character = self._source[self._offset : self._offset + 1]
        if not character:
            self.fail("Unexpected end-of-input in character escape sequence")
        self._offset += 1
        if character == "u":
            digits = self._take(_HEX4)
            if not digits:
                self._unexpected(
                    self._source[self._offset : self._offset + 1],
                    "expected a hex-digit for character escape sequence",
                )
            return chr(int(digits, 16))
        if character not in _ESCAPES:
            self.fail(f"Unrecognized character escape {_shown(character)}")
        return _ESCAPES[character]

    # --- complaints --------------------------------------------------------------------------------------------------

    def _unexpected(self, character: str, expectation: str) -> NoReturn:
        if not character:
            self.fail(f"Unexpected end-of-input: {expectation}")
        self._offset += 1
        self.fail(f"Unexpected character ({_shown(character)}): {expectation}")

    def _unknown_word(self, word: str) -> NoReturn:
        if word in ("NaN", "Infinity"):
            self.fail(f"Non-standard token '{word}': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow")
        shown = word if len(word) <= _SHOWN_TOKEN else word[:_SHOWN_TOKEN] + "..."
        self.fail(f"Unrecognized token '{shown}': was expecting {_VALUES}")

    def _not_in_number(self, comment: str) -> NoReturn:
        character = self._source[self._offset : self._offset + 1]
        if not character:
            self.fail(f"Unexpected end-of-input: {comment}")
        self._offset += 1
        self.fail(f"Unexpected character ({_shown(character)}) in numeric value: {comment}")


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return f"(CTRL-CHAR, code {code})"
    return f"'{character}' (code {code} / 0x{code:x})" if code > 0xFF else f"'{character}' (code {code})"


def _join_surrogates(text: str) -> str:
    """Escaped surrogate pairs become the character they stand for, as in any JSON reader; lone ones stay."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
