from __future__ import annotations

from typing import Any

import boto3
import pytest

from pytest_awsevents import AwsFake


@pytest.fixture
def client(fake: AwsFake) -> Any:
    return boto3.client("lambda")


@pytest.fixture
def created(client: Any) -> Any:
    """The answer of CreateFunction for a function named `resize`."""
    return client.create_function(
        FunctionName="resize",
        Runtime="python3.12",
        Role="arn:aws:iam::123456789012:role/images",
        Handler="app.handler",
        Code={"ZipFile": b"the code"},
        Tags={"team": "images"},
    )
