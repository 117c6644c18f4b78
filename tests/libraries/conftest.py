from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_awsevents import AwsFake


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        yield active
