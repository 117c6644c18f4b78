"""A fake with a client, for tests of SQS alone."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, made_client, refused_exactly


@pytest.fixture
def sqs(fake: AwsFake) -> Any:
    return made_client("sqs")


@pytest.fixture
def url(sqs: Any) -> str:
    """The URL of a standard queue with AWS's defaults."""
    return sqs.create_queue(QueueName="jobs")["QueueUrl"]


@pytest.fixture
def fifo_url(sqs: Any) -> str:
    """The URL of a FIFO queue that takes messages without a deduplication id."""
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    return sqs.create_queue(QueueName="jobs.fifo", Attributes=attributes)["QueueUrl"]


@pytest.fixture
def refused() -> Refused:
    return refused_exactly


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
