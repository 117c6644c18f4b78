from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, made_client, refused_exactly


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        active.clock.freeze("2026-03-04T05:06:07Z")
        yield active


@pytest.fixture
def firehose(fake: AwsFake) -> Any:
    return made_client("firehose")


@pytest.fixture
def refused() -> Refused:
    return refused_exactly
