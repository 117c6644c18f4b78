"""Insight events, made on the test's word."""

from __future__ import annotations

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.cloudtrail.records.making import VERSION
from pytest_awsevents.services.cloudtrail.selectors import LogRecord


def insight_record(scope: Scope, event_name: str, source: str, kind: str) -> LogRecord:
    """One insight event about a call ("CloudTrail record contents for Insights events"); its figures are made up."""
    average = {"average": 0.01}
    return {
        "eventVersion": VERSION,
        "eventTime": f"{scope.now:%Y-%m-%dT%H:%M:%SZ}",
        "awsRegion": scope.region,
        "eventID": scope.ids.uuid(),
        "eventType": "AwsCloudTrailInsight",
        "recipientAccountId": scope.account,
        "sharedEventID": scope.ids.uuid(),
        "insightDetails": {
            "state": "Start",
            "eventSource": source,
            "eventName": event_name,
            "insightType": kind,
            "insightContext": {"statistics": {"baseline": average, "insight": {"average": 100.0}}},
        },
        "eventCategory": "Insight",
    }
