"""`python -m pytest_awsevents explain PATTERN.json EVENT.json`: does the event match, and why not?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_awsevents.patterns import Absent, InvalidPattern, explain, lint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_awsevents.patterns import Explanation, Json

MATCH, NO_MATCH, INVALID = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; gives the exit code: 0 match, 1 no match, 2 invalid pattern or unusable files."""
    options = _parser().parse_args(arguments)
    try:
        pattern, event = _read_text(options.pattern), _read_event(options.event)
        explanation = explain(pattern, event)
        findings = lint(pattern)
    except (InvalidPattern, _UnusableFileError) as error:
        sys.stderr.write(f"{error}\n")
        return INVALID
    lines = [*_render(explanation), *(f"warning: {finding.path}: {finding.message}" for finding in findings)]
    sys.stdout.write("\n".join(lines) + "\n")
    return MATCH if explanation.matched else NO_MATCH


class _UnusableFileError(Exception):
    """A file that cannot be read, or is not an event."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pytest_awsevents")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "explain", help="judge an event by an event pattern; exit code 0: match, 1: no match, 2: invalid pattern"
    )
    command.add_argument("pattern", type=Path, metavar="PATTERN.json")
    command.add_argument("event", type=Path, metavar="EVENT.json")
    return parser


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _UnusableFileError(f"{path}: {error}") from None


def _read_event(path: Path) -> dict[str, Json]:
    try:
        event = json.loads(_read_text(path))
    except (ValueError, RecursionError) as error:
        raise _UnusableFileError(f"{path} is not JSON: {error}") from None
    if not isinstance(event, dict):
        raise _UnusableFileError(f"{path} is not a JSON object")
    return event


def _render(explanation: Explanation) -> list[str]:
    lines = ["match" if explanation.matched else "no match"]
    if explanation.branches > 1:
        which = "matched" if explanation.matched else "came nearest"
        lines[0] += f" ({explanation.branches} ways to match by $or; number {explanation.branch + 1} {which})"
    for leaf in explanation.leaves:
        sign = "ok  " if leaf.passed else "FAIL"
        lines.append(f"  {sign} {leaf.path}: wants {leaf.wanted}; got {_show(leaf.got)}")
    lines += [f"because {mismatch.path}: {mismatch.reason}" for mismatch in explanation.mismatches]
    return lines


def _show(got: Json | Absent) -> str:
    return str(got) if isinstance(got, Absent) else json.dumps(got, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
