"""A fake with a `secretsmanager` client."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, made_client, refused_with


@pytest.fixture
def secrets(fake: AwsFake) -> Any:
    return made_client("secretsmanager")


@pytest.fixture
def refused() -> Refused:
    return refused_with
