from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_awsevents import AwsFake


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="delivery", now="2026-03-01T12:00Z") as fake:
        yield fake


@pytest.fixture
def events(fake):
    return fake.eventbridge
