"""Tasks that call at the same time: each record has its own cause, and a call is a place where others go on."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import boto3
import pytest

pytest.importorskip("aiobotocore")

from pytest_awsevents import AwsFake, event
from pytest_awsevents.core.records import CallError
from tests.asynchronous.conftest import Beneath, open_client

pytestmark = pytest.mark.asyncio


def paid(number: int) -> dict[str, Any]:
    return {"Source": "shop", "DetailType": "Paid", "Detail": json.dumps({"n": number})}


async def test_fifty_calls_at_once_each_cause_what_is_theirs(fake: AwsFake) -> None:
    def ship(received: Any, context: Any) -> None:
        boto3.client("sqs").send_message(QueueUrl=queue.url, MessageBody=str(received["detail"]["n"]))

    queue = fake.sqs.queue("shipped")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=fake.lambda_.function("ship", ship))

    async with open_client("events") as events:
        await asyncio.gather(*(events.put_events(Entries=[paid(number)]) for number in range(50)))

    sends = fake.recorded.calls.matching(lambda call: call.name == "sqs:SendMessage")
    assert sorted(int(call.params["MessageBody"]) for call in sends) == list(range(50))
    for send in sends:
        chain = list(send.ancestors())
        kinds = [type(record).__name__ for record in chain]
        assert kinds == ["ApiCall", "Delivery", "RuleEvaluation", "Event", "ApiCall"]
        put = chain[-1]
        assert put.params["Entries"] == [paid(int(send.params["MessageBody"]))]
        assert put.cause is None


async def test_a_task_group_is_as_good(fake: AwsFake) -> None:
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    async with open_client("events") as events, asyncio.TaskGroup() as group:
        for number in range(10):
            group.create_task(events.put_events(Entries=[paid(number)]))
    fake.eventbridge.assert_delivered(event(source="shop"), to=queue, count=10)


async def test_a_failed_call_cancels_its_group_before_the_others_are_made(fake: AwsFake) -> None:
    fake.fail_next("events:PutEvents", code="AccessDeniedException")

    async def put_all() -> None:
        async with open_client("events") as events, asyncio.TaskGroup() as group:
            first = group.create_task(events.put_events(Entries=[paid(0)]))
            await asyncio.wait([first])
            group.create_task(events.put_events(Entries=[paid(1)]))

    with pytest.raises(ExceptionGroup) as caught:
        await put_all()
    assert [error.response["Error"]["Code"] for error in caught.value.exceptions] == ["AccessDeniedException"]
    assert fake.recorded.calls.only().params["Entries"] == [paid(0)]


async def test_answers_from_beneath_in_another_order_leave_all_causes_right(fake: AwsFake, beneath: Beneath) -> None:
    """Between the question and the answer of one task, others run handlers to their ends."""

    def ask_who(received: Any, context: Any) -> None:
        boto3.client("sts").get_caller_identity()

    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=fake.lambda_.function("who", ask_who))
    async with open_client("dynamodb", endpoint_url=beneath.url) as dynamodb, open_client("events") as events:

        async def work(table: str, number: int) -> Any:
            await events.put_events(Entries=[paid(number)])
            item = (await dynamodb.get_item(TableName=table, Key={}))["Item"]
            await events.put_events(Entries=[paid(number + 10)])
            return item

        tables = ["one", "two", "three"]
        tasks = [asyncio.create_task(work(table, number)) for number, table in enumerate(tables)]
        await beneath.has(*tables)
        for table in reversed(tables):
            beneath.answer(table)
            await tasks[tables.index(table)]
        assert [(await task)["table"]["S"] for task in tasks] == tables

    for call in fake.recorded.calls:
        if call.service in ("dynamodb", "events"):
            assert call.cause is None
        if call.service == "dynamodb":
            assert (call.answered_by, call.response) == (
                "passthrough",
                {"Item": {"table": {"S": call.params["TableName"]}}},
            )
    asked = fake.recorded.calls.matching(lambda call: call.service == "sts")
    roots = [list(call.ancestors())[-1].params["Entries"][0] for call in asked]
    assert sorted(json.loads(entry["Detail"])["n"] for entry in roots) == [0, 1, 2, 10, 11, 12]
    numbers = [json.loads(entry["Detail"])["n"] for entry in roots]
    assert numbers[3:] == [12, 11, 10]


# --- giving way ------------------------------------------------------------------------------------------------------


async def test_a_task_that_polls_lets_others_run_and_can_be_cancelled(fake: AwsFake) -> None:
    queue = fake.sqs.queue("jobs")
    done: asyncio.Queue[str] = asyncio.Queue()

    async def consume() -> None:
        async with open_client("sqs") as sqs:
            while True:
                received = await sqs.receive_message(QueueUrl=queue.url, WaitTimeSeconds=20)
                for message in received.get("Messages", []):
                    await sqs.delete_message(QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"])
                    done.put_nowait(message["Body"])

    consumer = asyncio.create_task(consume())
    async with open_client("sqs") as sqs:
        for number in range(3):
            await sqs.send_message(QueueUrl=queue.url, MessageBody=str(number))
            assert await asyncio.wait_for(done.get(), 20) == str(number)
    consumer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await consumer
    assert len(queue) == 0


async def test_a_call_that_is_cancelled_before_it_is_answered_never_happened(fake: AwsFake) -> None:
    async with open_client("events") as events:
        task = asyncio.create_task(events.put_events(Entries=[paid(1)]))
        await asyncio.sleep(0)  # it has begun, and given way
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert list(fake.recorded.calls) == []
        await events.put_events(Entries=[paid(2)])
    assert len(fake.recorded.calls) == 1


async def test_a_call_that_is_cancelled_beneath_is_written_down_as_cancelled(fake: AwsFake, beneath: Beneath) -> None:
    async with open_client("dynamodb", endpoint_url=beneath.url) as dynamodb:
        task = asyncio.create_task(dynamodb.get_item(TableName="slow", Key={}))
        await beneath.has("slow")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    call = fake.recorded.calls.only()
    assert (call.answered_by, call.error) == ("passthrough", CallError("CancelledError", ""))


# --- threads ---------------------------------------------------------------------------------------------------------


async def test_sync_clients_in_threads_are_answered_beside_async_ones(fake: AwsFake) -> None:
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    sync = boto3.client("events")

    def put(number: int) -> None:
        sync.put_events(Entries=[paid(number)])

    async with open_client("events") as events:
        await asyncio.gather(
            *(asyncio.to_thread(put, number) for number in range(10)),
            *(events.put_events(Entries=[paid(number)]) for number in range(10, 20)),
        )
    assert sorted(message["detail"]["n"] for message in queue.messages()) == list(range(20))
    assert {call.cause for call in fake.recorded.calls if call.operation == "PutEvents"} == {None}


async def test_a_call_in_a_thread_has_the_line_that_had_it_made(fake: AwsFake) -> None:
    await asyncio.to_thread(boto3.client("sts").get_caller_identity)
    line = test_a_call_in_a_thread_has_the_line_that_had_it_made.__code__.co_firstlineno + 1
    caller = fake.recorded.calls.only().caller
    assert caller is not None
    assert (caller.file, caller.line) == (__file__, line)
