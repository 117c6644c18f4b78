"""What Firehose keeps per account and region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope, StateKey

DESTINATION_ID = "destinationId-000000000001"


@dataclass(frozen=True, slots=True)
class Buffered:
    """A record that waits to be delivered."""

    id: str
    data: bytes
    at: datetime


@dataclass(slots=True, eq=False)
class Buffer:
    """The records of the next object, with the work that will deliver them."""

    records: list[Buffered] = field(default_factory=list)
    size: int = 0
    work: Work | None = None


@dataclass(slots=True, eq=False)
class DeliveryStream:
    """A delivery stream; `settings` is its ExtendedS3DestinationConfiguration with AWS's defaults filled in."""

    name: str
    arn: str
    account: str
    created: datetime
    settings: Mapping[str, Any]
    version: int = 1
    updated: datetime | None = None
    source: Mapping[str, Any] | None = None
    encryption: Mapping[str, Any] | None = None
    tags: dict[str, str] = field(default_factory=dict)
    buffer: Buffer = field(default_factory=Buffer)


@dataclass(slots=True, eq=False)
class FirehoseState:
    """All of Firehose in one account and region."""

    streams: dict[str, DeliveryStream] = field(default_factory=dict)


def _new_state(_: Scope) -> FirehoseState:
    return FirehoseState()


FIREHOSE = StateKey("firehose", _new_state)


def find_stream(scope: Scope, name: str) -> DeliveryStream:
    stream = scope.state(FIREHOSE).streams.get(name)
    if stream is None:
        raise AwsError("ResourceNotFoundException", f"Firehose {name} under account {scope.account} not found.")
    return stream


def invalid(message: str) -> AwsError:
    return AwsError("InvalidArgumentException", message)
