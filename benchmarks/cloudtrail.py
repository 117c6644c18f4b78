"""CloudTrail: what 100,000 records cost to ingest and to query, and that tests without CloudTrail pay nothing for it.

    python benchmarks/cloudtrail.py

Ingesting is counted up to the first answer: a store takes records at once and loads them when it is asked.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from side_by_side import Call, Goal, compare, report

from pytest_awsevents import AwsFake

RECORDS = 100_000
INGEST_LIMIT, QUERY_LIMIT = 3.0, 0.5
ENTRY = {"Source": "shop.orders", "DetailType": "OrderPlaced", "Detail": '{"id": "o-1", "total": 42}'}
QUERIES = {
    "calls by source and name": "SELECT eventSource, eventName, COUNT(*) AS n FROM {id} GROUP BY 1, 2 ORDER BY n DESC",
    "who deleted from a bucket": (
        "SELECT userIdentity.arn, COUNT(*) AS n FROM {id} WHERE eventName = 'DeleteObject' "
        "AND element_at(requestParameters, 'bucketName') = 'b7' GROUP BY userIdentity.arn"
    ),
    "errors by hour": (
        "SELECT date_trunc('hour', eventTime) AS h, errorCode, COUNT(*) AS n FROM {id} "
        "WHERE errorCode IS NOT NULL GROUP BY 1, 2 ORDER BY 1"
    ),
    "JSON path": (
        "SELECT COUNT(*) AS n FROM {id} WHERE json_extract_scalar(eventjson, '$.requestParameters.key') = 'k9'"
    ),
}


def record(number: int) -> dict[str, Any]:
    deleted = number % 3 == 0
    user = f"arn:aws:iam::123456789012:user/u{number % 50}"
    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "principalId": "A", "arn": user, "accountId": "123456789012"},
        "eventTime": f"2026-01-{1 + number % 28:02}T{number % 24:02}:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "DeleteObject" if deleted else "PutObject",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.1",
        "userAgent": "Boto3",
        **({"errorCode": "AccessDenied", "errorMessage": "no"} if number % 10 == 0 else {}),
        "requestParameters": {"bucketName": f"b{number % 20}", "key": f"k{number % 100}"},
        "responseElements": None,
        "requestID": f"r-{number}",
        "eventID": f"{number:08x}-0000-0000-0000-000000000000",
        "readOnly": False,
        "resources": [{"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::b{number % 20}/k{number % 100}"}],
        "eventType": "AwsApiCall",
        "managementEvent": False,
        "recipientAccountId": "123456789012",
        "eventCategory": "Data",
    }


def lake() -> bool:
    records = [record(number) for number in range(RECORDS)]
    met = True
    with AwsFake(seed="lake") as fake:
        store = fake.cloudtrail.event_data_store("lake", RetentionPeriod=3653)
        fake.cloudtrail.query(f"SELECT COUNT(*) AS n FROM {store.id}")  # the engine is there already
        start = perf_counter()
        fake.cloudtrail.ingest(store, records)
        assert fake.cloudtrail.query(f"SELECT COUNT(*) AS n FROM {store.id}") == [{"n": str(RECORDS)}]
        met &= report(f"ingest {RECORDS:,} records", {"ours": perf_counter() - start}, limit=INGEST_LIMIT)
        for title, sql in QUERIES.items():
            times = []
            for _ in range(3):
                start = perf_counter()
                fake.cloudtrail.query(sql.format(id=store.id))
                times.append(perf_counter() - start)
            met &= report(f"query: {title}", {"ours": statistics.median(times)}, limit=QUERY_LIMIT)
    return met


@contextmanager
def never_touched(_: int) -> Iterator[Call]:
    with AwsFake(seed="calls") as fake:
        events = fake.client("events")
        yield lambda: events.put_events(Entries=[ENTRY])


@contextmanager
def with_a_store(_: int) -> Iterator[Call]:
    """A store keeps every management event, but makes records only when it is read."""
    with AwsFake(seed="calls") as fake:
        fake.cloudtrail.event_data_store("all")
        events = fake.client("events")
        yield lambda: events.put_events(Entries=[ENTRY])


@contextmanager
def with_a_trail(_: int) -> Iterator[Call]:
    """A trail looks at every call: that is what it costs."""
    with AwsFake(seed="calls") as fake:
        fake.cloudtrail.trail("all", bucket=fake.s3.bucket("logs"))
        events = fake.client("events")
        yield lambda: events.put_events(Entries=[ENTRY])


def main() -> None:
    met = lake()
    contenders = {"a store ingests": with_a_store, "CloudTrail not used": never_touched, "a trail logs": with_a_trail}
    goals = [Goal("CloudTrail not used", at_most=1.1)]
    met &= compare("put_events, no rule", contenders, goals=goals)
    raise SystemExit(not met)


if __name__ == "__main__":
    main()
