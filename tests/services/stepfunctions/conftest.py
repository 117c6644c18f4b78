from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents.fake import AwsFake

DEFINITION = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})


@pytest.fixture
def definition() -> str:
    return DEFINITION


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        yield active


@pytest.fixture(scope="session")
def _client() -> Any:
    """Made once, before any fake is active: making a client costs more than a test of this folder."""
    session = boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name="us-east-1")
    return session.client("stepfunctions")


@pytest.fixture
def states(fake: AwsFake, _client: Any) -> Any:
    return _client


@pytest.fixture
def create(states: Any) -> Any:
    """Makes a state machine; its ARN."""

    def create_state_machine(name: str = "billing", **params: Any) -> str:
        request = {"name": name, "definition": DEFINITION, "roleArn": "arn:aws:iam::123456789012:role/r", **params}
        return states.create_state_machine(**request)["stateMachineArn"]

    return create_state_machine


class Refused:
    """`with refused("InvalidName", "text"): ...` expects an AWS error of that code and message."""

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
