"""Waiters poll without sleeping; time that the fake holds passes by what they would have slept."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import WaiterError

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.fake import AwsFake

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEFINE: Any = {"FunctionName": "f"}


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} s")

    monkeypatch.setattr(time, "sleep", sleep)


def stub_states(fake: AwsFake, *states: str) -> None:
    left = list(states)
    fake.stub("lambda", "get_function_configuration", lambda _: {"State": left.pop(0)})


def wait(**config: int) -> None:
    boto3.client("lambda").get_waiter("function_active").wait(**DEFINE, WaiterConfig=config)


def test_a_waiter_polls_until_it_is_so(fake: AwsFake) -> None:
    stub_states(fake, "Pending", "Pending", "Active")
    wait()
    assert len(fake.recorded.calls) == 3


def test_a_waiter_gives_up_as_configured(fake: AwsFake) -> None:
    stub_states(fake, *["Pending"] * 9)
    with pytest.raises(WaiterError, match="Max attempts exceeded"):
        wait(Delay=1000, MaxAttempts=4)
    assert len(fake.recorded.calls) == 4


def test_a_waiter_sees_failure(fake: AwsFake) -> None:
    stub_states(fake, "Pending", "Failed")
    with pytest.raises(WaiterError, match="terminal failure state"):
        wait()


def test_time_passes_by_what_a_waiter_would_have_slept(fake: AwsFake) -> None:
    fake.clock.freeze(NOON)
    stub_states(fake, "Pending", "Pending", "Active")
    wait(Delay=30)
    assert fake.clock.now == datetime.now(UTC) == NOON + timedelta(minutes=1)
    assert [call.at - NOON for call in fake.recorded.calls] == [timedelta(seconds=30 * n) for n in range(3)]


def test_what_falls_due_while_a_waiter_waits_runs_at_its_instant(fake: AwsFake) -> None:
    fake.clock.freeze(NOON)
    states = ["Pending"]
    seen: list[datetime] = []

    def activate() -> None:
        states[0] = "Active"
        seen.append(datetime.now(UTC))

    fake.stub("lambda", "get_function_configuration", lambda _: {"State": states[0]})
    fake.agenda.add(NOON + timedelta(seconds=70), activate, "activation")
    wait(Delay=30)
    assert seen == [NOON + timedelta(seconds=70)]
    assert fake.clock.now == NOON + timedelta(seconds=90)


def test_real_time_does_not_pass(fake: AwsFake) -> None:
    stub_states(fake, "Pending", "Active")
    before = datetime.now(UTC)
    wait(Delay=3600)
    assert datetime.now(UTC) - before < timedelta(minutes=1)
    assert not fake.clock.frozen


def test_a_waiter_in_work_that_fell_due_does_not_move_the_clock(fake: AwsFake) -> None:
    fake.clock.freeze(NOON)
    stub_states(fake, "Pending", "Active")
    fake.agenda.add(NOON + timedelta(minutes=1), wait, "waits")
    fake.clock.tick(minutes=5)
    assert len(fake.recorded.calls) == 2
    assert fake.clock.now == NOON + timedelta(minutes=5)


def test_waiters_of_s3_understand_the_codes_that_tests_write(fake: AwsFake) -> None:
    fake.stub("s3", "head_object", {"ContentLength": 1})
    fake.stub("s3", "head_object", AwsError("404", "Not Found"), times=2)
    boto3.client("s3").get_waiter("object_exists").wait(Bucket="b", Key="k")
    assert [call.error is None for call in fake.recorded.calls] == [False, False, True]


def test_the_sleep_of_the_process_is_as_before_afterwards() -> None:
    import botocore.waiter

    with AwsFake():
        assert botocore.waiter.time is not time
        assert botocore.waiter.time.monotonic is time.monotonic
    assert botocore.waiter.time is time
