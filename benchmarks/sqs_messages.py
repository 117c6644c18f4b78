"""The latency of sending an SQS message, of a message's whole way, and of filling and emptying a queue.

    python benchmarks/sqs_messages.py

Beside calls that botocore's Stubber answers, which keeps nothing, and beside moto.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

import boto3
from botocore.stub import Stubber
from side_by_side import Call, Contender, compare, installed

from pytest_awsevents import AwsFake

URL = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs"
BODY = "x" * 200
MANY = 100


def client() -> Any:
    return boto3.client("sqs", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing")


def send(sqs: Any, url: str) -> None:
    sqs.send_message(QueueUrl=url, MessageBody=BODY)


def hand_over(sqs: Any, url: str) -> None:
    """Sends a message, receives it and deletes it."""
    send(sqs, url)
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def fill_and_empty(sqs: Any, url: str) -> None:
    """Sends a hundred messages, receives and deletes them, ten at a time."""
    entries = [{"Id": str(number), "MessageBody": BODY} for number in range(10)]
    for _ in range(MANY // 10):
        sqs.send_message_batch(QueueUrl=url, Entries=entries)
    for _ in range(MANY // 10):
        received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        handles = [{"Id": one["MessageId"], "ReceiptHandle": one["ReceiptHandle"]} for one in received]
        sqs.delete_message_batch(QueueUrl=url, Entries=handles)


@contextmanager
def running(
    _: int, world: Callable[[], AbstractContextManager[object]], work: Callable[[Any, str], None]
) -> Iterator[Call]:
    with world():
        sqs = client()
        url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
        yield lambda: work(sqs, url)


@contextmanager
def stubber(calls: int, work: Callable[[Any, str], None]) -> Iterator[Call]:
    sqs = client()
    answers = Stubber(sqs)
    message = {"MessageId": "m", "ReceiptHandle": "r", "Body": BODY}
    for _ in range(calls):
        answers.add_response("send_message", {"MessageId": "m", "MD5OfMessageBody": "0"})
        if work is hand_over:
            answers.add_response("receive_message", {"Messages": [message]})
            answers.add_response("delete_message", {})
    with answers:
        yield lambda: work(sqs, URL)


def moto() -> AbstractContextManager[object]:
    from moto import mock_aws

    return mock_aws()


def main() -> None:
    for title, work in (
        ("send_message of 200 bytes", send),
        ("send_message, receive_message, delete_message", hand_over),
        (f"{MANY} messages sent, received and deleted, ten at a time", fill_and_empty),
    ):
        contenders: dict[str, Contender] = {"ours": partial(running, world=AwsFake, work=work)}
        if work is not fill_and_empty:
            contenders["Stubber"] = partial(stubber, work=work)
        if installed("moto"):
            contenders["moto"] = partial(running, world=moto, work=work)
        compare(title, contenders, rounds=3 if work is fill_and_empty else 11)


if __name__ == "__main__":
    main()
