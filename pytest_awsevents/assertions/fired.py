"""`assert_fired`: a rule fired by its schedule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from pytest_awsevents.assertions.expecting import (
    Count,
    check_count,
    expectation,
    fail,
    fewest,
    is_expected,
    unknown_name,
)
from pytest_awsevents.assertions.hints.targets import not_enabled
from pytest_awsevents.assertions.layout import counted
from pytest_awsevents.core.clock import Instant, parse_instant
from pytest_awsevents.core.log import Log
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Tick
from pytest_awsevents.core.rules import Rule

_SHOWN = 12


def assert_fired(
    recorded: Recorded,
    rules: Sequence[Rule],
    name: str,
    *,
    times: Iterable[Instant] | None,
    count: Count,
    next_due: datetime | None,
) -> Log[Tick]:
    """The fires of a rule; AssertionError where they are not at those times, or not so many.

    `rules` are those there are now, `next_due` is when this one will fire next.
    """
    __tracebackhide__ = True
    check_count(count, "times=[]")
    rule = next((rule for rule in rules if rule.name == name), None)
    fires = recorded.ticks.matching(
        lambda tick: tick.kind == "schedule" and tick.name == name and ":events:" in tick.arn
    )
    if rule is None and not fires:
        unknown_name("rule", name, [rule.name for rule in rules])
    if rule is not None and rule.schedule_expression is None and not fires:
        fail(f"rule {name} has no schedule: it is for events that match its pattern")
    near = fires[-1] if fires else None
    wanted = None if times is None else sorted(map(parse_instant, times))
    future = _future(rule, next_due, too_few=len(fires) < (fewest(count) if wanted is None else len(wanted)))
    fired = f"rule {name} fired {counted(len(fires), 'time')}"
    if wanted is not None and sorted(tick.due for tick in fires) != wanted:
        fail(f"{fired}, expected exactly {len(wanted)}, at these times", [*_compared(fires, wanted), future], near)
    if (times is None or count is not None) and not is_expected(len(fires), count):
        fail(f"{fired}, {expectation(count)}", [*_around([_line(tick) for tick in fires], len(fires)), future], near)
    return fires


def _compared(fires: Log[Tick], wanted: Sequence[datetime]) -> list[str]:
    """Every fire and every missing one, in the order of time."""
    missing = Counter(wanted)
    rows: list[tuple[datetime, str, bool]] = []
    for tick in fires:
        expected = missing[tick.due] > 0
        missing[tick.due] -= expected
        rows.append((tick.due, _line(tick) + ("" if expected else ", not expected"), expected))
    rows += [(due, f"{_text(due)}  NOT fired", False) for due in missing.elements()]
    rows.sort(key=lambda row: row[0])
    first = next(position for position, row in enumerate(rows) if not row[2])
    return _around([text for _, text, _ in rows], first)


def _around(lines: Sequence[str], centre: int) -> list[str]:
    """Some lines before a position and more behind it."""
    if len(lines) <= _SHOWN:
        return list(lines)
    start = max(0, min(centre - 3, len(lines) - _SHOWN))
    shown = list(lines[start : start + _SHOWN])
    below = len(lines) - start - _SHOWN
    return [
        *([f"... {start} earlier"] if start else []),
        *shown,
        *([f"... {below} later"] if below else []),
    ]


def _line(tick: Tick) -> str:
    return f"{_text(tick.due)}  fired, #{tick.seq}"


def _future(rule: Rule | None, next_due: datetime | None, *, too_few: bool) -> str:
    if next_due is not None:
        how = f': aws_clock.move_to("{_text(next_due)}")' if too_few else ""
        return f"next due {_text(next_due)}{how}"
    if rule is None:
        return "next due never: the rule is gone"
    if not rule.enabled:
        return f"next due never: the rule is {rule.state}; {not_enabled(rule)}"
    if rule.schedule_expression is None:
        return "next due never: the rule has no schedule any more"
    return f"next due never: {rule.schedule_expression} has no more fires"


def _text(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
