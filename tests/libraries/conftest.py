from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from pytest_awsevents import AwsFake


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        yield active


@pytest.fixture
def s3(fake: AwsFake) -> Any:
    return boto3.client("s3")


@pytest.fixture
def bucket(fake: AwsFake) -> str:
    """The name of an empty bucket."""
    return fake.s3.bucket("files").name
