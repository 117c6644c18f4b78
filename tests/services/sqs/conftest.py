"""A fake with a client, for tests of SQS alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents.fake import AwsFake


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        yield active


@pytest.fixture(scope="session")
def _client() -> Any:
    """Made once, before any fake is active: making a client costs more than a test of this folder."""
    session = boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name="us-east-1")
    return session.client("sqs")


@pytest.fixture
def sqs(fake: AwsFake, _client: Any) -> Any:
    return _client


@pytest.fixture
def url(sqs: Any) -> str:
    """The URL of a standard queue with AWS's defaults."""
    return sqs.create_queue(QueueName="jobs")["QueueUrl"]


@pytest.fixture
def fifo_url(sqs: Any) -> str:
    """The URL of a FIFO queue that takes messages without a deduplication id."""
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    return sqs.create_queue(QueueName="jobs.fifo", Attributes=attributes)["QueueUrl"]


class Refused:
    """`with refused("QueueDoesNotExist", "text"): ...` expects an AWS error of that name with that message."""

    @contextmanager
    def __call__(self, name: str, message: str | None = None) -> Iterator[None]:
        with pytest.raises(ClientError) as caught:
            yield
        error = caught.value.response["Error"]
        assert name in (error["Code"], error.get("QueryErrorCode")), error
        if message is not None:
            assert error["Message"] == message


@pytest.fixture
def refused() -> Refused:
    return Refused()


class Clock:
    """Freezes the time of the fake at a round instant on first use."""

    start = 1767225600000  # 2026-01-01T00:00:00Z in milliseconds

    def __init__(self, fake: AwsFake) -> None:
        fake.clock.freeze("2026-01-01T00:00Z")
        self._fake = fake

    def tick(self, seconds: float) -> None:
        self._fake.clock.tick(seconds)


@pytest.fixture
def clock(fake: AwsFake) -> Clock:
    return Clock(fake)
