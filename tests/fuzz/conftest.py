"""How much is tried: a little in the suite; by `make fuzz` as much as one asks for, and it says how much that was."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

Outcomes = dict[str, dict[str, int]]
_GATHERED: pytest.StashKey[Outcomes] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("fuzz")
    group.addoption("--fuzz-calls", type=int, metavar="N", help="single calls per service, spread over its operations")
    group.addoption("--fuzz-sequences", type=int, metavar="N", help="sequences of calls per service")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["fuzz"] = _own()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker of pytest-xdist is done."""
    _add(node.config.stash.setdefault(_GATHERED, {}), getattr(node, "workeroutput", {}).get("fuzz", {}))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.getoption("fuzz_calls", None) is None and config.getoption("fuzz_sequences", None) is None:
        return
    gathered = config.stash.get(_GATHERED, {})
    _add(gathered, _own())
    terminalreporter.section("calls of the fuzz")
    for service, counts in sorted(gathered.items()):
        told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
        terminalreporter.write_line(f"{service}: {sum(counts.values())}, of which {told}")


def _own() -> Outcomes:
    """What this process has seen."""
    from tests.fuzz.calling import outcomes

    counted: Outcomes = {}
    for (service, outcome), number in outcomes.items():
        counted.setdefault(service, {})[outcome] = number
    return counted


def _add(gathered: Outcomes, more: Outcomes) -> None:
    for service, counts in more.items():
        gathered[service] = dict(Counter(gathered.get(service, {})) + Counter(counts))
