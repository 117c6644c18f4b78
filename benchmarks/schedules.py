"""Next occurrences per second, beside aws-croniter and croniter in the same run.

    python benchmarks/schedules.py [--occurrences 2000]

Install the peers to compare with them: pip install aws-croniter croniter. One that is missing is left out, and said so.
`ours` enumerates lazily; `ours, stepping` asks `next_after` anew from each occurrence, as aws-croniter does.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeAlias

from pytest_awsevents.schedules import next_after, occurrences, parse

Run: TypeAlias = Callable[[], int]

START = datetime(2026, 1, 1, 7, 3, tzinfo=UTC)
GOAL = 100_000
ROUNDS = 3
PEER_OCCURRENCES = 200  # fewer, for they are slower and croniter ends in 2099

# kind: (fields for EventBridge, the same for croniter where it can say it)
KINDS: dict[str, tuple[str, str | None]] = {
    "every minute": ("* * * * ? *", "* * * * *"),
    "minute step": ("0/5 * * * ? *", "*/5 * * * *"),
    "list and range": ("5,35 8-17 * * ? *", "5,35 8-17 * * *"),
    "daily": ("0 12 * * ? *", "0 12 * * *"),
    "weekday names": ("0 18 ? * MON-FRI *", "0 18 * * MON-FRI"),
    "wrapped hours": ("0/30 20-2 ? * MON-FRI *", "*/30 20-2 * * MON-FRI"),
    "day of month": ("0 8 1,15 * ? *", "0 8 1,15 * *"),
    "month step": ("0 0 1 */4 ? *", "0 0 1 */4 *"),
    "last day L": ("0 9 L * ? *", "0 9 L * *"),
    "L-n": ("0 9 L-3 * ? *", None),
    "nW": ("0 9 15W * ? *", "0 9 15W * *"),
    "LW": ("0 17 LW * ? *", None),
    "last weekday nL": ("0 9 ? * 6L *", "0 9 * * L5"),
    "nth weekday #": ("0 9 ? * 3#2 *", "0 9 * * 2#2"),
    "fifth weekday": ("0 9 ? * 6#5 *", "0 9 * * 5#5"),
    "years": ("0 12 * * ? 2026-2090", "0 12 * * * 0 2026-2090"),
}


def enumerating(fields: str, count: int) -> Run:
    schedule = parse(f"cron({fields})")
    return lambda: sum(1 for _ in islice(occurrences(schedule, START), count))


def stepping(fields: str, count: int) -> Run:
    schedule = parse(f"cron({fields})")

    def run() -> int:
        moment = START
        for done in range(count):
            following = next_after(schedule, moment)
            if following is None:
                return done
            moment = following
        return count

    return run


def aws_croniter_run(module: Any, fields: str, count: int) -> Run | None:
    try:
        cron = module.AwsCroniter(fields)
    except Exception:  # a kind that it refuses
        return None

    def run() -> int:
        moment = START
        for done in range(count):
            moment = cron.occurrence(moment).next()
            if moment is None:
                return done
        return count

    return run


def croniter_run(module: Any, fields: str | None, count: int) -> Run | None:
    if fields is None:
        return None

    cron = module.croniter(fields, START)

    def run() -> int:
        cron.set_current(START)
        for _ in range(count):
            cron.get_next(datetime)
        return count

    return run


def optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name.replace('_', '-')} is not installed: left out")
        return None


def per_second(runs: dict[str, Run | None]) -> dict[str, float]:
    """The best rate of each, taken in turns so that a busy moment hits all alike."""
    rates: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            if run is not None:
                begin = time.perf_counter()
                done = run()
                rates[name] = max(rates.get(name, 0), done / (time.perf_counter() - begin))
    return rates


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--occurrences", type=int, default=2000, help="at most so many per kind")
    count = options.parse_args().occurrences
    aws_croniter, croniter = optional("aws_croniter"), optional("croniter")
    ours = ("ours", "ours, stepping")
    peers = [name for name, module in (("aws-croniter", aws_croniter), ("croniter", croniter)) if module]
    columns = [*ours, *peers, *(f"x {peer}" for peer in peers)]
    print("occurrences per second".ljust(24), *(column.rjust(14) for column in columns))
    slowest, behind = float("inf"), []
    for kind, (fields, unix_fields) in KINDS.items():
        runs: dict[str, Run | None] = {"ours": enumerating(fields, count), "ours, stepping": stepping(fields, count)}
        if aws_croniter:
            runs["aws-croniter"] = aws_croniter_run(aws_croniter, fields, PEER_OCCURRENCES)
        if croniter:
            runs["croniter"] = croniter_run(croniter, unix_fields, PEER_OCCURRENCES)
        rates = per_second(runs)
        slowest = min(slowest, rates["ours, stepping"])
        ratios = {peer: rates["ours, stepping"] / rates[peer] for peer in peers if peer in rates}
        behind += [f"{kind} (to {peer})" for peer, ratio in ratios.items() if ratio < 1]
        cells = [f"{rates[name]:,.0f}" if name in rates else "-" for name in (*ours, *peers)]
        cells += [f"{ratios[peer]:.1f}" if peer in ratios else "-" for peer in peers]
        print(kind.ljust(24), *(cell.rjust(14) for cell in cells))
    print(f"goal: at least {GOAL:,}/s stepping: slowest {slowest:,.0f}/s: {'met' if slowest >= GOAL else 'MISSED'}")
    standing = f"MISSED on {', '.join(behind)}" if behind else "met" if peers else "not measured"
    print(f"goal: ahead of the peers on every kind: {standing}")


if __name__ == "__main__":
    main()
