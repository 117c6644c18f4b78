"""`assert_processed` and its opposite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pytest_awsevents.assertions.arrived import is_meant, text_mismatches
from pytest_awsevents.assertions.comparing import cost
from pytest_awsevents.assertions.expecting import Count, check_count, expectation, fail, is_expected
from pytest_awsevents.assertions.layout import counted, mismatch_lines, short_name, shortened, shown
from pytest_awsevents.services.lambda_.event_sources.handle import EventSource
from pytest_awsevents.services.lambda_.event_sources.outcomes import RecordOutcome

_LISTED = 5
_WIDTH = 100


def assert_processed(sources: Sequence[EventSource], name: str, wanted: object, count: Count) -> RecordOutcome:
    """The first record that is meant of those that a function has processed."""
    __tracebackhide__ = True
    check_count(count, "assert_not_processed()")
    found = _processed(sources, wanted)
    if is_expected(len(found), count):
        return found[0]
    headline = f"{_title(len(found), name, wanted)}, {expectation(count)}"
    near = found[0].invocation.api_call if found and found[0].invocation else None
    if found:
        fail(headline, _listed([_line([one]) for one in found]), near)
    histories = _histories(sources)
    if not histories:
        fail(headline, _states(sources, name))
    nearest = min(histories, key=lambda history: cost(text_mismatches(wanted, history[0].text)))
    others = [_line(history) for history in histories if history is not nearest]
    last = nearest[-1].invocation
    fail(
        headline,
        [
            f"nearest: {_line(nearest)}",
            *mismatch_lines(text_mismatches(wanted, nearest[0].text), "test"),
            *(["it also had:", *_listed(others)] if others else []),
            *_states(sources, name),
        ],
        None if last is None else last.api_call,
    )


def assert_not_processed(sources: Sequence[EventSource], name: str, wanted: object) -> None:
    """That a function has processed no record that is meant."""
    __tracebackhide__ = True
    found = _processed(sources, wanted)
    if found:
        near = found[0].invocation.api_call if found[0].invocation else None
        fail(f"{_title(len(found), name, wanted)}, expected none", _listed([_line([one]) for one in found]), near)


def _processed(sources: Sequence[EventSource], wanted: object) -> list[RecordOutcome]:
    outcomes = [outcome for source in sources for outcome in source.outcomes]
    return [one for one in outcomes if one.status == "processed" and is_meant(wanted, one.text)]


def _title(number: int, name: str, wanted: object) -> str:
    title = f"{counted(number, 'record')} processed by function {name}"
    if wanted is None:
        return title
    return f"{title} with {repr(wanted) if hasattr(wanted, 'matches') else shown(wanted, _WIDTH)}"


def _histories(sources: Sequence[EventSource]) -> list[list[RecordOutcome]]:
    """The outcomes record by record."""
    by_id: dict[tuple[str, str], list[RecordOutcome]] = {}
    for source in sources:
        for outcome in source.outcomes:
            by_id.setdefault((source.uuid, outcome.id), []).append(outcome)
    return list(by_id.values())


def _line(history: Sequence[RecordOutcome]) -> str:
    last = history[-1]
    text = shortened(last.text.replace("\n", "\\n"), _WIDTH) or "(an empty text)"
    failures = sum(one.status == "failed" for one in history)
    times = f" {failures} times" if last.status == "failed" and failures > 1 else ""
    return f"{text}  {last.status}{times}{': ' if last.reason else ''}{last.reason}"


def _listed(lines: Sequence[str]) -> list[str]:
    more = len(lines) - _LISTED
    return [*lines[:_LISTED], *([f"... and {more} more"] if more > 0 else [])]


def _states(sources: Sequence[EventSource], name: str) -> list[str]:
    """What there is to know about each source of a function."""
    if not sources:
        return [f"function {name} has no event source mapping: aws_lambda.event_source(queue_or_stream, to=...)"]
    return [state_of(source) for source in sources]


def state_of(source: EventSource) -> str:
    """What was taken from a source, and what became of it, in one line."""
    state = "Enabled" if source.enabled else "Disabled"
    counts = Counter(outcome.status for outcome in source.outcomes)
    parts = [f"{number} {status}" for status, number in counts.items()]
    waiting = source.waiting()
    if waiting:
        first = shortened(waiting[0], _WIDTH)
        parts.append(f"{len(waiting)} waiting for a batch or a retry (aws_clock.upcoming() says when), first {first}")
    return f"event source {short_name(source.source)}, {state}: {', '.join(parts) or 'nothing was taken'}"
