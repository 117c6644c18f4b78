"""A fake with a client, for tests of SQS alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        yield active


@pytest.fixture
def sqs(fake: AwsFake) -> Any:
    return fake.client("sqs")


@pytest.fixture
def url(sqs: Any) -> str:
    """The URL of a standard queue with AWS's defaults."""
    return sqs.create_queue(QueueName="jobs")["QueueUrl"]


@pytest.fixture
def fifo_url(sqs: Any) -> str:
    """The URL of a FIFO queue that takes messages without a deduplication id."""
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    return sqs.create_queue(QueueName="jobs.fifo", Attributes=attributes)["QueueUrl"]
