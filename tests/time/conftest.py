from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake

NOON = "2026-03-02T12:00:00Z"  # a Monday


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="time", now=NOON) as active:
        yield active


@pytest.fixture
def events(fake: AwsFake) -> Any:
    return fake.client("events")


@pytest.fixture
def queue(fake: AwsFake) -> Any:
    return fake.sqs.queue("q")


@pytest.fixture
def fires(fake: AwsFake) -> Callable[..., list[str]]:
    """When rules fired so far, or one of them."""

    def fires_of(rule: str | None = None) -> list[str]:
        ticks = fake.recorded.ticks.matching(lambda tick: tick.kind == "schedule" and rule in (None, tick.name))
        return [f"{tick.due:%Y-%m-%dT%H:%M:%SZ}" for tick in ticks]

    return fires_of
