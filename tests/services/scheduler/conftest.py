from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_awsevents.fake import AwsFake

NOON = "2026-03-02T12:00:00Z"  # a Monday
ROLE = "arn:aws:iam::123456789012:role/scheduler"


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="scheduler", now=NOON) as active:
        yield active


@pytest.fixture
def scheduler(fake: AwsFake) -> Any:
    return fake.client("scheduler")


@pytest.fixture
def queue(fake: AwsFake) -> Any:
    return fake.sqs.queue("q")


@pytest.fixture
def params(queue: Any) -> Callable[..., dict[str, Any]]:
    """The parameters of a schedule that sends to the queue; `target` adds to its target."""

    def params_of(
        expression: str = "rate(1 hour)", name: str = "s", target: dict[str, Any] | None = None, **changes: Any
    ) -> dict[str, Any]:
        return {
            "Name": name,
            "ScheduleExpression": expression,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": queue.arn, "RoleArn": ROLE, "Input": "due", **(target or {})},
            **changes,
        }

    return params_of


@pytest.fixture
def create(scheduler: Any, params: Any) -> Callable[..., str]:
    """Makes a schedule by CreateSchedule; gives its ARN."""
    return lambda *args, **changes: str(scheduler.create_schedule(**params(*args, **changes))["ScheduleArn"])


@pytest.fixture
def fires(fake: AwsFake) -> Callable[[], list[str]]:
    """When schedules fired so far, at which instants."""
    return lambda: [f"{tick.at:%Y-%m-%dT%H:%M:%SZ}" for tick in fake.recorded.ticks if tick.kind == "schedule"]


@pytest.fixture
def message() -> Callable[[Callable[[], object]], str]:
    """`Code: text` of the error that AWS answers a call with."""

    def message_of(call: Callable[[], object]) -> str:
        with pytest.raises(ClientError) as caught:
            call()
        error = caught.value.response["Error"]
        return f"{error['Code']}: {error['Message']}"

    return message_of
