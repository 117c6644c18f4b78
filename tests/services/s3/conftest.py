"""A fake with a client and a bucket, for tests of S3 alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        yield active


@pytest.fixture(scope="session")
def client_of_all_tests() -> Any:
    """One client for all tests: making one takes longer than most tests, and it holds no state of a fake."""
    return boto3.Session("key", "secret", region_name="us-east-1").client("s3")


@pytest.fixture
def s3(fake: AwsFake, client_of_all_tests: Any) -> Any:
    return client_of_all_tests


@pytest.fixture
def bucket(s3: Any) -> str:
    """The name of a bucket with S3's defaults."""
    s3.create_bucket(Bucket="files")
    return "files"


@pytest.fixture
def versioned(s3: Any) -> str:
    """The name of a bucket that keeps versions."""
    s3.create_bucket(Bucket="history")
    s3.put_bucket_versioning(Bucket="history", VersioningConfiguration={"Status": "Enabled"})
    return "history"


class Refused:
    """`with refused("NoSuchKey", 404, "text"): ...` expects an AWS error of that code, status and message."""

    @contextmanager
    def __call__(self, code: str, status: int | None = None, message: str | None = None) -> Iterator[dict[str, Any]]:
        caught: dict[str, Any] = {}
        with pytest.raises(ClientError) as error:
            yield caught
        response = error.value.response
        caught.update(response["Error"])
        assert response["Error"]["Code"] == code, response["Error"]
        if status is not None:
            assert response["ResponseMetadata"]["HTTPStatusCode"] == status
        if message is not None:
            assert message in response["Error"]["Message"]


@pytest.fixture
def refused() -> Refused:
    return Refused()
