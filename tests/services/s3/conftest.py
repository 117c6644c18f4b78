"""A fake with a client and a bucket, for tests of S3 alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake
from tests.services.clients import made_client


@pytest.fixture
def s3(fake: AwsFake) -> Any:
    return made_client("s3")


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
