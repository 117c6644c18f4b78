"""Async tests: pytest-asyncio in both modes, anyio on asyncio and trio, and loops of wider scopes."""

from __future__ import annotations

import pytest

# With all its modules: pytester forgets those that a run imports, and a package that it keeps holds on to them.
pytest.importorskip("aiobotocore.session")

MODULE = """
import aiobotocore.session
import boto3
import pytest
import pytest_asyncio

ENTRY = {"Source": "shop", "DetailType": "OrderPaid", "Detail": "{}"}
session = aiobotocore.session.get_session()
"""
CLIENT = """
async def events():
    async with session.create_client("events") as client:
        yield client
"""
TESTS = """
async def test_the_client_of_a_fixture(events, aws_eventbridge, aws_sqs):
    queue = aws_sqs.queue("billing")
    aws_eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    await events.put_events(Entries=[ENTRY])
    aws_eventbridge.assert_delivered(to=queue, count=1)

async def test_nothing_is_left(events, aws_fake):
    assert (await events.list_rules())["Rules"] == []
    assert len(aws_fake.recorded.calls) == 1
"""


def marked(mark: str, source: str) -> str:
    return source.replace("async def test_", f"{mark}\nasync def test_")


STRICT = MODULE + "@pytest_asyncio.fixture" + CLIENT + marked("@pytest.mark.asyncio", TESTS)
AUTO = MODULE + "@pytest.fixture" + CLIENT + TESTS
ANYIO = MODULE + "@pytest.fixture" + CLIENT + marked("@pytest.mark.anyio", TESTS)


def test_pytest_asyncio_in_strict_mode(run_project):
    run_project(STRICT, "--aws-fake", "--asyncio-mode=strict").assert_outcomes(passed=2)


def test_pytest_asyncio_in_auto_mode(run_project):
    run_project(AUTO, "--aws-fake", "--asyncio-mode=auto").assert_outcomes(passed=2)


def test_fixtures_without_the_option(run_project):
    """The fake is asked for by a fixture or the marker, and is there before an async fixture that names it."""
    result = run_project(
        MODULE
        + "@pytest_asyncio.fixture"
        + CLIENT.replace("events()", "events(aws_fake)")
        + marked("@pytest.mark.asyncio", TESTS)
        + marked(
            "@pytest.mark.asyncio\n@pytest.mark.aws_fake",
            """
async def test_marked():
    assert boto3.client("sts").get_caller_identity()["Account"] == "123456789012"
""",
        )
    )
    result.assert_outcomes(passed=3)


def test_anyio_on_asyncio(run_project):
    result = run_project(
        ANYIO, "--aws-fake", conftest='import pytest\nanyio_backend = pytest.fixture(lambda: "asyncio")'
    )
    result.assert_outcomes(passed=2)


def test_anyio_on_trio_with_sync_clients_and_with_httpx(run_project):
    """aiobotocore's usual HTTP session is aiohttp's, which is of asyncio alone; its other one runs on trio."""
    pytest.importorskip("aiobotocore.httpxsession")
    result = run_project(
        MODULE
        + """
import trio
from aiobotocore.config import AioConfig
from aiobotocore.httpxsession import HttpxSession

pytestmark = pytest.mark.anyio

async def test_sync(aws_eventbridge):
    boto3.client("events").put_events(Entries=[ENTRY])
    await trio.to_thread.run_sync(lambda: boto3.client("events").put_events(Entries=[ENTRY]))
    aws_eventbridge.assert_published(count=2)

async def test_async(aws_eventbridge):
    config = AioConfig(http_session_cls=HttpxSession)
    async with session.create_client("events", config=config) as events, trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(lambda: events.put_events(Entries=[ENTRY]))
    aws_eventbridge.assert_published(count=3)

async def test_cancelled(aws_fake):
    config = AioConfig(http_session_cls=HttpxSession)
    async with session.create_client("sqs", config=config) as sqs:
        url = (await sqs.create_queue(QueueName="q"))["QueueUrl"]
        with trio.move_on_after(0.01):
            while True:
                await sqs.receive_message(QueueUrl=url)

async def test_aiohttp(aws_eventbridge):
    async with session.create_client("events") as events:
        await events.put_events(Entries=[ENTRY])
""",
        "--aws-fake",
        conftest='import pytest\nanyio_backend = pytest.fixture(lambda: "trio")',
    )
    result.assert_outcomes(passed=4)


def test_a_client_made_at_import_serves_tests_with_loops_of_their_own(run_project):
    result = run_project(
        MODULE
        + """
import asyncio
sync = boto3.client("sts")

@pytest.mark.asyncio
@pytest.mark.parametrize("number", range(3))
async def test_async(aws_fake, number):
    async with session.create_client("sts") as sts:
        assert await sts.get_caller_identity()
    assert await asyncio.to_thread(sync.get_caller_identity)
    assert len(aws_fake.recorded.calls) == 2
""",
        "--aws-fake",
    )
    result.assert_outcomes(passed=3)


def test_one_loop_and_one_client_for_the_session(run_project):
    """The loop and the client live on, each test has a fake of its own."""
    result = run_project(
        MODULE
        + """
@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sqs():
    async with session.create_client("sqs") as client:
        yield client

@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("number", range(3))
async def test_async(sqs, number):
    assert "QueueUrls" not in await sqs.list_queues()
    await sqs.create_queue(QueueName="q")
""",
        "--aws-fake",
    )
    result.assert_outcomes(passed=3)


def test_a_call_in_an_async_fixture_of_wider_scope_is_refused_by_name(run_project):
    result = run_project(
        MODULE
        + """
@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def queue():
    async with session.create_client("sqs") as client:
        return await client.create_queue(QueueName="q")

@pytest.mark.asyncio(loop_scope="module")
async def test_async(queue):
    pass
""",
        "--aws-fake",
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*NoActiveFake: sqs:CreateQueue was called by test_shop.py:* outside the fake of any test;*"]
    )
