"""What the benchmarks share: contenders run in turns, medians, ratios, and whether a goal is met.

A contender is a context manager that is told how many calls to expect and gives the function to be timed. It is entered
anew for every round, so each round starts from a fresh state, and calls the function once before the clock starts.
Rounds alternate the order of the contenders: a busy moment of the machine hits all alike.
"""

from __future__ import annotations

import gc
import importlib.util
import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias

Call: TypeAlias = Callable[[], object]
Contender: TypeAlias = Callable[[int], AbstractContextManager[Call]]

ROUNDS = 11
ROUND_SECONDS = 0.05
MOST_CALLS = 500


@dataclass(frozen=True)
class Goal:
    """`at_most=1.5`: we take at most 1.5 times as long as the peer; `faster=15`: at least 15 times less long."""

    peer: str
    at_most: float | None = None
    faster: float | None = None


def compare(
    title: str,
    contenders: Mapping[str, Contender],
    *,
    goals: Sequence[Goal] = (),
    limit: float | None = None,
    rounds: int = ROUNDS,
) -> bool:
    """Times the contenders, the first of which is ours, and prints how we stand; whether all goals are met.

    `limit`: the seconds that ours may take, whatever the peers do.
    """
    medians = {name: statistics.median(times) for name, times in _timed(contenders, rounds).items()}
    return report(title, medians, goals=goals, limit=limit)


def report(title: str, seconds: Mapping[str, float], *, goals: Sequence[Goal] = (), limit: float | None = None) -> bool:
    """Prints what was measured, ours first, with ratios and goals; whether all goals are met."""
    names = list(seconds)
    ours, width = seconds[names[0]], max(map(len, names))
    print(title)
    verdict, met = _limit(ours, limit)
    print(f"  {names[0]:<{width}}  {duration(ours):>9}  {verdict}".rstrip())
    for name in names[1:]:
        ratio = _ratio(ours, seconds[name])
        goal = next((goal for goal in goals if goal.peer == name), None)
        verdict, kept = _goal(ours, seconds[name], goal)
        met = met and kept
        print(f"  {name:<{width}}  {duration(seconds[name]):>9}  {ratio:<24}  {verdict}".rstrip())
    for goal in goals:
        if goal.peer not in seconds:
            print(f"  {goal.peer:<{width}}  not installed: left out")
    return met


def duration(seconds: float) -> str:
    for unit, size in (("s", 1), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds * 1e6:.1f} µs"


def installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _timed(contenders: Mapping[str, Contender], rounds: int) -> dict[str, list[float]]:
    calls = {name: _calls_per_round(contender) for name, contender in contenders.items()}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    order = list(contenders)
    for _ in range(rounds):
        for name in order:
            times[name].append(_round(contenders[name], calls[name]))
        order.reverse()
    return times


def _calls_per_round(contender: Contender) -> int:
    once = min(_round(contender, 3) for _ in range(2))
    return max(3, min(MOST_CALLS, int(ROUND_SECONDS / once)))


def _round(contender: Contender, calls: int) -> float:
    """Seconds per call; what earlier rounds left behind is collected first."""
    with contender(calls + 1) as call:
        call()
        gc.collect()
        begin = perf_counter()
        for _ in range(calls):
            call()
        return (perf_counter() - begin) / calls


def _ratio(ours: float, peer: float) -> str:
    """How many times as long as the peer we take, or how many times less long where that is twice or more."""
    return f"ours is {peer / ours:.1f}x faster" if ours <= peer / 2 else f"ours takes {ours / peer:.2f}x"


def _limit(ours: float, limit: float | None) -> tuple[str, bool]:
    if limit is None:
        return "", True
    return f"goal: at most {duration(limit)}: {_met(ours <= limit)}", ours <= limit


def _goal(ours: float, peer: float, goal: Goal | None) -> tuple[str, bool]:
    if goal is None:
        return "", True
    if goal.at_most is not None:
        kept = ours <= goal.at_most * peer
        return f"goal: at most {goal.at_most:g}x: {_met(kept)}", kept
    kept = goal.faster is None or ours * goal.faster <= peer
    return f"goal: at least {goal.faster:g}x faster: {_met(kept)}", kept


def _met(kept: bool) -> str:
    return "met" if kept else "MISSED"
