"""What an assertion that holds costs when 10,000 events are recorded.

python benchmarks/assertions.py
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import boto3

from pytest_awsevents import AwsFake, event

EVENTS = 10_000
GOAL = 0.005  # seconds


def main() -> None:
    """Prints the best time of each assertion, and whether the slowest keeps the goal."""
    with AwsFake() as fake:
        queue = fake.sqs.queue("billing")
        fake.eventbridge.rule("paid", {"detail-type": ["OrderPaid"]}, to=queue)
        events = boto3.client("events")
        for first in range(0, EVENTS, 10):
            events.put_events(Entries=[entry(number) for number in range(first, first + 10)])
        paid, last = event(detail_type="OrderPaid"), event(detail={"id": f"o-{EVENTS - 1}"})
        bridge = fake.eventbridge
        cases: dict[str, Callable[[], object]] = {
            "assert_published, one of them": lambda: bridge.assert_published(last, count=1),
            "assert_published, all of them": lambda: bridge.assert_published(paid, count=EVENTS),
            "assert_rule_matched, one of them": lambda: bridge.assert_rule_matched("paid", last, count=1),
            "assert_delivered, one of them": lambda: bridge.assert_delivered(last, to=queue),
            "assert_delivered, all of them": lambda: bridge.assert_delivered(paid, to=queue, count=EVENTS),
            "assert_called": lambda: fake.assert_called("events:PutEvents", count=EVENTS // 10),
        }
        slowest = 0.0
        for name, case in cases.items():
            seconds = best(case)
            slowest = max(slowest, seconds)
            print(f"{name:35} {seconds * 1000:7.2f} ms")
    print(f"goal: at most {GOAL * 1000:.0f} ms; {'kept' if slowest <= GOAL else 'MISSED'}")


def entry(number: int) -> dict[str, str]:
    """One order among many."""
    return {"Source": "shop", "DetailType": "OrderPaid", "Detail": json.dumps({"id": f"o-{number}", "total": number})}


def best(case: Callable[[], object]) -> float:
    """Seconds of the fastest of nine runs; the first of all, which reads the records, is left out."""
    case()
    times = []
    for _ in range(9):
        start = time.perf_counter()
        case()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
