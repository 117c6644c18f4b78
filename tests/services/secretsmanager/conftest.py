"""A fake with a `secretsmanager` client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents.fake import AwsFake

Refused = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        yield active


@pytest.fixture(scope="session")
def _client() -> Any:
    """Made once, before any fake is active: making a client costs more than a test of this folder."""
    session = boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name="us-east-1")
    return session.client("secretsmanager")


@pytest.fixture
def secrets(fake: AwsFake, _client: Any) -> Any:
    return _client


@pytest.fixture
def refused() -> Refused:
    """`with refused("InvalidRequestException", "text"): ...` expects that error, with a message holding that text."""

    @contextmanager
    def expect(code: str, text: str = "") -> Iterator[None]:
        with pytest.raises(ClientError) as caught:
            yield
        error = caught.value.response["Error"]
        assert error["Code"] == code, error
        assert text in error["Message"]

    return expect
