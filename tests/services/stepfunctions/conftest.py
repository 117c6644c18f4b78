from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, made_client, refused_exactly

DEFINITION = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})


@pytest.fixture
def definition() -> str:
    return DEFINITION


@pytest.fixture
def states(fake: AwsFake) -> Any:
    return made_client("stepfunctions")


@pytest.fixture
def create(states: Any) -> Any:
    """Makes a state machine; its ARN."""

    def create_state_machine(name: str = "billing", **params: Any) -> str:
        request = {"name": name, "definition": DEFINITION, "roleArn": "arn:aws:iam::123456789012:role/r", **params}
        return states.create_state_machine(**request)["stateMachineArn"]

    return create_state_machine


@pytest.fixture
def refused() -> Refused:
    return refused_exactly
