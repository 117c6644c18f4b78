"""What pytest shows for a plain `in` or `==` with a view or a matcher; the first six lines say what matters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, zip_longest

from pytest_awsevents.assertions.combining import BaseMatcher
from pytest_awsevents.assertions.comparing import cost, differences
from pytest_awsevents.assertions.expecting import origin, titled
from pytest_awsevents.assertions.layout import mismatch_lines, short_name, shortened
from pytest_awsevents.core.log import Log
from pytest_awsevents.core.records import ApiCall, Delivery, Event, Record, RuleEvaluation
from pytest_awsevents.inputs.json_text import encodable

_WIDTH = 90
_LISTED = 3


def explain_comparison(op: str, left: object, right: object) -> list[str] | None:
    """Lines for pytest_assertrepr_compare; None where neither side is ours."""
    lines = _explained(op, left, right)
    return None if lines is None else [encodable(line) for line in lines]


def _explained(op: str, left: object, right: object) -> list[str] | None:
    if op in ("in", "not in") and isinstance(right, Log):
        title = f"{shortened(repr(left), _WIDTH)} {op} {right!r}"
        return [title, *(_missing(left, right) if op == "in" else _present(left, right))]
    if op != "==":
        return None
    if isinstance(left, Log) and isinstance(right, Sequence):
        return [f"{left!r} == {len(right)} wanted", *_unequal(left, right)]
    for wanted, got in ((left, right), (right, left)):
        if isinstance(wanted, BaseMatcher):
            title = f"{_title(got)} is not {shortened(repr(wanted), _WIDTH)}"
            return [title, *mismatch_lines(wanted.explain(got), "test")]
    return None


def _missing(wanted: object, log: Log[Record]) -> list[str]:
    if not log:
        return ["nothing was recorded of that kind"]
    if not isinstance(wanted, BaseMatcher):
        return [f"recorded: {_title(record)}" for record in islice(log, _LISTED)]
    nearest = min(log, key=lambda record: (cost(wanted.explain(record)), -record.seq))
    lines = mismatch_lines(wanted.explain(nearest), "test")
    return [f"nearest: {_title(nearest)}", *lines, *_origin(nearest)]


def _present(wanted: object, log: Log[Record]) -> list[str]:
    found = [record for record in log if record is wanted or wanted == record]
    return [line for record in found[:_LISTED] for line in (_title(record), *_origin(record))]


def _unequal(log: Log[Record], wanted: Sequence[object]) -> list[str]:
    """The first pair that differs, and what there is too much of."""
    for number, (got, want) in enumerate(zip_longest(log, wanted)):
        if number >= len(wanted):
            return [f"[{number}] not wanted: {_title(got)}", *_origin(got)]
        if number >= len(log):
            return [f"[{number}] missing: {shortened(repr(want), _WIDTH)}"]
        if want is not got and want != got:
            lines = mismatch_lines(list(differences(want, got)), "test") if isinstance(want, BaseMatcher) else []
            return [f"[{number}] got {_title(got)}, wanted {shortened(repr(want), _WIDTH)}", *lines, *_origin(got)]
    return []


def _title(record: object) -> str:
    if isinstance(record, Event):
        return f"{titled(record)} on bus {record.bus}"
    if isinstance(record, Delivery):
        return f"delivery #{record.seq} to {short_name(record.target.arn)}, {record.status}"
    if isinstance(record, RuleEvaluation):
        return f"rule {record.rule.name} judged on {titled(record.event)}"
    if isinstance(record, ApiCall):
        return f"call #{record.seq} {record.name}"
    return shortened(repr(record), _WIDTH)


def _origin(record: Record) -> list[str]:
    if isinstance(record, Delivery | RuleEvaluation):
        record = record.event
    if isinstance(record, Event):
        return [origin(record)]
    return [f"made by {record.caller or record.principal}"] if isinstance(record, ApiCall) else []
