"""What time costs: a year of fires, and freezing a test.

    python benchmarks/clock.py [--days 365]

A rule fires every minute for a year into an SQS queue, all of it recorded; moto and freezegun have nothing like it, so
the goal is a limit. A freeze is compared with plain freezegun, as a test pays for it.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter, process_time

import boto3
import freezegun
from side_by_side import Call, compare, duration, report

from pytest_awsevents import AwsFake

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
LIMIT = 30.0  # seconds for a year


class Real:
    """A freeze swaps what modules hold; what classes hold stays real."""

    seconds = staticmethod(perf_counter)
    cpu_seconds = staticmethod(process_time)


def fires(days: float) -> None:
    with AwsFake(seed="year", now=NEW_YEAR, fire_limit=1_000_000) as fake:
        queue = fake.sqs.queue("minutes")
        fake.eventbridge.rule("every-minute", schedule="rate(1 minute)", to=queue)
        before = peak_memory()
        begin, cpu_begin = Real.seconds(), Real.cpu_seconds()
        fake.clock.tick(days=days)
        taken, cpu = Real.seconds() - begin, Real.cpu_seconds() - cpu_begin
        count, records = len(fake.recorded.ticks), len(fake.recorded.all)
    share = days / 365
    title = f"rate(1 minute) to an SQS queue for {days:g} days: {count:,} fires, {records:,} records"
    report(title, {"ours": taken}, limit=LIMIT * share)
    kilobytes = (peak_memory() - before) / count * 1024
    print(f"  {duration(cpu)} of CPU; a fire: {duration(cpu / count)} of CPU, {kilobytes:.1f} KB")
    print(f"  peak memory {peak_memory():,.0f} MB")


def peak_memory() -> float:
    """Megabytes that this process has had at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


@contextmanager
def frozen_by_us(_: int) -> Iterator[Call]:
    def test() -> None:
        with AwsFake(seed="test", now=NEW_YEAR):
            pass

    yield test


@contextmanager
def frozen_by_freezegun(_: int) -> Iterator[Call]:
    def test() -> None:
        with freezegun.freeze_time(NEW_YEAR):
            pass

    yield test


@contextmanager
def freezegun_and_fake(_: int) -> Iterator[Call]:
    """Where the test froze time already, the fake follows and freezes nothing."""

    def test() -> None:
        with freezegun.freeze_time(NEW_YEAR), AwsFake(seed="test"):
            pass

    yield test


@contextmanager
def fake_alone(_: int) -> Iterator[Call]:
    def test() -> None:
        with AwsFake(seed="test"):
            pass

    yield test


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--days", type=float, default=365, help="how long the rule fires")
    days = options.parse_args().days
    boto3.client("events", region_name="us-east-1")  # what a test suite has loaded anyway; freezegun looks at it all
    compare(
        "a test in frozen time",
        {
            "ours": frozen_by_us,
            "freezegun": frozen_by_freezegun,
            "freezegun and fake": freezegun_and_fake,
            "fake, unfrozen": fake_alone,
        },
    )
    fires(days)


if __name__ == "__main__":
    main()
