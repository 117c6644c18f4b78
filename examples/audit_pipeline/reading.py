"""Reads the objects that AppFabric delivers; their keys say what is in them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

s3 = boto3.client("s3")


@dataclass(frozen=True)
class DeliveredObject:
    """`[prefix/]AWSAppFabric/AuditLog/<schema>/<format>/<app>/...`."""

    bucket: str
    key: str

    @property
    def _levels(self) -> list[str]:
        return self.key.partition("AWSAppFabric/AuditLog/")[2].split("/")

    @property
    def schema(self) -> str:
        return self._levels[0]

    @property
    def format(self) -> str:
        return self._levels[1]

    @property
    def app(self) -> str:
        return self._levels[2]

    def documents(self) -> Iterator[dict[str, Any]]:
        """What was delivered, in order."""
        body = s3.get_object(Bucket=self.bucket, Key=self.key)["Body"].read()
        if self.format == "PARQUET":
            yield from _rows(body)
        else:
            yield from (json.loads(line) for line in body.splitlines())


def _rows(body: bytes) -> Iterator[dict[str, Any]]:
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        file = Path(folder, "logs.parquet")
        file.write_bytes(body)
        found = database.execute("SELECT * FROM read_parquet(?)", [str(file)])
        names = [column[0] for column in found.description]
        for row in found.fetchall():
            yield dict(zip(names, row, strict=True))
