"""Values as query results show them: texts, all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias

Render: TypeAlias = Callable[[Any], str]
NULL = "null"


def renderer(type_: Any) -> Render:
    """How values of a DuckDB type are written."""
    return _nullable(_of(type_))


def _nullable(render: Render) -> Render:
    return lambda value: NULL if value is None else render(value)


def _of(type_: Any) -> Render:
    kind = type_.id
    if kind == "struct":
        fields = [(name.lower(), renderer(child)) for name, child in type_.children]
        return partial(_struct, fields)
    if kind in ("list", "array"):
        return partial(_list, renderer(type_.children[0][1]))
    if kind == "map":
        return partial(_map, renderer(type_.children[0][1]), renderer(type_.children[1][1]))
    return _scalar


def _struct(fields: list[tuple[str, Render]], value: dict[str, Any]) -> str:
    written = (f"{name}={render(item)}" for (name, render), item in zip(fields, value.values(), strict=True))
    return "{" + ", ".join(written) + "}"


def _list(render: Render, value: list[Any]) -> str:
    return "[" + ", ".join(render(item) for item in value) + "]"


def _map(render_key: Render, render_value: Render, value: dict[Any, Any]) -> str:
    return "{" + ", ".join(f"{render_key(key)}={render_value(item)}" for key, item in value.items()) + "}"


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.") + f"{value.microsecond // 1000:03}"
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
