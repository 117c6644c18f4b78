"""Charges the customer of an order. A Lambda function; its events say what came of it."""

from __future__ import annotations

import json
from typing import Any

import boto3

from order_service.orders import BUS

CREDIT_LIMIT = 1_000

events = boto3.client("events")


def handle(event: dict[str, Any], context: Any) -> dict[str, str]:
    order = event["detail"]
    outcome = "OrderPaid" if order["total"] <= CREDIT_LIMIT else "PaymentDeclined"
    events.put_events(
        Entries=[
            {
                "EventBusName": BUS,
                "Source": "shop.billing",
                "DetailType": outcome,
                "Detail": json.dumps({**order, "charged_by": context.aws_request_id}),
            }
        ]
    )
    return {"outcome": outcome}
