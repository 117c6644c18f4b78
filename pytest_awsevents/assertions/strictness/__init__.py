"""Strictness checks: what nobody asked, said at the end of a test that would have passed.

One table: the name of a check, which is the word for it everywhere, and the function that finds the violations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from pytest_awsevents.assertions.layout import counted
from pytest_awsevents.assertions.strictness import calls, deliveries, events, rules
from pytest_awsevents.assertions.strictness.findings import LISTED, Finding, Findings, Scene
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.schemas.registry import EventSchemas

Check: TypeAlias = Callable[[Scene], Findings]

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "unknown-operation": calls.unknown_operation,
        "network": calls.network,
        "unknown-bus": events.unknown_bus,
        "dropped": events.dropped,
        "failed-entry": events.failed_entry,
        "failed-delivery": deliveries.failed_delivery,
        "unused-rule": rules.unused_rule,
        "unclaimed": deliveries.unclaimed,
        "malformed-pattern": rules.malformed_pattern,
        "permission": deliveries.permission,
        "unused-stub": calls.unused_stub,
        "ignored-failed-entries": calls.ignored_failed_entries,
        "schema": events.schema,
    }
)


def judge(
    names: Iterable[str],
    recorded: Recorded,
    *,
    rules: Iterable[Rule] = (),
    hosts: Iterable[str] = (),
    unused_stubs: Iterable[str] = (),
    schemas: EventSchemas | None = None,
) -> tuple[str, int | None] | None:
    """The message about all violations and the `seq` of the first record of one; None where there is none."""
    scene = Scene(recorded, tuple(rules), tuple(hosts), tuple(unused_stubs), schemas)
    violated = [(name, found) for name in CHECKS if name in names and (found := CHECKS[name](scene)).items]
    if not violated:
        return None
    blocks = [_block(name, found) for name, found in violated]
    near = next((item.seq for _, found in violated for item in found.items if item.seq is not None), None)
    return "\n".join(blocks), near


def _block(name: str, found: Findings) -> str:
    hidden = len(found.items) - LISTED
    lines = [
        f"strictness check {name}: {counted(len(found.items), found.noun, found.plural)} {found.verdict}",
        *(item.text for item in found.items[:LISTED]),
        *([f"... and {hidden} more"] if hidden > 0 else []),
        found.hint,
        f'allow with @pytest.mark.aws_fake(relax=["{name}"])',
    ]
    return "\n  ".join(line for line in lines if line)


__all__ = ["CHECKS", "Finding", "judge"]
