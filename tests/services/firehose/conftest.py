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
        active.clock.freeze("2026-03-04T05:06:07Z")
        yield active


@pytest.fixture(scope="session")
def _client() -> Any:
    """Made once, before any fake is active: making a client costs more than a test of this folder."""
    session = boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name="us-east-1")
    return session.client("firehose")


@pytest.fixture
def firehose(fake: AwsFake, _client: Any) -> Any:
    return _client


class Refused:
    """`with refused("InvalidArgumentException", "text"): ...` expects an AWS error of that code and message."""

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
