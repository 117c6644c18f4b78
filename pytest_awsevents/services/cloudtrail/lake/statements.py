"""From a Trino SELECT over store ids to one that DuckDB runs over the tables of these stores.

Only SELECT gets through, and only over stores: no files, no other tables, no functions that read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pytest_awsevents.core.errors import MissingExtra
from pytest_awsevents.services.cloudtrail.lake.errors import invalid_statement

if TYPE_CHECKING:
    from sqlglot import exp

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# Texts, quoted names and comments are passed by; a store's id outside of them becomes a quoted name.
_TOKENS = re.compile(rf"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|(?<![\w-])({_UUID})(?![\w-])", re.DOTALL)
_ID = re.compile(_UUID)
_MAX_TABLES = 12


@dataclass(frozen=True, slots=True)
class Statement:
    """A checked statement: its tree, the ids of the stores it reads, and what its columns are called (None for `*`)."""

    tree: Any
    stores: tuple[str, ...]
    names: tuple[str | None, ...]

    def sql(self, sources: Mapping[str, str], now: datetime) -> str:
        """For DuckDB; `sources` are the subqueries that stand for the stores, `now` what it takes for now."""
        from pytest_awsevents.services.cloudtrail.lake.translation import translated

        return translated(self.tree, sources, now)


def check_shape(text: str) -> Statement:
    """The statement, where it is one SELECT over event data stores; else InvalidQueryStatementException."""
    sqlglot = _sqlglot()
    quoted = _TOKENS.sub(lambda found: f'"{found[1].lower()}"' if found[1] else found[0], text)
    try:
        trees = [tree for tree in sqlglot.parse(quoted, read="trino") if tree is not None]
    except (sqlglot.errors.SqlglotError, RecursionError) as error:
        raise invalid_statement(_where(error)) from None
    if len(trees) != 1:
        raise invalid_statement("Only one statement can be run at a time.")
    tree = trees[0]
    if not isinstance(tree, sqlglot.exp.Query):
        raise invalid_statement("Only SELECT statements are supported.")
    return Statement(tree, _stores_of(tree, sqlglot.exp), _names_of(tree, sqlglot.exp))


def _sqlglot() -> Any:
    try:
        import sqlglot
    except ImportError:
        raise MissingExtra(
            "CloudTrail Lake queries need sqlglot and duckdb; install them: pip install pytest-awsevents[lake]"
        ) from None
    return sqlglot


def _where(error: Exception) -> str:
    details = getattr(error, "errors", None)
    if not details:
        return "line 1:1: the statement cannot be parsed"
    first = details[0]
    return f"line {first.get('line') or 1}:{first.get('col') or 1}: {first.get('description') or 'syntax error'}"


def _stores_of(tree: Any, exp: Any) -> tuple[str, ...]:
    """The ids in FROM and JOIN; anything else there is refused, but for common table expressions."""
    if any(node for kind in (exp.Into, exp.Lock, exp.Placeholder, exp.Parameter) for node in tree.find_all(kind)):
        raise invalid_statement("The statement has parts that are not supported.")
    if sum(1 for _ in tree.find_all(exp.Table)) > _MAX_TABLES:  # planning more joins is beyond the bound of time
        raise invalid_statement(f"A statement can name at most {_MAX_TABLES} tables.")
    local = {one.alias.lower() for one in tree.find_all(exp.CTE)}
    found: dict[str, None] = {}
    for table in tree.find_all(exp.Table):
        name = table.name
        if not isinstance(table.this, exp.Identifier) or table.args.get("db"):
            raise invalid_statement(f"{table.sql()} is not an event data store.")
        if _ID.fullmatch(name):
            found[name.lower()] = None
        elif name.lower() not in local:
            raise invalid_statement(f"Table {name} does not exist: FROM takes the ID of an event data store.")
    if not found:
        raise invalid_statement("The statement must read from an event data store.")
    return tuple(found)


def _names_of(tree: Any, exp: Any) -> tuple[str | None, ...]:
    """As recorded: the alias, else the column as typed, of a nested one the last part, else `_col<N>`."""
    while isinstance(tree, exp.SetOperation | exp.Subquery):
        tree = tree.this
    naming: Callable[[int, exp.Expression], str | None] = lambda number, one: _name(number, one, exp)  # noqa: E731
    return tuple(naming(number, one) for number, one in enumerate(tree.expressions))


def _name(number: int, one: Any, exp: Any) -> str | None:
    while isinstance(one, exp.Paren):
        one = one.this
    if one.is_star:
        return None
    if isinstance(one, exp.Alias):
        return str(one.alias)
    if isinstance(one, exp.Dot):
        return str(one.expression.name)
    return str(one.name) if isinstance(one, exp.Column) else f"_col{number}"
