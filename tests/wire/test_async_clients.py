"""aiobotocore: the same fake, awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError, WaiterError

pytest.importorskip("aiobotocore")

import aiobotocore.session

from pytest_awsevents.core.errors import AwsError, NoActiveFake, UnsupportedOperation
from pytest_awsevents.core.records import Caller
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.session import SessionGuard

aio = pytest.mark.asyncio
ENTRY = {"Source": "shop", "DetailType": "Paid", "Detail": "{}"}
KEYS: Any = {"region_name": "eu-west-1", "aws_access_key_id": "AKIAOWN", "aws_secret_access_key": "own"}


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    real = asyncio.sleep

    async def sleep(seconds: float, *args: Any) -> None:
        assert seconds == 0, f"slept {seconds} s"
        await real(0, *args)

    monkeypatch.setattr(asyncio, "sleep", sleep)


def client(service: str, **more: Any) -> Any:
    return aiobotocore.session.get_session().create_client(service, **more)


@aio
async def test_a_call_is_answered_and_recorded(fake: AwsFake) -> None:
    async with client("events") as events:
        response = await events.put_events(Entries=[ENTRY])
    call = fake.recorded.calls.only()
    assert call.name == "events:PutEvents"
    assert call.response == {"FailedEntryCount": 0, "Entries": response["Entries"]}
    line = test_a_call_is_answered_and_recorded.__code__.co_firstlineno + 3
    assert call.caller == Caller(__file__, line)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 200


@aio
async def test_events_reach_their_targets_before_the_call_returns(fake: AwsFake) -> None:
    queue = fake.sqs.queue("q")
    fake.eventbridge.rule("r", {"source": ["shop"]}, to=queue)
    async with client("events") as events, client("sqs") as sqs:
        await events.put_events(Entries=[ENTRY])
        received = await sqs.receive_message(QueueUrl=queue.url)
    assert len(received["Messages"]) == 1


@aio
async def test_clients_made_before_are_answered() -> None:
    async with client("sts", **KEYS) as early:
        with AwsFake(account="111111111111"):
            assert (await early.get_caller_identity())["Account"] == "111111111111"
            with AwsFake(account="222222222222"):
                assert (await early.get_caller_identity())["Account"] == "222222222222"
            assert (await early.get_caller_identity())["Account"] == "111111111111"


@aio
async def test_modelled_exceptions_and_validation(fake: AwsFake) -> None:
    async with client("events") as events:
        with pytest.raises(events.exceptions.ResourceNotFoundException):
            await events.describe_event_bus(Name="nowhere")
        with pytest.raises(ParamValidationError):
            await events.put_events(Entrys=[])
    assert len(fake.recorded.calls) == 1


@aio
async def test_unfaked_operations_are_refused(fake: AwsFake) -> None:
    async with client("glue") as glue:
        with pytest.raises(UnsupportedOperation, match="glue:StartJobRun was called by "):
            await glue.start_job_run(JobName="etl")


@aio
async def test_outside_every_fake_a_held_seam_refuses() -> None:
    guard = SessionGuard("us-east-1")
    try:
        async with client("sts") as sts:
            with pytest.raises(NoActiveFake):
                await sts.get_caller_identity()
    finally:
        guard.close()


@pytest.mark.parametrize(("mode", "attempts"), [("legacy", 5), ("standard", 3), ("adaptive", 3)])
@aio
async def test_errors_are_retried_without_sleep(fake: AwsFake, mode: Any, attempts: int) -> None:
    fake.stub("glue", "start_job_run", AwsError("ThrottlingException", "slow"))
    async with client("glue", config=Config(retries={"mode": mode})) as glue:
        with pytest.raises(ClientError) as caught:
            await glue.start_job_run(JobName="etl")
        assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == attempts - 1
        assert len(fake.recorded.calls) == attempts
        fake.stub("glue", "start_job_run", {"JobRunId": "jr"})
        fake.stub("glue", "start_job_run", AwsError("ThrottlingException", "slow"), times=1)
        response = await glue.start_job_run(JobName="etl")
    assert response["JobRunId"] == "jr"
    assert response["ResponseMetadata"]["RetryAttempts"] == 1


@aio
async def test_paginators_turn_all_pages(fake: AwsFake) -> None:
    for number in range(5):
        fake.eventbridge.rule(f"rule-{number}", schedule="rate(1 day)")
    async with client("events") as events:
        pages = events.get_paginator("list_rules").paginate(PaginationConfig={"PageSize": 2})
        names = [rule["Name"] async for page in pages for rule in page["Rules"]]
    assert names == [f"rule-{number}" for number in range(5)]


@aio
async def test_waiters_do_not_sleep_and_held_time_passes(fake: AwsFake) -> None:
    noon = fake.clock.freeze("2026-03-01T12:00Z")
    states = ["Pending", "Pending", "Active"]
    fake.stub("lambda", "get_function_configuration", lambda _: {"State": states.pop(0)})
    async with client("lambda") as lambda_:
        await lambda_.get_waiter("function_active").wait(FunctionName="f", WaiterConfig={"Delay": 30})
        assert datetime.now(UTC) == noon + timedelta(minutes=1)
        fake.stub("lambda", "get_function_configuration", {"State": "Pending"})
        with pytest.raises(WaiterError):
            await lambda_.get_waiter("function_active").wait(FunctionName="f", WaiterConfig={"MaxAttempts": 3})
    assert len(fake.recorded.calls) == 6


@aio
async def test_a_body_is_read_in_all_the_ways_of_aiobotocore(fake: AwsFake) -> None:
    fake.stub("s3", "get_object", {"Body": b"one\ntwo\nthree"})
    async with client("s3") as s3:

        async def body() -> Any:
            return (await s3.get_object(Bucket="b", Key="k"))["Body"]

        assert await (await body()).read() == b"one\ntwo\nthree"
        assert await (await body()).read(3) == b"one"
        assert [line async for line in (await body()).iter_lines()] == [b"one", b"two", b"three"]
        assert b"".join([chunk async for chunk in (await body()).iter_chunks(2)]) == b"one\ntwo\nthree"
        assert b"".join([chunk async for chunk in await body()]) == b"one\ntwo\nthree"
        async with await body() as stream:
            assert await stream.read() == b"one\ntwo\nthree"
        closed = await body()
        closed.close()


@aio
async def test_a_stream_is_sent(fake: AwsFake) -> None:
    import io

    fake.stub("s3", "put_object", {})
    fake.stub("s3", "put_object", AwsError("SlowDown", "slow"), times=1)
    async with client("s3") as s3:
        await s3.put_object(Bucket="b", Key="k", Body=io.BytesIO(b"content"))
    assert [call.params["Body"] for call in fake.recorded.calls] == [b"content"] * 2


@aio
async def test_calls_at_once_are_all_answered(fake: AwsFake) -> None:
    async with client("events") as events:
        answers = await asyncio.gather(*(events.put_events(Entries=[ENTRY]) for _ in range(20)))
    ids = {answer["Entries"][0]["EventId"] for answer in answers}
    assert {event.id for event in fake.recorded.events} == ids
    assert len(ids) == 20


@aio
async def test_hooks_of_the_user_run(fake: AwsFake) -> None:
    seen: list[str] = []

    async def awaited(**_: Any) -> None:
        seen.append("after")

    async with client("events") as events:
        events.meta.events.register("before-call.events.PutEvents", lambda **_: seen.append("before"))
        events.meta.events.register("after-call.events.PutEvents", awaited)
        await events.put_events(Entries=[ENTRY])
    assert seen == ["before", "after"]


@aio
async def test_credentials_that_are_fetched_on_first_use_tell_the_account(fake: AwsFake) -> None:
    from aiobotocore.credentials import AioDeferredRefreshableCredentials

    async def fetch() -> dict[str, str]:
        async with client("sts") as sts:
            role: Any = {"RoleArn": "arn:aws:iam::444455556666:role/deploy", "RoleSessionName": "deploy"}
            keys = (await sts.assume_role(**role))["Credentials"]
        return {
            "access_key": keys["AccessKeyId"],
            "secret_key": keys["SecretAccessKey"],
            "token": keys["SessionToken"],
            "expiry_time": keys["Expiration"].isoformat(),
        }

    session: Any = aiobotocore.session.get_session()
    session._credentials = AioDeferredRefreshableCredentials(fetch, "test")
    async with session.create_client("sts") as sts:
        assert (await sts.get_caller_identity())["Account"] == "444455556666"


@pytest.mark.parametrize("early", [True, False])
def test_aiobotocore_imported_after_activation_is_answered(run_python: Callable[[str], str], early: bool) -> None:
    printed = run_python(
        f"""
        import asyncio, sys
        from pytest_awsevents import AwsFake
        if {early}:
            import aiobotocore.client
        assert ("aiobotocore.client" in sys.modules) is {early}

        async def scenario(fake):
            import aiobotocore.session
            session = aiobotocore.session.get_session()
            async with session.create_client("sts") as sts, session.create_client("lambda") as lambda_:
                print((await sts.get_caller_identity())["Account"])
                states = ["Pending", "Active"]
                fake.stub("lambda", "get_function_configuration", lambda _: {{"State": states.pop(0)}})
                waiter = lambda_.get_waiter("function_active")
                config = {{"Delay": 10_000}}
                await asyncio.wait_for(waiter.wait(FunctionName="f", WaiterConfig=config), timeout=20)

        with AwsFake() as fake:
            asyncio.run(scenario(fake))
        from aiobotocore.client import AioBaseClient
        from aiobotocore import waiter
        assert AioBaseClient._make_request.__module__ == "aiobotocore.client"
        assert waiter.AIOWaiter.wait.__module__ == "aiobotocore.waiter"
        assert waiter.asyncio is asyncio
        """
    )
    assert printed == "123456789012\n"
