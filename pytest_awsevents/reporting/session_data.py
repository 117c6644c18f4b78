"""What a session gathers over all its tests, and over all workers of pytest-xdist: records, and hits of patterns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pytest_awsevents.core.plain import as_dicts
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.inputs.json_text import encodable
from pytest_awsevents.patterns import parse
from pytest_awsevents.patterns.describe import describe
from pytest_awsevents.patterns.pattern import Pattern

_LISTED = 40


class SessionData:
    """Gathered test by test; `dump` on a worker becomes `merge` on the controller."""

    def __init__(self, *, with_records: bool, with_rules: bool) -> None:
        self._with_records = with_records
        self._with_rules = with_rules
        self._lines: dict[str, list[str]] = {}
        self._hits: dict[str, dict[str, int]] = {}

    def gather(self, test: str, fake: AwsFake) -> None:
        """Takes over what a test has recorded, at its end."""
        if self._with_records:
            lines = self._lines.setdefault(test, [])
            lines += [_line({"test": test, **one}) for one in as_dicts(fake.recorded.all)]
        if self._with_rules:
            for rule in fake.rules():
                self._parts_of(rule)
            for one in fake.recorded.matches:
                _hit(self._parts_of(one.rule), one.rule.event_pattern or "{}", one.event.raw)

    def dump(self) -> dict[str, Any]:
        """What xdist can send."""
        return {"lines": self._lines, "hits": self._hits}

    def merge(self, dumped: dict[str, Any]) -> None:
        """Adds what a worker has sent."""
        for test, lines in dumped["lines"].items():
            self._lines.setdefault(test, []).extend(lines)
        for name, parts in dumped["hits"].items():
            known = self._hits.setdefault(name, {})
            for part, number in parts.items():
                known[part] = known.get(part, 0) + number

    def write(self, path: Path) -> None:
        """One JSON object a line, in the order of tests by name, the same with any number of workers."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            "".join(f"{line}\n" for test in sorted(self._lines) for line in self._lines[test]), encoding="utf-8"
        )

    def report(self) -> list[str]:
        """Rules, branches and alternatives that no event of the session hit."""
        if not self._hits:
            return ["no rule with an event pattern was made"]
        missed = list(self._missed())
        total = sum(map(len, self._hits.values()))
        hit = sum(number > 0 for parts in self._hits.values() for number in parts.values())
        hidden = len(missed) - _LISTED
        more = [f"... and {hidden} more"] if hidden > 0 else []
        return [f"{hit} of {total} rules, branches and alternatives were hit", *missed[:_LISTED], *more]

    def _parts_of(self, rule: Rule) -> dict[str, int]:
        """How often each part of a rule's pattern was hit; rules that AWS manages do not count."""
        if rule.event_pattern is None or rule.managed_by is not None:
            return {}
        return self._hits.setdefault(f"{rule.bus}/{rule.name} {rule.event_pattern}", _parts(rule.event_pattern))

    def _missed(self) -> Iterator[str]:
        for name, parts in sorted(self._hits.items()):
            rule = name.partition(" ")[0]
            if not parts["matched"]:
                yield f"{rule}  never matched"
                continue
            yield from (f"{rule}  never hit: {part}" for part, number in parts.items() if not number)


def _line(one: Mapping[str, Any]) -> str:
    """One record; a lone surrogate, which no file holds, stands as JSON's escape for it."""
    return encodable(json.dumps(one, ensure_ascii=False))


def _parts(text: str) -> dict[str, int]:
    """All that can be hit in a pattern, not hit yet."""
    return {"matched": 0, **{name: 0 for name, _ in _smaller_patterns(text)}}


def _hit(parts: dict[str, int], text: str, event: Mapping[str, Any]) -> None:
    if parts:
        parts["matched"] += 1
        for name, pattern in _smaller_patterns(text):
            parts[name] += pattern.matches(event)


@lru_cache(maxsize=1024)
def _smaller_patterns(text: str) -> tuple[tuple[str, Pattern], ...]:
    """The branches of `$or` and the alternatives of lists, each as a pattern of its own."""
    pattern = parse(text)
    found: dict[str, Pattern] = {}
    for number, branch in enumerate(pattern.branches, start=1):
        if len(pattern.branches) > 1:
            paths = ", ".join(leaf.path for leaf in branch)
            found[f"$or branch {number} ({paths})"] = Pattern(text, (branch,))
        for leaf in branch:
            for one in leaf.alternatives if len(leaf.alternatives) > 1 else ():
                found[f"{leaf.path} {describe(one)}"] = Pattern(text, ((replace(leaf, alternatives=(one,)),),))
    return tuple(found.items())
