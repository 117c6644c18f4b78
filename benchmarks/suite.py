"""A whole suite through pytest, once in our fakes and once in moto's mock_aws.

    python benchmarks/suite.py [--tests 200] [--rounds 3]

The tests are the same, plain boto3 from first to last; the fixture they run in is all that differs. Every run is a
process of its own, in turns. The figures are whole-run times, with the start of Python and pytest and all imports.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from side_by_side import Goal, installed, report

APPLICATION = """
import json

import boto3


def place_order(order_id, total):
    entry = {
        "EventBusName": "orders",
        "Source": "shop.orders",
        "DetailType": "OrderPlaced",
        "Detail": json.dumps({"id": order_id, "total": total}),
    }
    response = boto3.client("events", region_name="us-east-1").put_events(Entries=[entry])
    assert response["FailedEntryCount"] == 0


def waiting(queue_url):
    response = boto3.client("sqs", region_name="us-east-1").receive_message(
        QueueUrl=queue_url, MaxNumberOfMessages=10
    )
    return [json.loads(message["Body"])["detail"] for message in response.get("Messages", [])]
"""

TEST = """
def test_{name}_is_put(aws, number):
    events = boto3.client("events", region_name="us-east-1")
    events.create_event_bus(Name="orders")
    shop.place_order(f"{name}-{{number}}", number)


def test_{name}_reaches_the_warehouse(aws, number):
    queue_url = arrange({{"source": ["shop.orders"]}})
    shop.place_order(f"{name}-{{number}}", number)
    assert shop.waiting(queue_url) == [{{"id": f"{name}-{{number}}", "total": number}}]


def test_{name}_is_for_others(aws, number):
    queue_url = arrange({{"source": ["shop.billing"]}})
    shop.place_order(f"{name}-{{number}}", number)
    assert shop.waiting(queue_url) == []


def test_{name}_is_too_small_for_review(aws, number):
    queue_url = arrange({{"detail": {{"total": [{{"numeric": [">", 100]}}]}}}})
    shop.place_order(f"{name}-{{number}}", number)
    shop.place_order(f"{name}-large", 200)
    assert shop.waiting(queue_url) == [{{"id": f"{name}-large", "total": 200}}]
"""

HEAD = """
import json

import boto3
import pytest
import shop

pytestmark = pytest.mark.parametrize("number", range(5))


def arrange(pattern):
    events = boto3.client("events", region_name="us-east-1")
    sqs = boto3.client("sqs", region_name="us-east-1")
    queue_url = sqs.create_queue(QueueName="warehouse")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]
    events.create_event_bus(Name="orders")
    events.put_rule(Name="rule", EventBusName="orders", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="rule", EventBusName="orders", Targets=[{"Id": "1", "Arn": attributes["QueueArn"]}])
    return queue_url
"""

FIXTURES = {
    "ours": """
import pytest


@pytest.fixture
def aws(aws_fake):
    return aws_fake
""",
    "moto": """
import pytest
from moto import mock_aws


@pytest.fixture
def aws():
    with mock_aws():
        yield
""",
}
PER_NAME = 20  # four tests, five numbers each


def write_suite(folder: Path, fixture: str, tests: int) -> Path:
    folder.mkdir()
    names = [f"order_{number}" for number in range(tests // PER_NAME)]
    files = {
        "pytest.ini": "[pytest]\n",
        "conftest.py": fixture,
        "shop.py": APPLICATION,
        "test_orders.py": HEAD + "".join(TEST.format(name=name) for name in names),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(folder: Path, plugins: Sequence[str]) -> float:
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugins]
    begin = perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    seconds = perf_counter() - begin
    if done.returncode:
        sys.exit(f"the suite of {folder.name} fails:\n{done.stdout[-3000:]}")
    return seconds


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--tests", type=int, default=200, help=f"how many, in steps of {PER_NAME}")
    options.add_argument("--rounds", type=int, default=3, help="how many runs of each")
    given = options.parse_args()
    names = ["ours", "moto"] if installed("moto") else ["ours"]
    times: dict[str, list[float]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as top:
        suites = {name: write_suite(Path(top, name), FIXTURES[name], given.tests) for name in names}
        empty = write_suite(Path(top, "empty"), "", 0)
        (empty / "test_orders.py").write_text("import boto3\n\n\ndef test_nothing(): pass\n", encoding="utf-8")
        for _ in range(given.rounds):
            for name in names:
                times[name].append(run(suites[name], ["-p", "awsevents"] if name == "ours" else []))
            names.reverse()
        idle = run(empty, [])
    medians = {name: statistics.median(times[name]) for name in ("ours", "moto") if name in times}
    report(f"a suite of {given.tests} tests, whole run (median of {given.rounds})", medians, goals=[Goal("moto")])
    report(
        "the same per test, without the start of pytest and boto3",
        {name: (seconds - idle) / given.tests for name, seconds in medians.items()},
    )


if __name__ == "__main__":
    main()
