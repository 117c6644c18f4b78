"""Runs a query over rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pytest_awsevents.services.logs.insights.evaluating import Context, Row, evaluate
from pytest_awsevents.services.logs.insights.syntax import (
    Column,
    Dedup,
    Display,
    Fields,
    Filter,
    Limit,
    Node,
    Parse,
    Query,
    Sort,
    Stats,
)
from pytest_awsevents.services.logs.insights.values import Value, is_true, sort_key, text_of

_WITHOUT_FIELDS = ("@timestamp", "@message")


@dataclass(frozen=True, slots=True)
class Result:
    """The rows that are shown, each a list of names and texts; how many of the given ones the filters let through."""

    rows: list[list[tuple[str, str]]]
    matched: int


def run(query: Query, rows: Iterable[Row], now: int, most: int) -> Result:
    """Runs a query over rows that come by their time; `most` limits those that are shown, where the query does not."""
    table = _Table([dict(row) for row in rows], now)
    for command in query.commands:
        table.do(command)
    if not any(isinstance(command, Limit) for command in query.commands):
        table.do(Limit(most))
    return Result([list(table.shown(row)) for row in table.rows], table.matched)


@dataclass(slots=True)
class _Table:
    """The rows as they are after some commands; by time until the order counts."""

    rows: list[dict[str, Value]]
    now: int
    named: list[str] = field(default_factory=list)
    parsed: list[str] = field(default_factory=list)
    displayed: list[str] = field(default_factory=list)
    aggregated: bool = False
    ordered: bool = False
    matched: int = -1

    def __post_init__(self) -> None:
        self.matched = len(self.rows)

    def do(self, command: object) -> None:
        match command:
            case Fields(columns):
                self._make(columns)
                self.named += [column.name for column in columns if column.name not in self.named]
            case Display(columns):
                self._make(columns)
                self.displayed = [column.name for column in columns]
            case Filter(condition):
                self.rows = [row for row in self.rows if is_true(self._value(condition, row))]
                self.matched = self.matched if self.aggregated else len(self.rows)
            case Parse():
                self._parse(command)
            case Stats(columns, groups):
                self._aggregate(columns, groups)
            case Sort(keys):
                self._sort(keys)
            case Limit(count):
                self._put_in_order()
                del self.rows[count:]
            case Dedup(columns):
                self._remove_duplicates(columns)

    def shown(self, row: Row) -> Iterable[tuple[str, str]]:
        """What is there of the columns that are shown; a pointer to the event, where it is one."""
        names = self.displayed or [*(self.named or _WITHOUT_FIELDS), *self.parsed]
        for name in [*names, *(() if self.aggregated else ("@ptr",))]:
            text = text_of(row.get(name))
            if text is not None:
                yield name, text

    def _value(self, node: Node, row: Row, group: Sequence[Row] = ()) -> Value:
        return evaluate(node, Context(row, self.now, group))

    def _make(self, columns: Sequence[Column]) -> None:
        for row in self.rows:
            row.update({column.name: self._value(column.expression, row) for column in columns})

    def _parse(self, command: Parse) -> None:
        """What does not match stays as it is (documented)."""
        self.parsed += [name for _, name in command.targets if name not in (*self.named, *self.parsed)]
        for row in self.rows:
            text = text_of(self._value(command.source, row))
            found = None if text is None else command.pattern.search(text)
            if found is not None:
                row.update({name: found[group] for group, name in command.targets})

    def _aggregate(self, columns: Sequence[Column], groups: Sequence[Column]) -> None:
        members: dict[tuple[str | None, ...], list[dict[str, Value]]] = {}
        keys: dict[tuple[str | None, ...], dict[str, Value]] = {}
        if not groups:  # there is one row even if there are no events (convention)
            members[()], keys[()] = [], {}
        for row in self.rows:
            made = {column.name: self._value(column.expression, row) for column in groups}
            key = tuple(map(text_of, made.values()))
            keys.setdefault(key, made)
            members.setdefault(key, []).append(row)
        self.rows = [dict(made) for made in keys.values()]
        for row, group in zip(self.rows, members.values(), strict=True):
            for column in columns:
                row[column.name] = self._value(column.expression, row, group)
        self.named, self.parsed, self.displayed = [column.name for column in (*groups, *columns)], [], []
        self.aggregated, self.ordered = True, True

    def _sort(self, keys: Sequence[tuple[Node, bool]]) -> None:
        self._put_in_order()
        for key, descending in reversed(keys):
            self.rows.sort(key=partial(self._sort_key, key), reverse=descending)

    def _sort_key(self, key: Node, row: Row) -> tuple[Any, ...]:
        return sort_key(self._value(key, row))

    def _remove_duplicates(self, columns: Sequence[Column]) -> None:
        """The first of several stays, and what lacks one of the fields (documented)."""
        self._put_in_order()
        seen: set[tuple[str | None, ...]] = set()
        kept = []
        for row in self.rows:
            key = tuple(text_of(self._value(column.expression, row)) for column in columns)
            if None in key or key not in seen:
                seen.add(key)
                kept.append(row)
        self.rows = kept

    def _put_in_order(self) -> None:
        """The newest events come first, where nothing else is wanted (documented for `dedup`)."""
        if not self.ordered:
            self.rows.reverse()
            self.ordered = True
