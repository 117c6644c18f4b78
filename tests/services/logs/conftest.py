from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, made_client, refused_exactly

NOW = 1767225600000  # 2026-01-01T00:00:00Z in milliseconds


@pytest.fixture
def now() -> int:
    """The time of the fake, in milliseconds."""
    return NOW


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        active.clock.freeze("2026-01-01T00:00Z")
        yield active


@pytest.fixture
def logs(fake: AwsFake) -> Any:
    return made_client("logs")


@pytest.fixture
def put(logs: Any) -> Any:
    """Writes (seconds from now, message) into a stream of the group `app`; makes both."""

    def put_events(*events: tuple[float, str], stream: str = "web") -> Any:
        if not logs.describe_log_groups(logGroupNamePrefix="app")["logGroups"]:
            logs.create_log_group(logGroupName="app")
        if not logs.describe_log_streams(logGroupName="app", logStreamNamePrefix=stream)["logStreams"]:
            logs.create_log_stream(logGroupName="app", logStreamName=stream)
        log_events = [{"timestamp": NOW + int(seconds * 1000), "message": message} for seconds, message in events]
        return logs.put_log_events(logGroupName="app", logStreamName=stream, logEvents=log_events)

    return put_events


@pytest.fixture
def refused() -> Refused:
    return refused_exactly
