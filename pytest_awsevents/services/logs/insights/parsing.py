"""Reads the text of a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.services.logs.insights.expressions import ExpressionReader
from pytest_awsevents.services.logs.insights.faults import InvalidQuery
from pytest_awsevents.services.logs.insights.regexes import compiled, of_glob
from pytest_awsevents.services.logs.insights.scanning import Scanner, Token
from pytest_awsevents.services.logs.insights.syntax import (
    Aggregate,
    Binary,
    Call,
    Column,
    Command,
    Dedup,
    Display,
    Field,
    Fields,
    Filter,
    In,
    Like,
    Limit,
    Node,
    Not,
    Parse,
    Query,
    Sort,
    Stats,
)

T = TypeVar("T")
_MOST_ROWS = 100_000
_MOST_STATS = 2
_NOT_FAKED = frozenset(
    (
        "addtotals",
        "anomaly",
        "diff",
        "expand",
        "fillnull",
        "filterindex",
        "join",
        "lookup",
        "order",
        "pattern",
        "relevantfields",
        "search",
        "source",
        "tail",
        "unmask",
        "unnest",
    )
)


def parse_query(text: str) -> Query:
    """Reads a query; raises InvalidQuery, and UnsupportedOperation for what AWS has besides."""
    return _QueryReader(Scanner(text)).query()


class _QueryReader:
    """Reads commands; `columns` are the fields that there are after `stats`, None before."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._expressions = ExpressionReader(scanner)
        self._columns: set[str] | None = None
        self._commands: list[Command] = []
        self._readers: Mapping[str, Callable[[], Command]] = {
            "fields": lambda: Fields(self._made_columns()),
            "display": lambda: Display(self._known_columns()),
            "filter": lambda: Filter(self._known(self._expressions.read())),
            "where": lambda: Filter(self._known(self._expressions.read())),
            "parse": self._parse,
            "stats": self._stats,
            "sort": lambda: Sort(tuple(self._list(self._sort_key))),
            "limit": self._limit,
            "head": self._limit,
            "dedup": lambda: Dedup(self._known_columns()),
        }

    def query(self) -> Query:
        scanner = self._scanner
        scanner.accept("|")  # a query may begin with one
        while True:
            self._commands.append(self._command())
            if scanner.token.kind == "end":
                return Query(tuple(self._commands))
            scanner.expect("|")

    def _command(self) -> Command:
        token = self._scanner.token
        if token.word in _NOT_FAKED:
            raise UnsupportedOperation(f"logs: the command {token.text} of Logs Insights is not faked")
        if token.word not in self._readers or (
            token.word != "limit" and any(isinstance(one, Dedup) for one in self._commands)
        ):
            raise self._scanner.unexpected()
        self._scanner.take()
        return self._readers[token.word]()

    # --- commands ---

    def _stats(self) -> Stats:
        scanner = self._scanner
        start = scanner.token
        if sum(isinstance(one, Stats) for one in self._commands) == _MOST_STATS:
            raise InvalidQuery("A query can have two stats commands at most", start.start, start.end)
        with self._expressions.aggregating():
            columns = tuple(self._list(self._column))
        groups = tuple(self._list(self._column)) if scanner.accept("by") else ()
        for group in groups:
            self._known(group.expression)
        made = {group.name for group in groups}
        for column in columns:
            self._check(_outside(column.expression), made, start)
            for inside in _inside(column.expression):
                self._known(inside)
            made.add(column.name)
        self._columns = made
        return Stats(columns, groups)

    def _parse(self) -> Parse:
        """`parse field "glob" as names` or `parse field /regex/`; the message where no field is named."""
        scanner = self._scanner
        source: Node = Field("@message")
        if scanner.token.kind == "name":
            source = self._known(self._expressions.read_primary())
        regex = scanner.regex
        command = self._glob(source) if regex is None else self._regex(source, regex)
        if self._columns is not None:
            self._columns.update(name for _, name in command.targets)
        return command

    def _glob(self, source: Node) -> Parse:
        token = self._scanner.take()
        if token.kind != "text":
            raise self._scanner.unexpected(token)
        self._scanner.expect("as")
        names = self._list(self._scanner.name)
        if token.text.count("*") != len(names):
            raise InvalidQuery(
                f"Expected {token.text.count('*')} aliases for the pattern, got {len(names)}", token.start, token.end
            )
        return Parse(source, of_glob(token.text), tuple(enumerate(names, start=1)))

    def _regex(self, source: Node, token: Token) -> Parse:
        try:
            pattern, names = compiled(token.text)
        except re.error as error:
            raise InvalidQuery(f"Invalid regular expression: {error}", token.start, token.end) from None
        if self._scanner.accept("as"):
            return Parse(source, pattern, tuple(enumerate(self._list(self._scanner.name), start=1)))
        return Parse(source, pattern, tuple(names.items()))

    def _limit(self) -> Limit:
        self._scanner.accept("any")
        token = self._scanner.take()
        if token.kind != "number" or not token.text.isdecimal():
            raise self._scanner.unexpected(token)
        count = int(token.text)
        if not 1 <= count <= _MOST_ROWS:
            raise InvalidQuery(f"limit must be between 1 and {_MOST_ROWS}", token.start, token.end)
        return Limit(count)

    def _sort_key(self) -> tuple[Node, bool]:
        key = self._reference() or self._known(self._expressions.read())
        return key, self._scanner.accept("asc", "desc") == "desc"

    # --- columns ---

    def _made_columns(self) -> tuple[Column, ...]:
        columns = tuple(self._list(self._column))
        for column in columns:
            self._known(column.expression)
        if self._columns is not None:
            self._columns.update(column.name for column in columns)
        return columns

    def _known_columns(self) -> tuple[Column, ...]:
        def column() -> Column:
            found = self._reference()
            return Column(found.name, found) if isinstance(found, Field) else self._column()

        columns = tuple(self._list(column))
        for one in columns:
            self._known(one.expression)
        return columns

    def _column(self) -> Column:
        """An expression with its alias, or with its own text as its name."""
        scanner = self._scanner
        start = scanner.token.start
        expression = self._expressions.read()
        name = expression.name if isinstance(expression, Field) else scanner.text[start : self._expressions.end]
        return Column(scanner.name() if scanner.accept("as") else name, expression)

    def _reference(self) -> Field | None:
        """A column of `stats` without an alias, named by its text: `count(*)`."""
        return self._expressions.reference(name for name in self._columns or () if name.endswith(")"))

    def _list(self, read: Callable[[], T]) -> list[T]:
        found = [read()]
        while self._scanner.accept(","):
            found.append(read())
        return found

    # --- names ---

    def _known(self, expression: Node) -> Node:
        if self._columns is not None:
            self._check(_names_in(expression), self._columns, self._scanner.token)
        return expression

    def _check(self, names: Iterator[str], known: set[str], token: Token) -> None:
        unknown = sorted(set(names) - known)
        if unknown:  # reported
            message = f"Unknown symbols found in or after stats: {', '.join(unknown)}"
            raise InvalidQuery(message, token.start, token.end)


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case Call(_, arguments) | Aggregate(_, arguments):
            return arguments
        case Binary(_, left, right):
            return left, right
        case Not(operand) | Like(operand, _):
            return (operand,)
        case In(operand, options):
            return operand, *options
        case _:
            return ()


def _names_in(node: Node) -> Iterator[str]:
    """The fields that an expression asks for; `bin` asks for the time."""
    if isinstance(node, Field):
        yield node.name
    elif isinstance(node, Call) and node.function == "bin":
        yield "@timestamp"
    for child in _children(node):
        yield from _names_in(child)


def _outside(node: Node) -> Iterator[str]:
    """Those that it asks for outside of aggregates."""
    if isinstance(node, Aggregate):
        return
    if isinstance(node, Field):
        yield node.name
    for child in _children(node):
        yield from _outside(child)


def _inside(node: Node) -> Iterator[Node]:
    """What is aggregated in it."""
    if isinstance(node, Aggregate):
        yield from node.arguments
    else:
        for child in _children(node):
            yield from _inside(child)
