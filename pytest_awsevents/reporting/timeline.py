"""The timeline: every record under the one that caused it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from pytest_awsevents.assertions.layout import on_one_line, short_name, shortened
from pytest_awsevents.core.masking import masked
from pytest_awsevents.core.recorder import Recorded, judge
from pytest_awsevents.core.records import (
    ApiCall,
    AuditLog,
    Delivery,
    Event,
    HttpRequest,
    Ingestion,
    Record,
    RevisionExport,
    RuleEvaluation,
    Tick,
)
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.inputs.json_text import encodable
from pytest_awsevents.reporting.subjects import subject

_ROWS = 40
_DEEPEST_INDENT = 8
_TEXT_WIDTH = 70


Row: TypeAlias = tuple[int, Callable[[], str]]
"""The `seq` of the record that a row is about, and what writes the row: of thousands only a few are shown."""


def timeline(recorded: Recorded, *, near: int | None = None, whole: bool = False) -> str:
    """The records as text, one a line; at most 40 around the record of that `seq`, or the last ones.

    Lone surrogates, which neither a terminal nor pytest-xdist takes, stand as JSON's escapes for them.
    """
    rows = list(_rows(recorded.all))
    if whole or len(rows) <= _ROWS:
        return encodable("\n".join(write() for _, write in rows))
    centre = next((index for index, (seq, _) in enumerate(rows) if seq == near), len(rows) - 1)
    start = max(0, min(centre - _ROWS // 2, len(rows) - _ROWS))
    kept = [write() for _, write in rows[start : start + _ROWS]]
    above, below = start, len(rows) - start - _ROWS
    if above:
        kept.insert(0, f"... {above} rows hidden, --aws-timeline=all shows them")
    if below:
        kept.append(f"... {below} rows hidden, --aws-timeline=all shows them")
    return encodable("\n".join(kept))


def _rows(records: Sequence[Record]) -> Iterator[Row]:
    """Every record and the judgements that were not recorded, in the order of a tree of causes."""
    children: dict[int | None, list[Record]] = {}
    for record in records:
        children.setdefault(None if record.cause is None else record.cause.seq, []).append(record)
    waiting: list[tuple[Record, int]] = [(record, 0) for record in reversed(children.get(None, []))]
    number_width = len(str(records[-1].seq)) + 1 if records else 0
    while waiting:
        record, depth = waiting.pop()
        following = children.get(record.seq, [])
        yield record.seq, partial(_record_row, record, depth, number_width)
        if isinstance(record, Event):
            for rule in _unmatched(record, following):
                yield record.seq, partial(_judgement_row, record, rule, depth, number_width)
        if isinstance(record, Delivery | RevisionExport) and record.warning is not None:
            yield record.seq, partial(_further_row, record, record.warning, depth, number_width)
        waiting += [(child, depth + 1) for child in reversed(following)]


def _record_row(record: Record, depth: int, number_width: int) -> str:
    number = f"#{record.seq}".ljust(number_width)
    return f"{number} {record.at:%H:%M:%S}  {_with_origin(_indent(depth) + _line(record), record)}"


def _judgement_row(event: Event, rule: Rule, depth: int, number_width: int) -> str:
    evaluation = judge(event, rule)
    paths = ", ".join(mismatch.path for mismatch in evaluation.mismatches)
    return _further_row(event, f"rule {rule.name}  no  {evaluation.reason or paths}", depth, number_width)


def _further_row(record: Record, text: str, depth: int, number_width: int) -> str:
    return f"{' ' * number_width} {record.at:%H:%M:%S}  {_indent(depth)}  {text}"


def _indent(depth: int) -> str:
    return "  " * min(depth, _DEEPEST_INDENT)


def _line(record: Record) -> str:
    if isinstance(record, ApiCall):
        return _call_line(record)
    if isinstance(record, Event):
        return _event_line(record)
    if isinstance(record, RuleEvaluation):
        return f"rule {record.rule.name}  yes"
    if isinstance(record, Delivery):
        return _delivery_line(record)
    if isinstance(record, HttpRequest):
        return f"{record.title}  {record.error or record.status}"
    if isinstance(record, Tick):
        return f"{record.kind} {record.name} at {record.due:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(record, RevisionExport):
        return _export_line(record)
    if isinstance(record, AuditLog | Ingestion):
        return _log_line(record)
    return type(record).__name__


def _log_line(record: AuditLog | Ingestion) -> str:
    why = "" if record.reason is None else f": {record.reason}"
    if isinstance(record, AuditLog):
        return f"audit log of {record.app} ({record.tenant})  {record.status}{why}"
    return f"-> {record.location or short_name(record.store_or_destination)}  {record.status}{why}"


def _delivery_line(delivery: Delivery) -> str:
    twice = " (duplicate)" if delivery.duplicate else ""
    tries = f" after {len(delivery.attempts)} attempts" if len(delivery.attempts) > 1 else ""
    following = "" if delivery.due is None else f", due {delivery.due:%H:%M:%S}"
    why = "" if delivery.reason is None else f": {delivery.reason}"
    return f"-> {short_name(delivery.target.arn)}{twice}  {delivery.status}{tries}{following}{why}"


def _export_line(export: RevisionExport) -> str:
    outcome = export.status if export.reason is None else f"{export.status}: {export.reason}"
    return f"export of revision {export.revision[:8]}... to bucket {export.bucket}  {outcome}"


def _call_line(call: ApiCall) -> str:
    by = "" if call.answered_by == "fake" else f" ({call.answered_by})"
    about = subject(call.params)
    return f"{call.name}{about and ' '}{about}{by}{_failure(call)}"


def _failure(call: ApiCall) -> str:
    """Why a call failed; also why the function did that it invoked, which AWS answers without an error."""
    if call.error is not None:
        return f"  {call.error.code}: {shortened(call.error.message)}"
    failure = call.failure or (call.response or {}).get("FunctionError")
    return f"  {on_one_line(failure)}" if failure else ""


def _event_line(event: Event) -> str:
    detail = shortened(json.dumps(masked(event.detail), ensure_ascii=False, default=repr), _TEXT_WIDTH)
    known = {"accepted": "", "unknown-bus": "  dropped: no such bus"}
    fate = known.get(event.status, f"  {event.status}: {event.reason}")
    return f"event {event.detail_type} on bus {event.bus} {detail}{fate}"


def _unmatched(event: Event, judged: Sequence[Record]) -> Iterator[Rule]:
    matched = {record.rule.name for record in judged if isinstance(record, RuleEvaluation)}
    return (rule for rule in event.rules.values() if rule.name not in matched)


def _with_origin(text: str, record: Record) -> str:
    """Who made an API call, at the right."""
    return f"{text:<{_TEXT_WIDTH}}  {record.caller or record.principal}" if isinstance(record, ApiCall) else text
