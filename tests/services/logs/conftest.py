from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents.fake import AwsFake

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


@pytest.fixture(scope="session")
def _client() -> Any:
    """Made once, before any fake is active: making a client costs more than a test of this folder."""
    session = boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name="us-east-1")
    return session.client("logs")


@pytest.fixture
def logs(fake: AwsFake, _client: Any) -> Any:
    return _client


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


class Refused:
    """`with refused("InvalidParameterException", "text"): ...` expects an AWS error of that code and message."""

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
