"""Reads every new object and raises alerts. A Lambda function, invoked by the bucket's events."""

from __future__ import annotations

import json
from typing import Any

import boto3

from audit_pipeline.alerts import alerts_in
from audit_pipeline.reading import DeliveredObject

events = boto3.client("events")


def handle(event: dict[str, Any], context: Any) -> int:
    """How many alerts were raised."""
    detail = event["detail"]
    found = DeliveredObject(detail["bucket"]["name"], detail["object"]["key"])
    alerts = alerts_in(found.schema, found.app, found.documents())
    for alert in alerts:
        announcement = {"user": alert.user, "what": alert.what, "app": found.app, "object": found.key}
        events.put_events(
            Entries=[
                {
                    "Source": "security.audit",
                    "DetailType": "SuspiciousActivity",
                    "Detail": json.dumps(announcement),
                }
            ]
        )
    return len(alerts)
