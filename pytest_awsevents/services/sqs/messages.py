"""One message, and how AWS computes checksums and sizes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.base import milliseconds as milliseconds

Attributes: TypeAlias = Mapping[str, Mapping[str, Any]]
"""Message attributes by name, each a structure of DataType and StringValue or BinaryValue."""

Status: TypeAlias = Literal["ready", "delayed", "in flight", "gone"]


@dataclass(slots=True, eq=False)
class Message:
    """A message in one queue. All times are milliseconds since the epoch, as SQS counts them.

    `due` is when it becomes visible, for the first time or again. `receive_count` goes with the message from queue to
    queue, `receives_here` is what a redrive policy counts. `handle` is the receipt handle last given out.
    """

    id: str
    body: str
    md5: str
    size: int
    sender: str
    sent: int
    due: int
    attributes: Attributes | None = None
    attributes_md5: str | None = None
    trace: str | None = None
    group: str | None = None
    deduplication: str | None = None
    sequence: str | None = None
    dead_letter_source: str | None = None
    order: int = 0
    status: Status = "ready"
    receive_count: int = 0
    receives_here: int = 0
    first_received: int | None = None
    received: int = 0
    handle: str | None = None


def md5_of_text(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def md5_of_attributes(attributes: Attributes) -> str:
    """The MD5 of message attributes (developer guide, "Calculating the MD5 message digest for message attributes")."""
    digest = hashlib.md5(usedforsecurity=False)
    for name in sorted(attributes):
        value = attributes[name]
        data_type = value["DataType"]
        binary = data_type.startswith("Binary")
        content = bytes(value["BinaryValue"]) if binary else utf8(value["StringValue"])
        for part in (utf8(name), utf8(data_type)):
            digest.update(len(part).to_bytes(4, "big") + part)
        digest.update((b"\x02" if binary else b"\x01") + len(content).to_bytes(4, "big") + content)
    return digest.hexdigest()


def size_of_attributes(attributes: Attributes) -> int:
    """What attributes add to the size of a message: names, types and values."""
    return sum(
        len(utf8(name))
        + len(utf8(value["DataType"]))
        + len(utf8(value.get("StringValue", "")))
        + len(value.get("BinaryValue", b""))
        for name, value in attributes.items()
    )
