"""Loads exported prices. A Lambda function; its events say what came of a revision."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import Any

import boto3

from data_subscription.subscription import BUCKET, prefix_of

LATEST = "latest.json"

s3 = boto3.client("s3")
events = boto3.client("events")


def handle(event: dict[str, Any], context: Any) -> dict[str, int]:
    """The exports of a revision are completed or failed: event actions tell by these events, and by no others."""
    loaded = 0
    for revision_id in event["detail"]["RevisionIds"]:
        if event["detail-type"] != "Auto-export Job Completed":
            _announce("PricesMissing", {"revision": revision_id})
            continue
        prices = _read(revision_id)
        body = json.dumps({"loaded": datetime.now(UTC).isoformat(), "revision": revision_id, "prices": prices})
        s3.put_object(Bucket=BUCKET, Key=LATEST, Body=body.encode(), ContentType="application/json")
        _announce("PricesLoaded", {"revision": revision_id, "count": len(prices)})
        loaded += len(prices)
    return {"loaded": loaded}


def _read(revision_id: str) -> dict[str, float]:
    """The prices by symbol, from all files of a revision."""
    prices: dict[str, float] = {}
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix_of(revision_id))
    for key in (item["Key"] for page in pages for item in page.get("Contents", [])):
        text = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().decode()
        prices.update({row["symbol"]: float(row["price"]) for row in csv.DictReader(text.splitlines())})
    return prices


def _announce(detail_type: str, detail: dict[str, Any]) -> None:
    events.put_events(
        Entries=[{"Source": "trading.prices", "DetailType": detail_type, "Detail": json.dumps(detail)}],
    )
