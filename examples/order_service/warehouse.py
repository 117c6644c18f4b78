"""Packs paid orders from a queue: what could not be packed comes back when its visibility timeout is over."""

from __future__ import annotations

import json
from collections.abc import Callable

import boto3

sqs = boto3.client("sqs")


def work(queue_url: str, pack: Callable[[str], None]) -> list[str]:
    """Takes the orders that wait, packs them one by one, and returns the ids of those that are packed."""
    response = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=20)
    packed = []
    for message in response.get("Messages", []):
        order = json.loads(message["Body"])["detail"]
        try:
            pack(order["id"])
        except OutOfStock:
            continue  # not deleted: SQS hands it out again
        sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
        packed.append(order["id"])
    return packed


class OutOfStock(Exception):
    """An item is not there yet."""
