"""A fake with a `cloudtrail` client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents.fake import AwsFake

Refused = Callable[..., AbstractContextManager[None]]
ACTIVITY = [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["ActivityAuditLog"]}]}]


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t", now="2026-01-05T09:00:00Z") as active:
        yield active


@pytest.fixture(scope="session")
def _session() -> Any:
    return boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name="us-east-1")


@pytest.fixture(scope="session")
def _client(_session: Any) -> Any:
    """Made once, before any fake is active: making a client costs more than a test of this folder."""
    return _session.client("cloudtrail")


@pytest.fixture(scope="session")
def _s3_client(_session: Any) -> Any:
    return _session.client("s3")


@pytest.fixture
def cloudtrail(fake: AwsFake, _client: Any) -> Any:
    return _client


@pytest.fixture
def s3(fake: AwsFake, _s3_client: Any) -> Any:
    return _s3_client


@pytest.fixture
def refused() -> Refused:
    """`with refused("InvalidParameterException", "text"): ...` expects that error, with a message holding that text."""

    @contextmanager
    def expect(code: str, text: str = "") -> Iterator[None]:
        with pytest.raises(ClientError) as caught:
            yield
        error = caught.value.response["Error"]
        assert error["Code"] == code, error
        assert text in error["Message"]

    return expect
