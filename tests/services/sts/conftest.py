"""A fake with an `sts` client."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, made_client, refused_with


@pytest.fixture
def sts(fake: AwsFake) -> Any:
    fake.clock.freeze("2026-12-01T09:00Z")
    return made_client("sts")


@pytest.fixture
def refused() -> Refused:
    return refused_with
