"""What an assertion that holds costs when 10,000 events are recorded.

python benchmarks/assertions.py

The first call finds the records: what was recorded since somebody looked last is sorted, by the members that are asked
for. From then on only what is new costs.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

import boto3

from pytest_awsevents import AwsFake, event

EVENTS = 10_000
GOAL = 0.005  # seconds
RUNS = 25


def main() -> None:
    """Prints what each assertion costs, and whether the slowest keeps the goal at the median."""
    with AwsFake() as fake:
        queue = fake.sqs.queue("billing")
        fake.eventbridge.rule("paid", {"detail-type": ["OrderPaid"]}, to=queue)
        events = boto3.client("events")
        for first in range(0, EVENTS, 10):
            events.put_events(Entries=[entry(number) for number in range(first, first + 10)])
        bridge = fake.eventbridge
        paid, last = event(detail_type="OrderPaid"), event(detail={"id": f"o-{EVENTS - 1}"})
        number, both = event(detail={"total": EVENTS - 1}), last & event(source="shop")
        cases: dict[str, Callable[[], object]] = {
            "assert_published, one by its id": lambda: bridge.assert_published(last, count=1),
            "assert_published, one by a number": lambda: bridge.assert_published(number, count=1),
            "assert_published, all of them": lambda: bridge.assert_published(paid, count=EVENTS),
            "assert_not_published": lambda: bridge.assert_not_published(event(detail_type="OrderSent")),
            "assert_rule_matched, one of them": lambda: bridge.assert_rule_matched("paid", last, count=1),
            "assert_delivered, one of them": lambda: bridge.assert_delivered(last, to=queue),
            "assert_delivered, by two matchers": lambda: bridge.assert_delivered(both, to="billing"),
            "assert_delivered, all of them": lambda: bridge.assert_delivered(paid, to=queue, count=EVENTS),
            "assert_called": lambda: fake.assert_called("events:PutEvents", count=EVENTS // 10),
            "assert_sequence": lambda: fake.assert_sequence(event(detail={"id": "o-1"}), last),
            "event in aws_fake.recorded.events": lambda: last in fake.recorded.events,
        }
        print(f"{'ms':35} {'first':>8} {'median':>8} {'best':>8}")
        slowest = 0.0
        for name, case in cases.items():
            first_time, *times = [seconds(case) for _ in range(RUNS + 1)]
            slowest = max(slowest, statistics.median(times))
            row = (first_time, statistics.median(times), min(times))
            print(f"{name:35} {' '.join(f'{time * 1000:8.2f}' for time in row)}")
    print(f"goal: at most {GOAL * 1000:.0f} ms at the median; {'kept' if slowest <= GOAL else 'MISSED'}")


def entry(number: int) -> dict[str, str]:
    """One order among many."""
    return {"Source": "shop", "DetailType": "OrderPaid", "Detail": json.dumps({"id": f"o-{number}", "total": number})}


def seconds(case: Callable[[], object]) -> float:
    """Processor time of this thread: what else runs on the machine does not count."""
    start = time.thread_time()
    case()
    return time.thread_time() - start


if __name__ == "__main__":
    main()
