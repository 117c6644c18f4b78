"""Events per second from event text to the names of the matching rules, beside json.loads alone and moto's matcher.

    python benchmarks/patterns.py [--events 2000] [--rounds 7]

First rule sets of a bus with many services and tenants, of growing size; then one set for each operator. moto judges
rule by rule, so it gets fewer events; it is left out, and said so, where it is not installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Any, TypeAlias

from pytest_awsevents.patterns import RuleIndex

Rule: TypeAlias = dict[str, Any]

SIZES = (1, 10, 100, 1_000, 10_000)
OPERATOR_RULES = 200
SLOWEST, SLOWEST_OPERATOR, MOST_GROWTH, MOTO_FACTOR = 100_000, 60_000, 1.5, 1_000
MOTO_SECONDS = 0.5

TEAMS = ("orders", "payments", "billing", "stock", "shipping", "users", "carts", "search", "mail", "audit")
SERVICES = [f"shop.{team}" for team in TEAMS]
TYPES = [
    f"{noun} {verb}" for noun in ("Order", "Item", "Invoice", "User") for verb in ("Created", "Changed", "Deleted")
]
STATES = ["new", "paid", "sent", "lost"]
TENANTS, BUCKETS, SKUS = 4_000, 300, 400


# --- rules and events ------------------------------------------------------------------------------------------------


def bus_rule(number: int) -> Rule:
    """Rules as teams write them: nearly all by source and type, then by fields of the detail."""
    random = Random(number)
    rule: Rule = {"source": [random.choice(SERVICES)], "detail-type": random.sample(TYPES, random.choice((1, 1, 1, 2)))}
    tenant = f"t-{random.randrange(TENANTS)}"
    details: Sequence[Rule] = (
        {"tenant": [tenant]},
        {"tenant": [tenant], "state": [random.choice(STATES)]},
        {"tenant": [tenant], "state": [{"anything-but": ["lost"]}]},
        {"tenant": [tenant], "total": [{"numeric": [">=", random.randrange(1_000)]}]},
        {"tenant": [tenant], "customer": {"tier": ["gold", "silver"]}},
        {"tenant": [tenant], "customer": {"mail": [{"suffix": f"@{random.randrange(50)}.example"}]}},
        {"tenant": [tenant, f"t-{random.randrange(TENANTS)}"], "coupon": [{"exists": False}]},
        {"file": [{"prefix": f"arn:aws:s3:::bucket-{random.randrange(BUCKETS)}/in/"}], "state": ["new"]},
        {"$or": [{"tenant": [tenant]}, {"customer": {"id": [f"c-{random.randrange(100_000)}"]}}]},
    )
    return rule | {"detail": details[number % len(details)]}


def _only(detail: Rule) -> Rule:
    return {"detail": detail}


OPERATORS: dict[str, Callable[[int], Rule]] = {
    "exact": lambda n: _only({"tenant": [f"t-{n}", f"t-{n + 1_000}"], "state": [STATES[n % 4]]}),
    "prefix": lambda n: _only({"file": [{"prefix": f"arn:aws:s3:::bucket-{n}/"}]}),
    "suffix": lambda n: _only({"customer": {"mail": [{"suffix": f"@{n}.example"}]}}),
    "ignore-case": lambda n: _only({"customer": {"mail": [{"equals-ignore-case": f"Somebody@{n}.Example"}]}}),
    "wildcard": lambda n: _only({"file": [{"wildcard": f"arn:aws:s3:::bucket-{n}/*/report-*.csv"}]}),
    "numeric": lambda n: _only({"total": [{"numeric": [">=", 5 * n, "<", 5 * n + 5]}]}),
    "anything-but": lambda n: {
        "source": [SERVICES[n % 10]],
        "detail-type": [TYPES[n % 12]],
        "detail": {"state": [{"anything-but": ["lost", STATES[n % 3]]}]},
    },
    "arrays": lambda n: _only({"items": {"sku": [f"sku-{n}"], "house": [f"h-{n % 5}"]}}),
}


def event_text(number: int) -> str:
    random = Random(-1 - number)
    domain = random.randrange(300)
    detail = {
        "tenant": f"t-{random.randrange(TENANTS)}",
        "state": random.choice(STATES),
        "total": random.randrange(1_000),
        "customer": {
            "id": f"c-{random.randrange(100_000)}",
            "tier": random.choice(("gold", "silver", "none")),
            "mail": f"somebody@{domain}.example",
        },
        "file": f"arn:aws:s3:::bucket-{random.randrange(BUCKETS)}/in/report-{number}.csv",
    }
    return json.dumps(_envelope(random, number) | {"detail": detail})


def event_text_with_arrays(number: int) -> str:
    random = Random(-1 - number)
    items = [{"sku": f"sku-{random.randrange(SKUS)}", "house": f"h-{random.randrange(5)}"} for _ in range(3)]
    return json.dumps(_envelope(random, number) | {"detail": {"items": items}})


def _envelope(random: Random, number: int) -> Rule:
    return {
        "version": "0",
        "id": f"6a7e8feb-b491-4cf7-a9f1-{number:012d}",
        "detail-type": random.choice(TYPES),
        "source": random.choice(SERVICES),
        "account": "123456789012",
        "time": "2026-01-01T07:03:00Z",
        "region": "eu-west-1",
        "resources": [],
    }


# --- measuring -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """Seconds per event, and how many rules an event matched."""

    ours: float
    parsing: float
    moto: float | None
    matched: float


def measure(rules: Sequence[str], events: Sequence[str], rounds: int) -> Result:
    index = RuleIndex()
    for number, rule in enumerate(rules):
        index.add(str(number), rule)
    matched = sum(len(index.match(json.loads(event))) for event in events)

    def ours() -> None:
        for event in events:
            index.match(json.loads(event))

    def parsing() -> None:
        for event in events:
            json.loads(event)

    # In turns, and the best of each: what else the machine does can only slow a round down.
    times = [(_seconds(ours), _seconds(parsing)) for _ in range(rounds)]
    best_ours, best_parsing = (min(column) / len(events) for column in zip(*times, strict=True))
    return Result(best_ours, best_parsing, _moto(rules, events), matched / len(events))


def _seconds(run: Callable[[], None]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def _moto(rules: Iterable[str], events: Sequence[str]) -> float | None:
    if importlib.util.find_spec("moto") is None:
        return None
    from moto.events.models import EventPattern

    patterns = [EventPattern.load(rule) for rule in rules]
    start, done = perf_counter(), 0
    while perf_counter() - start < MOTO_SECONDS:
        event = json.loads(events[done % len(events)])
        for pattern in patterns:
            pattern.matches_event(event)
        done += 1
    return (perf_counter() - start) / done


# --- reporting -------------------------------------------------------------------------------------------------------

HEADINGS = ("rules", "matched", "events/s", "json.loads", "moto", "faster than moto")


def show(name: str, result: Result) -> None:
    moto = "not installed" if result.moto is None else f"{1 / result.moto:,.0f}"
    faster = "" if result.moto is None else f"{result.moto / result.ours:,.0f}x"
    cells = (f"{result.matched:.2f}", f"{1 / result.ours:,.0f}", f"{1 / result.parsing:,.0f}", moto, faster)
    print(f"{name:<14}" + "".join(f"{cell:>18}" for cell in cells))


def verdict(goal: str, got: str, met: bool) -> None:
    print(f"{'met   ' if met else 'MISSED'} {goal}: {got}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    texts = [event_text(number) for number in range(options.events)]
    array_texts = [event_text_with_arrays(number) for number in range(options.events)]

    print(f"{HEADINGS[0]:<14}" + "".join(f"{heading:>18}" for heading in HEADINGS[1:]))
    sizes = {}
    for size in SIZES:
        sizes[size] = measure([json.dumps(bus_rule(number)) for number in range(size)], texts, options.rounds)
        show(f"{size:,}", sizes[size])
    operators = {}
    for name, rule in OPERATORS.items():
        rules = [json.dumps(rule(number)) for number in range(OPERATOR_RULES)]
        operators[name] = measure(rules, array_texts if name == "arrays" else texts, options.rounds)
        show(name, operators[name])

    slowest = min(1 / result.ours for result in sizes.values())
    verdict(f"{SLOWEST:,} events/s with any number of rules", f"{slowest:,.0f}", slowest >= SLOWEST)
    growth = sizes[10_000].ours / sizes[10].ours
    verdict(f"10,000 rules cost at most {MOST_GROWTH}x of 10", f"{growth:.2f}x", growth <= MOST_GROWTH)
    name, worst = max(operators.items(), key=lambda item: item[1].ours)
    verdict(
        f"{SLOWEST_OPERATOR:,} events/s with any operator",
        f"{1 / worst.ours:,.0f}, {name}",
        1 / worst.ours >= SLOWEST_OPERATOR,
    )
    if (moto := sizes[1_000].moto) is not None:
        factor = moto / sizes[1_000].ours
        verdict(f"1,000 rules {MOTO_FACTOR:,}x faster than moto", f"{factor:,.0f}x", factor >= MOTO_FACTOR)


if __name__ == "__main__":
    main()
