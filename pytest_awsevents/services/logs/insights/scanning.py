"""Splits the text of a query into tokens, one at a time: what a slash is depends on where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pytest_awsevents.services.logs.insights.faults import InvalidQuery

_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_TOKEN = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w]))"
    r"|(?P<period>\d+[A-Za-z]+)"
    r"|(?P<name>@{0,2}[A-Za-z_][\w.@]*)"
    r"|`(?P<quoted>[^`]+)`"
    r"|\"(?P<text>(?:[^\"\\]|\\.)*)\"|'(?P<other>(?:[^'\\]|\\.)*)'"
    r"|(?P<sign>!=|<=|>=|=~|[=<>+\-*/%^(),|\[\]])",
    re.DOTALL,
)
_REGEX = re.compile(r"/((?:[^/\\]|\\.)*)/", re.DOTALL)
_ESCAPED = re.compile(r"\\([\"'\\])")
_KINDS = {"quoted": "name", "other": "text"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query: `kind` is number, period, name, text, sign, regex or end."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """A name in lower case, as keywords and functions are known by; a sign as it is."""
        return self.text.lower() if self.kind in ("name", "sign") else ""


class Scanner:
    """The tokens of a query, one after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._place = 0
        self._token: Token | None = None

    @property
    def token(self) -> Token:
        """The next token, which stays there."""
        if self._token is None:
            self._token = self._read()
        return self._token

    @property
    def regex(self) -> Token | None:
        """The regular expression that comes next, taken away; None where none does."""
        start = self.token.start
        found = _REGEX.match(self.text, start)
        if found is None:
            return None
        self._place, self._token = found.end(), None
        return Token("regex", found[1], start, found.end())

    def take(self) -> Token:
        """The next token, taken away."""
        token = self.token
        self._place, self._token = token.end, None
        return token

    def accept(self, *words: str) -> str | None:
        """Takes a keyword or a sign away if it comes next; says which."""
        return self.take().word if self.token.word in words else None

    def expect(self, word: str) -> None:
        if self.accept(word) is None:
            raise self.unexpected()

    def name(self) -> str:
        """Takes the name away that has to come next."""
        if self.token.kind != "name":
            raise self.unexpected()
        return self.take().text

    def unexpected(self, token: Token | None = None) -> InvalidQuery:
        """The error for a token that cannot stand where it does (its first words are reported)."""
        token = token or self.token
        line = self.text.count("\n", 0, token.start) + 1
        column = token.start - self.text.rfind("\n", 0, token.start)
        shown = token.text or "<EOF>"
        message = f"unexpected symbol found {shown} at line {line} and position {column}"
        return InvalidQuery(message, token.start, token.end)

    def _read(self) -> Token:
        blank = _BLANK.match(self.text, self._place)
        start = self._place if blank is None else blank.end()
        if start == len(self.text):
            return Token("end", "", start, start)
        found = _TOKEN.match(self.text, start)
        if found is None or found.lastgroup is None:
            raise self.unexpected(Token("unknown", self.text[start], start, start + 1))
        kind = _KINDS.get(found.lastgroup, found.lastgroup)
        text = found[found.lastgroup]
        return Token(kind, _ESCAPED.sub(r"\1", text) if kind == "text" else text, start, found.end())
