from __future__ import annotations

import json
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
    return session.client("sns")


@pytest.fixture
def sns(fake: AwsFake, _client: Any) -> Any:
    return _client


@pytest.fixture
def arn(sns: Any) -> str:
    """The ARN of a standard topic with AWS's defaults."""
    return sns.create_topic(Name="orders")["TopicArn"]


@pytest.fixture
def fifo_arn(sns: Any) -> str:
    """The ARN of a FIFO topic that takes messages without a deduplication id."""
    attributes = {"FifoTopic": "true", "ContentBasedDeduplication": "true"}
    return sns.create_topic(Name="orders.fifo", Attributes=attributes)["TopicArn"]


class Refused:
    """`with refused("NotFound", "text"): ...` expects an AWS error of that code with that message."""

    @contextmanager
    def __call__(self, code: str, message: str | None = None) -> Iterator[None]:
        with pytest.raises(ClientError) as caught:
            yield
        error = caught.value.response["Error"]
        assert error["Code"] == code
        if message is not None:
            assert error["Message"] == message


@pytest.fixture
def refused() -> Refused:
    return Refused()


@pytest.fixture
def envelopes(fake: AwsFake) -> Any:
    """The notifications in a queue, parsed."""
    return lambda queue: [json.loads(body) for body in queue.bodies()]
