"""What sqlglot leaves undone between Trino and DuckDB, and what Lake has of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlglot import exp, parse_one

from pytest_awsevents.services.cloudtrail.lake.errors import invalid_statement

_NOW = (exp.CurrentTimestamp, exp.Localtimestamp)
# Joda's letters of format_datetime, longest first.
_JODA = {
    "yyyy": "%Y",
    "MMMM": "%B",
    "EEEE": "%A",
    "SSS": "%g",
    "MMM": "%b",
    "EEE": "%a",
    "yy": "%y",
    "MM": "%m",
    "dd": "%d",
    "HH": "%H",
    "hh": "%I",
    "mm": "%M",
    "ss": "%S",
    "d": "%-d",
    "a": "%p",
    "Z": "+0000",
}


def translated(tree: exp.Expression, sources: Mapping[str, str], now: datetime) -> str:
    """The SQL for DuckDB."""
    ready = tree.copy().transform(lambda node: _node(node, sources, now))
    return str(ready.sql(dialect="duckdb"))


def _node(node: exp.Expression, sources: Mapping[str, str], now: datetime) -> Any:
    if isinstance(node, exp.Table) and node.name.lower() in sources:
        return _source(node, sources[node.name.lower()])
    if isinstance(node, _NOW):
        return parse_one(f"CAST('{now:%Y-%m-%d %H:%M:%S.%f}' AS TIMESTAMP)", read="duckdb")
    if isinstance(node, exp.CurrentDate):
        return parse_one(f"CAST('{now:%Y-%m-%d}' AS DATE)", read="duckdb")
    if isinstance(node, exp.DataType) and node.this in (exp.DataType.Type.TIMESTAMPTZ, exp.DataType.Type.TIMESTAMP):
        return exp.DataType.build("TIMESTAMP", dialect="duckdb")  # all of Lake is UTC
    if isinstance(node, exp.FromISO8601Timestamp):
        return exp.cast(node.this, "TIMESTAMP", dialect="duckdb")
    if isinstance(node, exp.AtTimeZone):
        return _in_zone(node.this, node.args["zone"])
    if isinstance(node, exp.UnixToTime):
        micros = exp.cast(exp.Mul(this=exp.Paren(this=node.this), expression=exp.Literal.number(1_000_000)), "BIGINT")
        return exp.Anonymous(this="make_timestamp", expressions=[micros])
    if isinstance(node, exp.Unnest):
        return _unnest(node)
    if isinstance(node, exp.Anonymous) and node.name.lower() in _FUNCTIONS:
        return _FUNCTIONS[node.name.lower()](*node.expressions)
    return node


def _source(table: exp.Table, query: str) -> exp.Expression:
    subquery = exp.Subquery(this=parse_one(query, read="duckdb"))
    alias = table.args.get("alias")
    subquery.set("alias", alias.copy() if alias else exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
    for join in table.args.get("joins") or ():
        subquery.append("joins", join.copy())
    return subquery


def _in_zone(value: exp.Expression, zone: exp.Expression) -> exp.Expression:
    if zone.name.upper() == "UTC":
        return value
    utc = exp.AtTimeZone(this=exp.Paren(this=value.copy()), zone=exp.Literal.string("UTC"))
    return exp.Paren(this=exp.Anonymous(this="timezone", expressions=[zone.copy(), utc]))


def _unnest(node: exp.Unnest) -> exp.Expression:
    """Trino makes one column of each field of the rows in an array; with one name, DuckDB does the same."""
    alias = node.args.get("alias")
    columns = () if alias is None else alias.args.get("columns") or ()
    if alias is None or len(columns) < 2 or len(node.expressions) != 1:
        return node
    inner = exp.Select().select(
        exp.Anonymous(
            this="unnest",
            expressions=[
                node.expressions[0].copy(),
                exp.PropertyEQ(this=exp.to_identifier("max_depth"), expression=exp.Literal.number(2)),
            ],
        )
    )
    return exp.Lateral(this=exp.Subquery(this=inner), alias=alias.copy())


def _length_of_matches(array: exp.Expression, test: exp.Expression) -> exp.Expression:
    return exp.Anonymous(
        this="len", expressions=[exp.Anonymous(this="list_filter", expressions=[array.copy(), test.copy()])]
    )


def _any_match(array: exp.Expression, test: exp.Expression) -> exp.Expression:
    return exp.Paren(this=exp.GT(this=_length_of_matches(array, test), expression=exp.Literal.number(0)))


def _none_match(array: exp.Expression, test: exp.Expression) -> exp.Expression:
    return exp.Paren(this=exp.EQ(this=_length_of_matches(array, test), expression=exp.Literal.number(0)))


def _all_match(array: exp.Expression, test: exp.Expression) -> exp.Expression:
    whole = exp.Anonymous(this="len", expressions=[array.copy()])
    return exp.Paren(this=exp.EQ(this=_length_of_matches(array, test), expression=whole))


def _format_datetime(value: exp.Expression, form: exp.Expression) -> exp.Expression:
    text, written = form.name, ""
    while text:
        letters = next((one for one in _JODA if text.startswith(one)), None)
        if letters is None and text[0] == "'":
            quoted, _, text = text[1:].partition("'")
            written += quoted
            continue
        written += text[0] if letters is None else _JODA[letters]
        text = text[1:] if letters is None else text[len(letters) :]
    return exp.Anonymous(this="strftime", expressions=[value.copy(), exp.Literal.string(written)])


def _at_timezone(value: exp.Expression, zone: exp.Expression) -> exp.Expression:
    return _in_zone(value, zone)


def _json_size(value: exp.Expression, path: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this="json_array_length", expressions=[value.copy(), path.copy()])


def _url_extract_host(value: exp.Expression) -> exp.Expression:
    pattern = exp.Literal.string("^[a-zA-Z][a-zA-Z0-9+.-]*://([^/:?#]+)")
    return exp.Anonymous(this="regexp_extract", expressions=[value.copy(), pattern, exp.Literal.number(1)])


def _refuse(*_: exp.Expression) -> exp.Expression:
    raise invalid_statement("The function is not supported.")


_FUNCTIONS: Mapping[str, Callable[..., exp.Expression]] = {
    "any_match": _any_match,
    "none_match": _none_match,
    "all_match": _all_match,
    "format_datetime": _format_datetime,
    "at_timezone": _at_timezone,
    "json_size": _json_size,
    "url_extract_host": _url_extract_host,
    # Of DuckDB, not of Trino: what tells about the machine.
    **dict.fromkeys(
        ("getenv", "current_setting", "version", "read_text", "read_blob", "query", "query_table", "getvariable"),
        _refuse,
    ),
}
