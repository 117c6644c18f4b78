"""What one test costs: setting up and tearing down its fake, and a whole small test beside moto.

    python benchmarks/per_test.py

The whole test is what a test with module-level code under test does when everything is imported: enter the fake, make
a client, put one event, leave. `suite.py` measures the same through pytest.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from side_by_side import Call, Contender, Goal, compare, installed

from pytest_awsevents import AwsFake
from pytest_awsevents.session import SessionGuard

ENTRY = {"Source": "shop.orders", "DetailType": "OrderPlaced", "Detail": '{"id": "o-1", "total": 42}'}


def put_one_event() -> None:
    boto3.client("events").put_events(Entries=[ENTRY])


@contextmanager
def unused(_: int) -> Iterator[Call]:
    def test() -> None:
        with AwsFake(seed="test"):
            pass

    yield test


@contextmanager
def unused_in_session(calls: int) -> Iterator[Call]:
    """As under `pytest --aws-fake`, where botocore is patched for the whole session."""
    guard = SessionGuard("us-east-1")
    try:
        with unused(calls) as test:
            yield test
    finally:
        guard.close()


@contextmanager
def ours(_: int) -> Iterator[Call]:
    def test() -> None:
        with AwsFake(seed="test"):
            put_one_event()

    yield test


@contextmanager
def moto(_: int) -> Iterator[Call]:
    from moto import mock_aws

    def test() -> None:
        with mock_aws():
            put_one_event()

    yield test


def main() -> None:
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")  # moto brings none
    compare("fake set up and torn down, unused", {"ours": unused}, limit=50e-6)
    compare("the same under --aws-fake", {"ours": unused_in_session}, limit=50e-6)
    contenders: dict[str, Contender] = {"ours": ours}
    if installed("moto"):
        contenders["moto"] = moto
    compare("warm test: fixture, client, one put_events", contenders, goals=[Goal("moto", faster=15)])


if __name__ == "__main__":
    main()
