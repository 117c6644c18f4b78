"""Work grows with the messages that are moved, not with those that lie in the queue."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.sqs.backlog import Backlog
from pytest_awsevents.services.sqs.state import find_queue


@contextmanager
def counted() -> Iterator[list[int]]:
    """Counts the calls of Python functions: the same on every machine."""
    calls = [0]

    def count(frame: Any, event: str, argument: Any) -> None:
        calls[0] += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def backlog(fake: AwsFake, url: str) -> Backlog:
    return find_queue(fake.scope(), url).backlog


@pytest.mark.parametrize("fifo", [False, True])
def test_receiving_costs_the_same_from_a_long_queue(fake: AwsFake, clock: Any, fifo: bool) -> None:
    costs = []
    scope = fake.scope()
    for length in (20, 4000):
        queue = fake.sqs.queue(f"length-{length}", fifo=fifo)
        for number in range(length):
            queue.send(str(number), **({"MessageGroupId": str(number % 7)} if fifo else {}))
        with counted() as calls:
            (message,) = scope.call("sqs", "ReceiveMessage", {"QueueUrl": queue.url})["Messages"]
            scope.call("sqs", "DeleteMessage", {"QueueUrl": queue.url, "ReceiptHandle": message["ReceiptHandle"]})
        costs.append(calls[0])

    assert costs[1] <= costs[0] * 1.2


@pytest.mark.parametrize("fifo", [False, True])
def test_time_that_stands_still_piles_nothing_up(fake: AwsFake, clock: Any, fifo: bool) -> None:
    queue = fake.sqs.queue("jobs", fifo=fifo)
    for number in range(500):
        queue.send(str(number), **({"MessageGroupId": str(number)} if fifo else {}))
        (message,) = queue.receive()
        fake.scope().call("sqs", "DeleteMessage", {"QueueUrl": queue.url, "ReceiptHandle": message["ReceiptHandle"]})

    assert sum(_sizes(backlog(fake, queue.url))) < 200


@pytest.mark.parametrize("fifo", [False, True])
def test_messages_that_nobody_receives_pile_up_for_the_retention_period_only(
    fake: AwsFake, clock: Any, fifo: bool
) -> None:
    queue = fake.sqs.queue("jobs", fifo=fifo, MessageRetentionPeriod=60)
    for number in range(600):
        queue.send(str(number), **({"MessageGroupId": str(number)} if fifo else {}))
        clock.tick(1)

    assert len(backlog(fake, queue.url)) <= 61
    assert max(_sizes(backlog(fake, queue.url))) < 200


def _sizes(backlog: Backlog) -> list[int]:
    return [len(value) for value in vars(backlog).values() if hasattr(value, "__len__")]
