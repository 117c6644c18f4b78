"""Takes orders and announces them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import boto3

BUS = "orders"
MAX_ENTRIES = 10  # of one PutEvents call
ATTEMPTS = 3

events = boto3.client("events")


@dataclass(frozen=True)
class Order:
    id: str
    customer: str
    total: int


class NotAnnounced(Exception):
    """Some events were not accepted, however often they were put; `errors` has the code of each, by order."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(f"not announced: {errors}")
        self.errors = errors


def place_orders(orders: Sequence[Order]) -> None:
    """Announces orders, ten at a time; raises NotAnnounced for those that EventBridge would not take."""
    entries = [_entry(order) for order in orders]
    errors: dict[str, str] = {}
    for start in range(0, len(entries), MAX_ENTRIES):
        errors |= _put(entries[start : start + MAX_ENTRIES])
    if errors:
        raise NotAnnounced(errors)


def _put(entries: list[dict[str, Any]]) -> dict[str, str]:
    """PutEvents succeeds even where single entries fail: those, and only those, are put again."""
    errors: dict[str, str] = {}
    for _ in range(ATTEMPTS):
        response = events.put_events(Entries=entries)
        if not response["FailedEntryCount"]:
            return {}
        failed = [
            (entry, result) for entry, result in zip(entries, response["Entries"], strict=True) if "ErrorCode" in result
        ]
        entries = [entry for entry, _ in failed]
        errors = {json.loads(entry["Detail"])["id"]: result["ErrorCode"] for entry, result in failed}
    return errors


def _entry(order: Order) -> dict[str, Any]:
    return {
        "EventBusName": BUS,
        "Source": "shop.orders",
        "DetailType": "OrderPlaced",
        "Detail": json.dumps(asdict(order)),
    }
