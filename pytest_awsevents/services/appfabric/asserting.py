"""`assert_audit_log_delivered` and its opposite: how far a log came on its way to a destination."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pytest_awsevents.assertions.comparing import cost, differences
from pytest_awsevents.assertions.expecting import (
    Count,
    HasArn,
    check_count,
    expectation,
    fail,
    given_arn,
    is_expected,
    unknown_name,
)
from pytest_awsevents.assertions.layout import counted, mismatch_lines, shown
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import AuditLog, Ingestion, Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.patterns import Mismatch
from pytest_awsevents.services.appfabric.finding import ingestions_of
from pytest_awsevents.services.appfabric.ocsf.normalising import event_code, normalised
from pytest_awsevents.services.appfabric.ocsf.registry import application
from pytest_awsevents.services.appfabric.state import APPFABRIC, AppIngestion, Destination

_STAGES = ("authorization", "ingestion", "destination")
_LISTED = 5
_WIDTH = 120


def find_target(scope: Scope, recorded: Recorded, to: str | HasArn) -> str:
    """The ARN of a destination given by itself, by its ARN, or by its bucket or stream."""
    __tracebackhide__ = True
    name = given_arn(to, "destination")
    known = {one.arn: one for _, ingestion in ingestions_of(scope) for one in ingestion.destinations.values()}
    if name in known or any(record.store_or_destination == name for record in recorded.ingestions):
        return name
    title = _titled(name)
    found = [one for one in known.values() if title in (one.title, one.title.partition(":")[2])]
    if len(found) > 1:
        listed = "".join(f"\n  {one.title} {one.schema} {one.format}  {one.arn}" for one in found)
        fail(f"{name!r} has several ingestion destinations; say which, by its ARN:{listed}")
    if not found:
        unknown_name("ingestion destination", title, [one.title for one in known.values()])
    return found[0].arn


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A log, what became of it on the way to a destination, and the document that arrives there or would."""

    log: AuditLog
    record: Ingestion | None
    document: Mapping[str, Json]


class Deliveries:
    """What was, or was not, delivered to one destination, or to all."""

    def __init__(self, scope: Scope, recorded: Recorded, to: str | HasArn | None) -> None:
        __tracebackhide__ = True
        self._scope = scope
        self._recorded = recorded
        self._arn = None if to is None else find_target(scope, recorded, to)

    def assert_some(self, wanted: object, count: Count) -> Ingestion:
        """The first that arrived and is meant."""
        __tracebackhide__ = True
        check_count(count, "assert_audit_log_not_delivered()")
        found = self._arrived(wanted)
        if is_expected(len(found), count):
            return found[0]
        headline = f"{self._title(len(found), wanted)}, {expectation(count)}"
        if found:
            fail(headline, _listed(found), found[-1])
        candidates = list(self._candidates())
        if not candidates:
            fail(headline, [self._why_none()])
        nearest = min(candidates, key=lambda one: (cost(_mismatches(wanted, one.document)), -one.log.seq))
        mismatches = _mismatches(wanted, nearest.document)
        title = f"nearest: {_named(nearest.log)}"
        if mismatches:
            lines = [f"{title}; emitted NO: no log is quite like it", *mismatch_lines(mismatches, "test")]
        else:
            lines = [f"{title}; {self._ladder(nearest)}", *self._hints(nearest)]
        fail(headline, lines, nearest.record or nearest.log)

    def assert_none(self, wanted: object) -> None:
        """That nothing arrived that is meant; not where nothing could have arrived, or where it may still."""
        __tracebackhide__ = True
        found = self._arrived(wanted)
        if found:
            fail(f"{self._title(len(found), wanted)}, expected none", _listed(found), found[-1])
        vacuous = f"nothing could have been delivered to {self._place}"
        logs = [log for log in self._recorded.audit_logs if self._reaches(log)]
        if not logs:
            fail(f"{vacuous}: {self._why_none()}")
        if not any(True for _, ingestion in ingestions_of(self._scope) if ingestion.destinations):
            fail(f"{vacuous}: there is no ingestion destination")
        for log in logs:
            if log.status == "emitted" and log.reason is None:
                fail(f"{vacuous} yet: {_named(log)} was not read", self._hints(_Candidate(log, None, log.log)), log)

    # --- finding ---

    def _arrived(self, wanted: object) -> list[Ingestion]:
        return [
            record
            for record in self._recorded.ingestions
            if isinstance(record.cause, AuditLog)
            and self._arn in (None, record.store_or_destination)
            and record.status == "ingested"
            and not _mismatches(wanted, record.event)
        ]

    def _candidates(self) -> list[_Candidate]:
        records = {
            record.cause.seq: record
            for record in self._recorded.ingestions
            if record.store_or_destination == self._arn and record.cause is not None
        }
        logs = [log for log in self._recorded.audit_logs if self._reaches(log)]
        return [_Candidate(log, records.get(log.seq), self._document(log, records.get(log.seq))) for log in logs]

    def _reaches(self, log: AuditLog) -> bool:
        """Whether a log belongs to the ingestion of the destination."""
        return self._arn is None or self._arn.startswith(f"{log.ingestion}/")

    def _document(self, log: AuditLog, record: Ingestion | None) -> Mapping[str, Json]:
        if record is not None:
            return record.event
        destination = self._destination
        if destination is None or destination.schema == "raw":
            return log.log
        return normalised(log.app, log.log, log.at, self._scope.state(APPFABRIC).habits.ocsf_version)

    @property
    def _pair(self) -> tuple[AppIngestion, Destination] | None:
        pairs = ((one, found) for _, one in ingestions_of(self._scope) for found in one.destinations.values())
        return next((pair for pair in pairs if pair[1].arn == self._arn), None)

    @property
    def _destination(self) -> Destination | None:
        return None if self._pair is None else self._pair[1]

    # --- telling ---

    @property
    def _place(self) -> str:
        if self._arn is None:
            return "any destination"
        return self._destination.title if self._destination is not None else self._arn

    def _title(self, number: int, wanted: object) -> str:
        what = "" if wanted is None else f" like {shown(wanted, _WIDTH)}"
        return f"{counted(number, 'audit log')}{what} delivered to {self._place}"

    def _why_none(self) -> str:
        others = sorted({f"{log.app} of {log.tenant}" for log in self._recorded.audit_logs})
        if not others:
            return "no application has written an audit log; aws_appfabric.emit(...) has one do so"
        return f"its application has written no audit log; these have: {', '.join(others)}"

    def _ladder(self, candidate: _Candidate) -> str:
        """`emitted yes, authorization yes, ingestion NO: it is disabled`: up to the first stage that failed."""
        log, record = candidate.log, candidate.record
        if log.status == "emitted" and log.reason is None:
            return "emitted yes, read NO: it waits for the next batch"
        reason = log.reason if record is None else record.reason
        if record is None and log.status == "read":
            reason = "destination: it was made after the log had been read"
        stage, _, why = (reason or "destination: not tried yet").partition(": ")
        passed = ", ".join(f"{name} yes" for name in ("emitted", *_STAGES[: _STAGES.index(stage)]))
        lost = "lost: " if "lost" in (log.status, None if record is None else record.status) else ""
        return f"{passed}, {stage} NO: {lost}{why}"

    def _hints(self, candidate: _Candidate) -> list[str]:
        """When it goes on, and what the test can do about it."""
        pair, log, record = self._pair, candidate.log, candidate.record
        ingestion = next((one for _, one in ingestions_of(self._scope) if one.arn == log.ingestion), None)
        if log.status == "emitted" and log.reason is None and ingestion is not None and ingestion.reading is not None:
            due = f"{ingestion.reading.due:%Y-%m-%d %H:%M:%S}"
            return [f"the batch is due at {due}; aws_fake.settle() has it read now, aws_clock.tick(...) then"]
        held = log.status == "emitted" if record is None else record.status == "pending"
        failed = record is not None and (record.reason or "").startswith("destination")
        if held and failed and pair is not None and pair[1].retry is not None:
            return [f"it is kept; the next try is due at {pair[1].retry.due:%Y-%m-%d %H:%M:%S}"]
        return ["it is kept until that changes"] if held else []


def _titled(name: str) -> str:
    """`s3:bucket` or `firehose:stream`, of an ARN; the name itself where it is none."""
    arn = parse_arn(name)
    return name if arn is None else f"{arn.service}:{arn.resource_id}"


def _mismatches(wanted: object, document: Mapping[str, Json]) -> Sequence[Mismatch]:
    if wanted is None:
        return ()
    matches, explain = getattr(wanted, "matches", None), getattr(wanted, "explain", None)
    if matches is None:
        return list(differences(wanted, document))
    if matches(document):
        return ()
    explained: Sequence[Mismatch] = explain(document) if explain is not None else ()
    return explained or [Mismatch(path="", wanted=repr(wanted), got=shown(document), reason="value")]


def _named(log: AuditLog) -> str:
    return f"log #{log.seq} {log.app} {event_code(application(log.app), log.log)}".rstrip()


def _listed(found: Sequence[Ingestion]) -> list[str]:
    lines = [f"{_named(one.cause)}  {one.location}" for one in found[:_LISTED] if isinstance(one.cause, AuditLog)]
    more = len(found) - _LISTED
    return [*lines, f"... and {more} more"] if more > 0 else lines
