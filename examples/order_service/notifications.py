"""Writes to the customer. A Lambda function; an input transformer hands it only what it needs."""

from __future__ import annotations

from typing import Any

import boto3

TEXTS = {
    "OrderPaid": "Thank you! Your order {order} is on its way.",
    "PaymentDeclined": "We could not charge you for order {order}.",
}

email = boto3.client("sesv2")


def handle(message: dict[str, str], context: Any) -> str:
    response = email.send_email(
        FromEmailAddress="shop@example.com",
        Destination={"ToAddresses": [message["to"]]},
        Content={
            "Simple": {
                "Subject": {"Data": f"Your order {message['order']}"},
                "Body": {"Text": {"Data": TEXTS[message["outcome"]].format(order=message["order"])}},
            }
        },
    )
    return str(response["MessageId"])
