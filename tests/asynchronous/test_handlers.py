"""Handlers run as on AWS, in a process of their own: no event loop is running, whatever the test is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest

pytest.importorskip("aiobotocore")

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import InvalidOption, InvalidStub
from tests.asynchronous.conftest import open_client

aio = pytest.mark.asyncio


async def ask(*_: Any) -> str:
    async with open_client("sts") as sts:
        return str((await sts.get_caller_identity())["Account"])


def runs(received: Any, context: Any) -> str:
    return asyncio.run(ask())


def runs_until_complete(received: Any, context: Any) -> str:
    return asyncio.get_event_loop().run_until_complete(ask())


def runs_a_loop_of_its_own(received: Any, context: Any) -> str:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(ask())
    finally:
        loop.close()


def runs_many(received: Any, context: Any) -> str:
    async def main() -> str:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask()) for _ in range(5)]
        (account,) = {task.result() for task in tasks}
        return account

    with asyncio.Runner() as runner:
        return runner.run(main())


HANDLERS = [runs, runs_until_complete, runs_a_loop_of_its_own, runs_many]


@pytest.mark.parametrize("handler", HANDLERS)
@aio
async def test_handlers_run_loops_inside_an_async_test(fake: AwsFake, handler: Callable[[Any, Any], Any]) -> None:
    function = fake.lambda_.function("ask", handler)
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=function)
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    async with open_client("events") as events:
        await events.put_events(Entries=[{"Source": "shop", "DetailType": "Paid", "Detail": "{}"}])
    fake.lambda_.assert_not_failed(function)
    assert function.invocations[0].response == "123456789012"
    assert (asyncio.get_running_loop(), asyncio.current_task()) == (loop, task)
    assert asyncio.get_event_loop() is loop
    invoke = fake.recorded.calls.matching(lambda call: call.operation == "Invoke").only()
    asked = fake.recorded.calls.matching(lambda call: call.service == "sts")
    assert {call.cause for call in asked} == {invoke}


@aio
async def test_nothing_of_the_tests_loop_is_seen_and_all_of_it_is_back_after_an_error(fake: AwsFake) -> None:
    def handler(received: Any, context: Any) -> None:
        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()
        with pytest.raises(RuntimeError):
            asyncio.current_task()
        raise ValueError("no stock")

    function = fake.lambda_.function("ship", handler)
    async with open_client("lambda") as lambda_:
        await lambda_.invoke(FunctionName="ship")
    assert str(function.invocations[0].failure) == "ValueError: no stock"
    assert asyncio.current_task() is not None
    await asyncio.sleep(0)


@aio
async def test_stubs_and_state_machines_run_loops_too(fake: AwsFake) -> None:
    fake.stub("glue", "start_job_run", lambda params: {"JobRunId": asyncio.run(ask())})
    async with open_client("glue") as glue:
        assert (await glue.start_job_run(JobName="etl"))["JobRunId"] == "123456789012"
    machine = fake.stepfunctions.state_machine("m", lambda received: asyncio.run(ask()))
    async with open_client("stepfunctions") as states:
        started = await states.start_execution(stateMachineArn=machine.arn)
        found = await states.describe_execution(executionArn=started["executionArn"])
    assert (found["status"], found["output"]) == ("SUCCEEDED", '"123456789012"')


@aio
async def test_a_handler_may_wake_the_test(fake: AwsFake) -> None:
    arrived: asyncio.Queue[Any] = asyncio.Queue()

    async def wait() -> Any:
        return await arrived.get()

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    fake.lambda_.function("wake", lambda received, context: arrived.put_nowait(received))
    async with open_client("lambda") as lambda_:
        await lambda_.invoke(FunctionName="wake", Payload=b'{"n": 1}')
    assert await asyncio.wait_for(waiting, 20) == {"n": 1}


async def waits(*_: Any) -> None:
    raise AssertionError("nobody awaits it")


def test_coroutine_functions_are_refused_with_the_line_that_does(fake: AwsFake) -> None:
    name = f"{__name__}.waits"
    with pytest.raises(InvalidOption) as caught:
        fake.lambda_.function("ship", waits)
    assert str(caught.value) == (
        f"the handler of ship, {name}, is a coroutine function: Lambda does not await it. Bind a plain function, "
        f"for example: lambda event, context: asyncio.run({name}(event, context))"
    )
    for bind in (fake.stepfunctions.state_machine, fake.stepfunctions.bind):
        with pytest.raises(InvalidOption) as caught:
            bind("ship", waits)
        assert str(caught.value) == (
            f"the function of ship, {name}, is a coroutine function: Step Functions does not await it. Bind a plain "
            f"function, for example: lambda input: asyncio.run({name}(input))"
        )
    with pytest.raises(InvalidStub) as caught:
        fake.stub("glue", "start_job_run", waits)  # type: ignore[arg-type]
    assert str(caught.value) == (
        f"the answer of glue:StartJobRun, {name}, is a coroutine function: a stub does not await it. Bind a plain "
        f"function, for example: lambda params: asyncio.run({name}(params))"
    )
    assert len(fake.recorded.calls) == 0


# --- threads and tasks that handlers start ---------------------------------------------------------------------------


def in_a_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def in_a_timer(work: Callable[[], None]) -> None:
    timer = threading.Timer(0, work)
    timer.start()
    timer.join()


def in_a_pool(work: Callable[[], None]) -> None:
    with ThreadPoolExecutor() as pool:
        pool.submit(work).result()


def by_map(work: Callable[[], None]) -> None:
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda _: work(), [None]))


def by_asyncio(work: Callable[[], None]) -> None:
    asyncio.run(asyncio.to_thread(work))


def in_a_thread_of_a_thread(work: Callable[[], None]) -> None:
    in_a_pool(lambda: in_a_thread(work))


WAYS = [in_a_thread, in_a_timer, in_a_pool, by_map, by_asyncio, in_a_thread_of_a_thread]


@pytest.mark.parametrize("way", WAYS)
def test_what_threads_of_a_handler_call_is_caused_by_its_invocation(
    fake: AwsFake, way: Callable[[Callable[[], None]], None]
) -> None:
    sts = boto3.client("sts")

    def work() -> None:
        sts.get_caller_identity()

    function = fake.lambda_.function("f", lambda received, context: way(work))
    function.invoke()
    fake.lambda_.assert_not_failed(function)
    call = fake.recorded.calls.last
    assert call.name == "sts:GetCallerIdentity"
    assert call.cause is function.invocations[0].api_call
    assert call.caller is not None
    assert call.caller.line == work.__code__.co_firstlineno + 1


def test_a_pool_that_a_handler_leaves_behind_works_for_whoever_gives_it_work(fake: AwsFake) -> None:
    sts = boto3.client("sts")
    with ThreadPoolExecutor(1) as pool:
        function = fake.lambda_.function("f", lambda received, context: pool.submit(sts.get_caller_identity).result())
        function.invoke()
        pool.submit(sts.get_caller_identity).result()
        with AwsFake() as inner:
            pool.submit(sts.get_caller_identity).result()
    by_handler, by_test = fake.recorded.calls.matching(lambda call: call.service == "sts")
    assert by_handler.cause is function.invocations[0].api_call
    assert by_test.cause is None
    assert inner.recorded.calls.only().cause is None


def test_work_without_a_line_of_the_users_has_the_line_that_gave_it(fake: AwsFake) -> None:
    with ThreadPoolExecutor(1) as pool:
        for _ in range(2):
            pool.submit(boto3.client("sts").get_caller_identity).result()
            pool.submit(boto3.client("sts").get_caller_identity).result()
    first = test_work_without_a_line_of_the_users_has_the_line_that_gave_it.__code__.co_firstlineno + 3
    lines = [call.caller.line for call in fake.recorded.calls if call.caller]
    assert lines == [first, first + 1] * 2


def test_a_task_that_a_handler_hands_to_another_loop_is_caused_by_its_invocation(fake: AwsFake) -> None:
    loop = asyncio.new_event_loop()
    serving = threading.Thread(target=loop.run_forever)
    serving.start()
    function = fake.lambda_.function("f", lambda _, context: asyncio.run_coroutine_threadsafe(ask(), loop).result())
    function.invoke()
    asyncio.run_coroutine_threadsafe(ask(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    serving.join()
    loop.close()
    by_handler, by_test = fake.recorded.calls.matching(lambda call: call.service == "sts")
    assert by_handler.cause is function.invocations[0].api_call
    assert by_test.cause is None


def test_threads_are_as_before_after_the_fake() -> None:
    start, submit = threading.Thread.start, ThreadPoolExecutor.submit
    with AwsFake():
        assert threading.Thread.start is not start
        assert ThreadPoolExecutor.submit is not submit
    assert (threading.Thread.start, ThreadPoolExecutor.submit) == (start, submit)


def test_an_upload_in_a_handler_causes_what_the_object_causes(fake: AwsFake, tmp_path: Any) -> None:
    """s3transfer puts the object in a thread of its own."""
    (tmp_path / "report").write_bytes(b"1,2")

    def handler(received: Any, context: Any) -> None:
        boto3.client("s3").upload_file(str(tmp_path / "report"), "reports", "a.csv")

    bucket = fake.s3.bucket("reports", events=True)
    queue = fake.sqs.queue("created")
    fake.eventbridge.rule("created", {"detail-type": ["Object Created"]}, to=queue)
    function = fake.lambda_.function("report", handler)
    function.invoke()
    assert bucket.keys() == ["a.csv"]
    put = fake.recorded.calls.matching(lambda call: call.operation == "PutObject").only()
    assert put.cause is function.invocations[0].api_call
    assert put.caller is not None
    assert put.caller.line == handler.__code__.co_firstlineno + 1
    delivery = fake.eventbridge.assert_delivered(to=queue)
    assert function.invocations[0].api_call in delivery.ancestors()
