"""The bytes of delivered objects: JSON, one document a line, or Parquet, one row a document."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_awsevents.core.errors import MissingExtra
from pytest_awsevents.core.records import Json
from pytest_awsevents.services.appfabric.ocsf.classes import ATTRIBUTES, NUMBER, TEXT, Shape

_TO_TABLE = "CREATE TABLE logs AS SELECT unnest(from_json(?::JSON, ?)) AS log"
_TO_FILE = "COPY (SELECT log.* FROM logs) TO '{}' (FORMAT parquet, COMPRESSION snappy)"


def rendered(documents: Sequence[Mapping[str, Json]], schema: str, format: str) -> bytes:
    """An object that holds these documents."""
    if format == "json":
        return b"".join(as_line(document) + b"\n" for document in documents)
    return parquet(documents, ATTRIBUTES if schema == "ocsf" else columns_of(documents))


def as_line(document: Mapping[str, Json]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def parquet(documents: Sequence[Mapping[str, Json]], columns: Shape) -> bytes:
    """A Parquet file; needs DuckDB, which the extra `parquet` brings."""
    try:
        import duckdb
    except ImportError:
        raise MissingExtra(
            "an ingestion destination of AppFabric wants Parquet, which DuckDB writes: "
            "pip install pytest-awsevents[parquet]"
        ) from None
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        file = Path(folder, "logs.parquet")
        database.execute(_TO_TABLE, [json.dumps(documents, default=str), json.dumps([columns])])
        database.execute(_TO_FILE.format(str(file).replace("'", "''")))
        return file.read_bytes()


def columns_of(documents: Iterable[Json]) -> Shape:
    """The shape that all of some objects fit: what differs from one to the other is text."""
    shapes: dict[str, list[Any]] = {}
    for document in documents:
        for name, value in document.items():
            shapes.setdefault(name, []).append(value)
    return {name: _shape(values) for name, values in shapes.items()}


def _shape(values: Iterable[Json]) -> Shape:
    present = [value for value in values if value is not None]
    kinds = {type(value) for value in present}
    if kinds == {dict} and any(present):
        return columns_of(present)
    if kinds == {list}:
        return [_shape(item for value in present for item in value)]
    if kinds == {bool}:
        return "BOOLEAN"
    if kinds == {int}:
        return NUMBER if all(-(2**63) <= value < 2**63 for value in present) else TEXT
    return "DOUBLE" if kinds and kinds <= {int, float} else TEXT
