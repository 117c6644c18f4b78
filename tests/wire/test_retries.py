"""Errors are retried as the client's retry configuration says; nothing sleeps; every attempt is recorded."""

from __future__ import annotations

import io
import time
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, UnseekableStreamError

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.fake import AwsFake

THROTTLED = AwsError("ThrottlingException", "slow down")
FAULT = AwsError("InternalFailure", "ouch")


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} s")

    monkeypatch.setattr(time, "sleep", sleep)


def client_with(mode: str, attempts: int | None) -> Any:
    retries: Any = {"mode": mode}
    if attempts is not None:
        retries["total_max_attempts"] = attempts
    return boto3.client("glue", config=Config(retries=retries))


@pytest.mark.parametrize("error", [THROTTLED, FAULT], ids=["throttled", "fault"])
@pytest.mark.parametrize(
    ("mode", "attempts", "expected"),
    [
        ("legacy", None, 5),
        ("legacy", 2, 2),
        ("legacy", 1, 1),
        ("standard", None, 3),
        ("standard", 4, 4),
        ("standard", 1, 1),
        ("adaptive", None, 3),
        ("adaptive", 2, 2),
    ],
)
def test_an_error_that_stays_is_tried_as_often_as_configured(
    fake: AwsFake, mode: str, attempts: int | None, expected: int, error: AwsError
) -> None:
    fake.stub("glue", "start_job_run", error)
    with pytest.raises(ClientError) as caught:
        client_with(mode, attempts).start_job_run(JobName="etl")
    assert caught.value.response["Error"]["Code"] == error.code
    metadata = caught.value.response["ResponseMetadata"]
    assert metadata["RetryAttempts"] == expected - 1
    assert metadata["MaxAttemptsReached"] is True  # type: ignore[typeddict-item]
    assert len(fake.recorded.calls) == expected
    assert {call.error for call in fake.recorded.calls} == {(error.code, error.message)}


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_an_error_that_passes_is_overcome(fake: AwsFake, mode: str) -> None:
    fake.stub("glue", "start_job_run", {"JobRunId": "jr"})
    fake.stub("glue", "start_job_run", THROTTLED, times=2)
    response = client_with(mode, None).start_job_run(JobName="etl")
    assert response["JobRunId"] == "jr"
    assert response["ResponseMetadata"]["RetryAttempts"] == 2
    assert [call.error is None for call in fake.recorded.calls] == [False, False, True]
    assert len({call.seq for call in fake.recorded.calls}) == 3


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_other_errors_are_not_retried(fake: AwsFake, mode: str) -> None:
    fake.stub("glue", "start_job_run", AwsError("EntityNotFoundException", "none"))
    with pytest.raises(ClientError) as caught:
        client_with(mode, None).start_job_run(JobName="etl")
    assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 0
    assert "MaxAttemptsReached" not in caught.value.response["ResponseMetadata"]
    assert len(fake.recorded.calls) == 1


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_retries_work_under_a_freeze(fake: AwsFake, mode: str) -> None:
    now = fake.clock.freeze("2026-01-01T00:00Z")
    fake.stub("glue", "start_job_run", {"JobRunId": "jr"})
    fake.stub("glue", "start_job_run", THROTTLED, times=2)
    client = client_with(mode, None)
    for _ in range(3):
        assert client.start_job_run(JobName="etl")["JobRunId"] == "jr"
    assert fake.clock.now == now


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_status_of_a_fault_is_retried_whatever_the_code(fake: AwsFake, status: int) -> None:
    fake.stub("glue", "start_job_run", AwsError("Odd", "odd", status=status))
    with pytest.raises(ClientError) as caught:
        client_with("legacy", 3).start_job_run(JobName="etl")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert len(fake.recorded.calls) == 3


def test_a_modelled_fault_without_a_status_is_one(fake: AwsFake) -> None:
    """`InternalException` of EventBridge: the model says fault and names no status."""
    fake.stub("events", "put_events", AwsError("InternalException", "ouch"))
    client = boto3.client("events", config=Config(retries={"mode": "standard"}))
    with pytest.raises(client.exceptions.InternalException) as caught:
        client.put_events(Entries=[{"Source": "a"}])
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert len(fake.recorded.calls) == 3


def test_hooks_of_the_user_are_asked_and_called_once_per_call(fake: AwsFake) -> None:
    fake.stub("glue", "start_job_run", {"JobRunId": "jr"})
    fake.stub("glue", "start_job_run", THROTTLED, times=1)
    client = client_with("standard", None)
    seen: list[Any] = []
    client.meta.events.register("needs-retry.glue.StartJobRun", lambda attempts, **_: seen.append(attempts))
    client.meta.events.register("after-call.glue.StartJobRun", lambda **_: seen.append("after"))
    client.start_job_run(JobName="etl")
    assert seen == [1, "after"]


def test_every_attempt_sends_the_whole_stream(fake: AwsFake) -> None:
    bodies: list[bytes] = []
    fake.stub("s3", "put_object", lambda params: bodies.append(params["Body"]))
    fake.stub("s3", "put_object", AwsError("SlowDown", "slow"), times=2)
    stream = io.BytesIO(b"skipped, sent")
    stream.seek(9)
    boto3.client("s3").put_object(Bucket="b", Key="k", Body=stream)
    assert bodies == [b"sent"]
    assert [call.params["Body"] for call in fake.recorded.calls] == [b"sent"] * 3
    assert stream.read() == b""


def test_a_stream_that_cannot_go_back_is_not_sent_twice(fake: AwsFake) -> None:
    class OneWay(io.RawIOBase):
        def __init__(self) -> None:
            self.left = b"once"

        def readable(self) -> bool:
            return True

        def read(self, amount: int | None = -1) -> bytes:
            taken, self.left = self.left, b""
            return taken

    fake.stub("lambda", "invoke", AwsError("ServiceException", "ouch"))
    client = boto3.client("lambda")
    with pytest.raises(UnseekableStreamError):
        client.invoke(FunctionName="f", Payload=OneWay())
    assert [call.params["Payload"] for call in fake.recorded.calls] == [b"once"]


def test_errors_of_the_fake_itself_are_not_retried(fake: AwsFake) -> None:
    with pytest.raises(Exception, match="not faked"):
        client_with("standard", None).start_job_run(JobName="etl")
    assert len(fake.recorded.calls) == 1
