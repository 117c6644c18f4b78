"""Handlers that misbehave: each ends in a clear record or error; nothing hangs and no event is lost."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import EventLoop
from pytest_awsevents.core.records import Caller

ENTRY = {"Source": "shop", "DetailType": "Paid", "Detail": "{}"}


def put(client=None):
    (client or boto3.client("events")).put_events(Entries=[ENTRY])


def arrange(fake, handler):
    function = fake.lambda_.function("ship", handler)
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=[function, fake.sqs.queue("billing")])


def test_a_handler_that_raises(fake):
    def handler(event, context):
        raise ValueError("no stock")

    arrange(fake, handler)
    put()
    assert str(fake.lambda_.invocations[0].failure) == "ValueError: no stock"
    assert [one.status for one in fake.recorded.deliveries] == ["delivered", "delivered"]


def test_a_handler_that_returns_what_json_cannot_hold(fake):
    arrange(fake, lambda event, context: {"when": object()})
    put()
    failure = fake.lambda_.invocations[0].failure
    assert failure.type == "Runtime.MarshalError"
    assert failure.message.startswith("Unable to marshal response: ")
    assert [one.status for one in fake.recorded.deliveries] == ["delivered", "delivered"]


def test_a_handler_that_causes_its_own_event_for_ever(fake):
    arrange(fake, lambda event, context: put())
    with pytest.raises(EventLoop, match="events caused each other 200 times in a row; stopped") as caught:
        put()
    assert "rule paid on bus default -> arn:aws:lambda:us-east-1:123456789012:function:ship" in str(caught.value)
    ends = {one.status for one in fake.recorded.deliveries}
    assert ends == {"delivered", "dropped"}
    assert {one.reason for one in fake.recorded.deliveries if one.status == "dropped"} == {"event loop"}


def test_a_handler_that_waits_for_what_its_own_event_causes(fake):
    queue = fake.sqs.queue("answers")
    fake.eventbridge.rule("answer", {"source": ["ship"]}, to=queue)
    received = []

    def handler(event, context):
        boto3.client("events").put_events(Entries=[{**ENTRY, "Source": "ship"}])
        sqs = boto3.client("sqs")
        while not received:
            received.extend(sqs.receive_message(QueueUrl=queue.url, WaitTimeSeconds=1).get("Messages", []))

    arrange(fake, handler)
    with pytest.raises(EventLoop) as caught:
        put()
    assert str(caught.value).endswith(
        "call number 10000 in a row while 1 pieces of work wait for the outer call to return; stopped.\n"
        "What a handler causes happens when it has returned: one that waits for it waits for ever."
    )
    assert str(caught.value).startswith("sqs:ReceiveMessage by ")
    assert fake.lambda_.invocations[0].failure.type == "EventLoop"
    assert len(queue) == 1
    assert {one.status for one in fake.recorded.deliveries} == {"delivered"}


def test_a_handler_that_calls_from_threads(fake):
    queue = fake.sqs.queue("answers")
    fake.eventbridge.rule("answer", {"source": ["ship"]}, to=queue)

    def work(number):
        detail = json.dumps({"n": number})
        boto3.client("events").put_events(Entries=[{**ENTRY, "Source": "ship", "Detail": detail}])

    def handler(event, context):
        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    arrange(fake, handler)
    put()
    assert sorted(message["detail"]["n"] for message in queue.messages()) == [0, 1, 2, 3]
    assert {one.status for one in fake.recorded.deliveries} == {"delivered"}


@pytest.mark.parametrize("waits", [True, False])
def test_a_handler_that_recurses_through_threads_is_stopped_as_any_loop(waits):
    failures, threads = [], []
    # Made once: making one reads the environment, which changes when a handler ends.
    client = boto3.client("events", region_name="us-east-1")

    def work():
        try:
            put(client)
        except EventLoop as error:
            failures.append(str(error))

    def handler(event, context):
        thread = threading.Thread(target=work)
        threads.append(thread)
        thread.start()
        if waits:
            thread.join()

    with AwsFake(loop_limit=20) as fake:
        arrange(fake, handler)
        put()
        for thread in threads:
            thread.join()
        ends = {one.status for one in fake.recorded.deliveries}
    line = put.__code__.co_firstlineno + 1
    assert failures == [
        "events caused each other 20 times in a row; stopped. One round of the loop:\n"
        "  rule paid on bus default -> arn:aws:lambda:us-east-1:123456789012:function:ship\n"
        "  lambda:Invoke by events.amazonaws.com\n"
        f"  events:PutEvents by {Caller(__file__, line)}\n"
        "  rule paid on bus default -> arn:aws:lambda:us-east-1:123456789012:function:ship\n"
        "Break the loop in the rule's pattern, or allow longer chains with loop_limit=..."
    ]
    assert ends == {"delivered", "dropped"}


def test_threads_of_the_test_are_no_loop_however_many():
    with AwsFake(loop_limit=2) as fake:
        everybody = threading.Barrier(10)

        def handler(event, context):
            everybody.wait(30)

        arrange(fake, handler)
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda _: put(), range(10)))
        assert {one.status for one in fake.recorded.deliveries} == {"delivered"}


def test_a_stub_that_raises_is_an_error_of_the_test_and_a_dropped_delivery(fake):
    def answer(params):
        raise RuntimeError("a bug in the test")

    fake.stub("ecs", "run_task", answer)
    fake.eventbridge.rule(
        "paid",
        {"source": ["shop"]},
        to=["arn:aws:ecs:us-east-1:123456789012:cluster/shop"],
        EcsParameters={"TaskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/ship"},
    )
    with pytest.raises(RuntimeError, match="a bug in the test"):
        put()
    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, delivery.reason) == ("dropped", "RuntimeError: a bug in the test")
