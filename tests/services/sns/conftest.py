from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, made_client, refused_exactly


@pytest.fixture
def sns(fake: AwsFake) -> Any:
    return made_client("sns")


@pytest.fixture
def arn(sns: Any) -> str:
    """The ARN of a standard topic with AWS's defaults."""
    return sns.create_topic(Name="orders")["TopicArn"]


@pytest.fixture
def fifo_arn(sns: Any) -> str:
    """The ARN of a FIFO topic that takes messages without a deduplication id."""
    attributes = {"FifoTopic": "true", "ContentBasedDeduplication": "true"}
    return sns.create_topic(Name="orders.fifo", Attributes=attributes)["TopicArn"]


@pytest.fixture
def refused() -> Refused:
    return refused_exactly


@pytest.fixture
def envelopes(fake: AwsFake) -> Any:
    """The notifications in a queue, parsed."""
    return lambda queue: [json.loads(body) for body in queue.bodies()]
