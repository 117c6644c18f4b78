"""What sqlglot leaves undone between Trino and DuckDB, and what Lake has of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlglot import exp, parse_one

from pytest_awsevents.services.cloudtrail.lake.errors import invalid_statement

_NOW = (exp.CurrentTimestamp, exp.Localtimestamp)
_JODA = {
    "yyyy": "%Y",
    "yy": "%y",
    "y": "%Y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "M": "%-m",
    "EEEE": "%A",
    "EEE": "%a",
    "EE": "%a",
    "E": "%a",
    "dd": "%d",
    "d": "%-d",
    "HH": "%H",
    "H": "%-H",
    "hh": "%I",
    "h": "%-I",
    "mm": "%M",
    "m": "%-M",
    "ss": "%S",
    "s": "%-S",
    "SSS": "%g",
    "a": "%p",
    "Z": "+0000",
}
"""The letters of format_datetime, which are Joda's, as strftime has them."""
_JODA_PART = re.compile(r"''|'((?:[^']|'')+)'|([A-Za-z])\2*|.", re.DOTALL)


def translated(tree: exp.Expression, sources: Mapping[str, str], now: datetime) -> str:
    """The SQL for DuckDB."""
    ready = tree.copy().transform(lambda node: _node(node, sources, now))
    return str(ready.sql(dialect="duckdb"))


def _node(node: exp.Expression, sources: Mapping[str, str], now: datetime) -> Any:
    if isinstance(node, exp.Table) and node.name.lower() in sources:
        return _source(node, sources, now)
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


def _source(table: exp.Table, sources: Mapping[str, str], now: datetime) -> exp.Expression:
    subquery = exp.Subquery(this=parse_one(sources[table.name.lower()], read="duckdb"))
    alias = table.args.get("alias")
    subquery.set("alias", alias.copy() if alias else exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
    for join in table.args.get("joins") or ():  # within parentheses
        subquery.append("joins", join.transform(_node, sources, now))
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
    written = ""
    for part in _JODA_PART.finditer(form.name):
        if part[2]:
            if part[0] not in _JODA:
                raise invalid_statement(f"format_datetime: the pattern {part[0]} is not supported.")
            written += _JODA[part[0]]
        else:
            written += (part[1] or part[0]).replace("''", "'").replace("%", "%%")
    return exp.Anonymous(this="strftime", expressions=[value.copy(), exp.Literal.string(written)])


def _at_timezone(value: exp.Expression, zone: exp.Expression) -> exp.Expression:
    return _in_zone(value, zone)


def _json_size(value: exp.Expression, path: exp.Expression) -> exp.Expression:
    """The number of members of an object, or of elements of an array; nothing else has any."""
    keys = exp.Anonymous(this="json_keys", expressions=[value.copy(), path.copy()])
    elements = exp.Anonymous(this="json_array_length", expressions=[value.copy(), path.copy()])
    return exp.Anonymous(this="greatest", expressions=[exp.Anonymous(this="len", expressions=[keys]), elements])


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
