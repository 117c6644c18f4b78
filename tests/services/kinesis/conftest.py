from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, made_client, refused_exactly


@pytest.fixture
def kinesis(fake: AwsFake) -> Any:
    return made_client("kinesis")


@pytest.fixture
def name(kinesis: Any) -> str:
    """The name of a stream of two shards."""
    kinesis.create_stream(StreamName="clicks", ShardCount=2)
    return "clicks"


@pytest.fixture
def refused() -> Refused:
    return refused_exactly


@pytest.fixture
def read(kinesis: Any) -> Any:
    """Reads a shard with an iterator of a kind; the data of its records."""

    def data(shard: str = "shardId-000000000000", kind: str = "TRIM_HORIZON", **params: Any) -> list[bytes]:
        iterator = kinesis.get_shard_iterator(StreamName="clicks", ShardId=shard, ShardIteratorType=kind, **params)
        return [one["Data"] for one in kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"]]

    return data
