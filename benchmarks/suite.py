"""A whole suite through pytest, once in our fakes and once in moto's mock_aws.

    python benchmarks/suite.py [--tests 200] [--rounds 2]

The tests are the same, plain boto3 from first to last; the fixture they run in is all that differs. Every run is a
process of its own, in turns. The figures are whole-run times, with the start of Python and pytest and all imports.
Making clients is boto3's own work and takes as long in both: hence two suites, one whose clients are made anew wherever
one is needed, one whose clients are made once.
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

from side_by_side import installed, report

CLIENTS = {
    "clients made anew": """
import boto3


def client(service):
    return boto3.client(service, region_name="us-east-1")
""",
    "clients made once": """
import boto3

made = {service: boto3.client(service, region_name="us-east-1") for service in ("events", "sqs")}


def client(service):
    return made[service]
""",
}

APPLICATION = """
import json

from clients import client


def place_order(order_id, total):
    entry = {
        "EventBusName": "orders",
        "Source": "shop.orders",
        "DetailType": "OrderPlaced",
        "Detail": json.dumps({"id": order_id, "total": total}),
    }
    response = client("events").put_events(Entries=[entry])
    assert response["FailedEntryCount"] == 0


def waiting(queue_url):
    response = client("sqs").receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
    return [json.loads(message["Body"])["detail"] for message in response.get("Messages", [])]
"""

HEAD = """
import json

import pytest
import shop
from clients import client

pytestmark = pytest.mark.parametrize("number", range(5))


def arrange(pattern):
    events, sqs = client("events"), client("sqs")
    queue_url = sqs.create_queue(QueueName="warehouse")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]
    events.create_event_bus(Name="orders")
    events.put_rule(Name="rule", EventBusName="orders", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="rule", EventBusName="orders", Targets=[{"Id": "1", "Arn": attributes["QueueArn"]}])
    return queue_url
"""

TESTS = """

def test_{name}_is_put(aws, number):
    client("events").create_event_bus(Name="orders")
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
PER_NAME = 20  # four tests, five numbers each

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
PLUGINS = {"ours": ["-p", "awsevents"], "moto": []}
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}  # moto needs them where clients are made


def write_suite(folder: Path, clients: str, fixture: str, tests: int) -> Path:
    folder.mkdir(parents=True)
    names = [f"order_{number}" for number in range(tests // PER_NAME)]
    files = {
        "pytest.ini": "[pytest]\n",
        "conftest.py": fixture,
        "clients.py": clients,
        "shop.py": APPLICATION,
        "test_orders.py": HEAD + "".join(TESTS.format(name=name) for name in names),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(folder: Path, plugins: Sequence[str]) -> float:
    environment = {**os.environ, **KEYS, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugins]
    begin = perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    seconds = perf_counter() - begin
    if done.returncode:
        sys.exit(f"the suite in {folder.name} fails:\n{done.stdout[-3000:]}")
    return seconds


def measure(top: Path, clients: str, names: Sequence[str], tests: int, rounds: int) -> dict[str, float]:
    """The median of the whole-run times in each of the fakes."""
    suites = {name: write_suite(top / name, clients, FIXTURES[name], tests) for name in names}
    times: dict[str, list[float]] = {name: [] for name in names}
    order = list(names)
    for _ in range(rounds):
        for name in order:
            times[name].append(run(suites[name], PLUGINS[name]))
        order.reverse()
    return {name: statistics.median(times[name]) for name in names}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--tests", type=int, default=200, help=f"how many, in steps of {PER_NAME}")
    options.add_argument("--rounds", type=int, default=2, help="how many runs of each")
    given = options.parse_args()
    names = ["ours", "moto"] if installed("moto") else ["ours"]
    with tempfile.TemporaryDirectory() as top:
        for number, (title, clients) in enumerate(CLIENTS.items()):
            medians = measure(Path(top, str(number)), clients, names, given.tests, given.rounds)
            report(f"a suite of {given.tests} tests, {title}: whole run, median of {given.rounds}", medians)


if __name__ == "__main__":
    main()
