"""Runs statements: one DuckDB in memory for each fake, with no way out, and with bounded time and memory."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pytest_awsevents.core.errors import AwsEventsError
from pytest_awsevents.services.cloudtrail.lake.errors import invalid_statement
from pytest_awsevents.services.cloudtrail.lake.rendering import renderer
from pytest_awsevents.services.cloudtrail.lake.schema import columns, structure
from pytest_awsevents.services.cloudtrail.lake.statements import Statement
from pytest_awsevents.services.cloudtrail.state import EventDataStore, Kept

_LOCKED_DOWN = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "1GB",
    "threads": "2",
    "temp_directory": "",
}
_MAX_SECONDS = 60.0
_INTERRUPT_AGAIN = 0.05
_NAIVE = "%Y-%m-%d %H:%M:%S.%f"


class QueryFailed(Exception):
    """A statement that went wrong while it ran; `timed_out` where it took too long."""

    def __init__(self, message: str, *, timed_out: bool = False) -> None:
        super().__init__(message)
        self.timed_out = timed_out


class View(NamedTuple):
    """What a statement sees of a store: what has arrived `at` an instant, or up to `delivered`; up to `horizon`."""

    at: datetime
    delivered: int
    horizon: int


class Outcome(NamedTuple):
    rows: list[list[dict[str, str]]]
    scanned: int
    matched: int
    bytes: int


@dataclass(slots=True)
class Loaded:
    """How much of a store is in its table."""

    table: str
    category: str
    count: int = 0
    bytes: list[int] = field(default_factory=list)


class Engine:
    """Tables of stores, filled as far as they are asked for."""

    def __init__(self) -> None:
        duckdb = _duckdb()
        self._errors = duckdb.Error
        self._connection = duckdb.connect(":memory:", config=_LOCKED_DOWN)
        for setting in ("integer_division = true", "TimeZone = 'UTC'"):
            self._do(f"SET {setting}")
        self._do("SET lock_configuration = true")
        self._loaded: dict[str, Loaded] = {}

    def check(self, statement: Statement, stores: Sequence[EventDataStore], view: View) -> None:
        """Raises InvalidQueryStatementException where names or types do not fit."""
        for store in stores:
            self._table(store)
        try:
            self._connection.sql(self._sql(statement, stores, view))
        except self._errors as error:
            raise invalid_statement(f"line 1:1: {_first_line(error)}") from None

    def run(self, statement: Statement, stores: Sequence[tuple[EventDataStore, Sequence[Kept]]], view: View) -> Outcome:
        """The rows of a statement over what the stores keep."""
        for store, kept in stores:
            self._load(store, kept)
        sources = [store for store, _ in stores]
        try:
            with self._limited():
                relation = self._connection.sql(self._sql(statement, sources, view))
                fetched = relation.fetchall()
                scanned, size = self._scanned(sources, view)
                matched = self._matched(statement, sources, view, len(fetched))
        except self._errors as error:
            raise QueryFailed(_first_line(error), timed_out=type(error).__name__ == "InterruptException") from None
        names = _named(statement.names, relation.columns)
        renders = [renderer(type_) for type_ in relation.types]
        rows = [
            [{name: render(value)} for name, render, value in zip(names, renders, row, strict=True)] for row in fetched
        ]
        return Outcome(rows, scanned, matched, size)

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Interrupts what runs too long, again and again: an interrupt between two steps of DuckDB's is lost."""
        done = threading.Event()

        def watch() -> None:
            limit = _MAX_SECONDS
            while not done.wait(limit):
                self._connection.interrupt()
                limit = _INTERRUPT_AGAIN

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _sql(self, statement: Statement, stores: Sequence[EventDataStore], view: View) -> str:
        return statement.sql({store.id: self._source(store, view) for store in stores}, view.at)

    def _source(self, store: EventDataStore, view: View) -> str:
        return f"SELECT * EXCLUDE (_seq, _at, _size) FROM {self._seen(store, view)}"

    def _seen(self, store: EventDataStore, view: View) -> str:
        oldest = view.at - timedelta(days=store.retention)
        return (
            f'"{self._table(store).table}" '
            f"WHERE (_at <= TIMESTAMP '{view.at:{_NAIVE}}' OR _seq <= {view.delivered}) AND _seq <= {view.horizon} "
            f"AND (eventtime IS NULL OR eventtime >= TIMESTAMP '{oldest:{_NAIVE}}')"
        )

    def _table(self, store: EventDataStore) -> Loaded:
        loaded = self._loaded.get(store.id)
        if loaded is None:
            loaded = self._loaded[store.id] = Loaded(f"store_{store.id}", store.category)
            self._do(f'CREATE TABLE "{loaded.table}" AS {self._reading(loaded)} LIMIT 0', [[], [], []])
        return loaded

    def _load(self, store: EventDataStore, kept: Sequence[Kept]) -> None:
        loaded = self._table(store)
        new = kept[loaded.count :]
        if not new:
            return
        given = [
            [json.dumps(one.record) for one in new],
            [one.seq for one in new],
            [int(one.at.timestamp() * 1_000_000) for one in new],
        ]
        self._do(f'INSERT INTO "{loaded.table}" {self._reading(loaded)}', given)
        loaded.count = len(kept)

    def _reading(self, loaded: Loaded) -> str:
        return (
            f"SELECT {columns(loaded.category)}, j AS eventjson, md5(j) AS eventjsonchecksum, "
            "_seq, make_timestamp(_micros) AS _at, strlen(j) AS _size FROM ("
            f"SELECT j, from_json(j, '{structure(loaded.category)}') AS r, _seq, _micros FROM ("
            "SELECT unnest(?::VARCHAR[]) AS j, unnest(?::BIGINT[]) AS _seq, unnest(?::BIGINT[]) AS _micros))"
        )

    def _scanned(self, stores: Sequence[EventDataStore], view: View) -> tuple[int, int]:
        """How many events, and how many bytes of them, the statement could see."""
        count = size = 0
        for store in stores:
            source = self._seen(store, view)
            ((events, characters),) = self._do(f"SELECT count(*), coalesce(sum(_size), 0) FROM {source}")
            count, size = count + events, size + int(characters)
        return count, size

    def _matched(self, statement: Statement, stores: Sequence[EventDataStore], view: View, rows: int) -> int:
        """The events that the condition of a plain SELECT lets through; else the rows."""
        tree = statement.tree
        if type(tree).__name__ != "Select" or tree.args.get("with_") or tree.args.get("with"):
            return rows
        counting = tree.copy().select("count(*)", append=False)
        for part in ("group", "having", "order", "limit", "offset", "distinct", "qualify"):
            counting.set(part, None)
        counted = Statement(counting, statement.stores, ("n",))
        try:
            ((count,),) = self._do(self._sql(counted, stores, view))
        except self._errors:
            return rows
        return int(count)

    def _do(self, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        """All rows: nothing may be left of a result when the next statement comes."""
        rows: list[Any] = self._connection.execute(sql, params).fetchall()
        return rows


def _named(names: Sequence[str | None], present: Sequence[str]) -> list[str]:
    """The names of the columns; `*` stands for those that the others leave."""
    others = len(names) - names.count(None)
    if names.count(None) != 1:
        return [name or "*" for name in names] if None not in names else list(present)
    at = names.index(None)
    width = len(present) - others
    return [*(str(name) for name in names[:at]), *present[at : at + width], *(str(name) for name in names[at + 1 :])]


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:900]


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError:
        raise AwsEventsError(
            "CloudTrail Lake queries need sqlglot and duckdb; install them: pip install pytest-awsevents[lake]"
        ) from None
    return duckdb
