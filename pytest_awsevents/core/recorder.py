"""The one log of a fake. Everything that is asserted, explained or shown is read from it."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from pytest_awsevents.core.log import Log
from pytest_awsevents.core.plain import as_dicts
from pytest_awsevents.core.records import (
    ApiCall,
    Attempt,
    AuditLog,
    AuditLogStatus,
    CallError,
    Delivery,
    DeliveryStatus,
    Event,
    ExportStatus,
    HttpRequest,
    Ingestion,
    IngestionStatus,
    Json,
    Record,
    RevisionExport,
    RuleEvaluation,
    Tick,
)
from pytest_awsevents.core.rules import ALL_MANAGEMENT_EVENTS, NO_RULES, Params, Rule
from pytest_awsevents.core.shelves import Path, Scalar, Shelves, of_event
from pytest_awsevents.patterns import explain

R = TypeVar("R", bound=Record)
_seq = attrgetter("seq")


class Recorder:
    """Appends records; nothing is ever taken out. Safe under threads: numbering and appending are atomic."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._records: list[Record] = []
        self._shelves = Shelves(self._records)
        self.claimed: set[int] = set()
        """The `seq` of every record that an assertion looked at."""

    def number(self) -> int:
        """The `seq` of the next record; each is given once."""
        return next(self._numbers)

    def append(self, record: R) -> R:
        self._records.append(record)
        return record

    def complete(
        self, call: ApiCall, *, response: Params | None = None, error: CallError | None = None, answered_by: str
    ) -> None:
        """Writes the outcome of an API call into its record."""
        object.__setattr__(call, "response", response)
        object.__setattr__(call, "error", error)
        object.__setattr__(call, "answered_by", answered_by)

    def amend(
        self,
        delivery: Delivery,
        *,
        status: DeliveryStatus,
        reason: str | None = None,
        error_code: str | None = None,
        due: datetime | None = None,
        queue: str | None = None,
    ) -> None:
        """Writes how far a delivery has come."""
        object.__setattr__(delivery, "status", status)
        object.__setattr__(delivery, "reason", reason)
        object.__setattr__(delivery, "error_code", error_code)
        object.__setattr__(delivery, "due", due)
        object.__setattr__(delivery, "queue", queue)

    def fail_on_bus(self, event: Event, reason: str) -> None:
        """Writes that the bus cannot read an event, so that no rule is judged."""
        object.__setattr__(event, "status", "encryption-failed")
        object.__setattr__(event, "reason", reason)
        object.__setattr__(event, "rules", NO_RULES)

    def attempted(self, delivery: Delivery, attempt: Attempt) -> None:
        """Writes one try to hand an event to its target."""
        object.__setattr__(delivery, "attempts", (*delivery.attempts, attempt))

    def exported(
        self, export: RevisionExport, *, status: ExportStatus, keys: tuple[str, ...], reason: str | None = None
    ) -> None:
        """Writes how far the export of a revision has come."""
        object.__setattr__(export, "status", status)
        object.__setattr__(export, "keys", keys)
        object.__setattr__(export, "reason", reason)

    def invoked(self, call: ApiCall, failure: str | None) -> None:
        """Writes what came of the function that a call invoked; None where it did not fail."""
        object.__setattr__(call, "failure", failure)

    def warn(self, record: Delivery | RevisionExport, warning: str, remedy: str | None = None) -> None:
        """Writes what a delivery or an export would have needed."""
        object.__setattr__(record, "warning", warning)
        object.__setattr__(record, "remedy", remedy)

    def read(self, log: AuditLog, *, status: AuditLogStatus, reason: str | None = None) -> None:
        """Writes whether AppFabric could read a log."""
        object.__setattr__(log, "status", status)
        object.__setattr__(log, "reason", reason)

    def ingested(
        self, ingestion: Ingestion, *, status: IngestionStatus, reason: str | None = None, location: str | None = None
    ) -> None:
        """Writes how far an event has come into its store, or to its destination."""
        object.__setattr__(ingestion, "status", status)
        object.__setattr__(ingestion, "reason", reason)
        object.__setattr__(ingestion, "location", location)

    def answered(self, request: HttpRequest, *, status: int | None, error: str | None = None) -> None:
        """Writes the outcome of an HTTP request into its record."""
        object.__setattr__(request, "status", status)
        object.__setattr__(request, "error", error)

    def claim(self, records: Iterable[Record]) -> None:
        """Notes that an assertion looked at records."""
        self.claimed.update(map(_seq, records))

    def claim_arrivals(self, arn: str) -> None:
        """Notes that an assertion looked into a queue: at what was delivered there, and at its dead letters."""
        self.claim(
            one
            for one in self.of(Delivery)
            if one.queue == arn or (one.status == "delivered" and one.target.arn == arn)
        )

    @property
    def used(self) -> bool:
        """Whether anything was recorded."""
        return bool(self._records)

    def records(self) -> list[Record]:
        """All records by `seq`; threads may have appended two of them the other way round."""
        return list(self.of(Record))

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """The records of exactly one kind (of all kinds for `Record`) by `seq`."""
        return self._shelves.of(kind)

    def where(self, kind: type[R], needs: Mapping[Path, Scalar]) -> tuple[Sequence[R], Collection[Path]]:
        """Records of a kind among which are all that have these values, and the paths at which each is sure to."""
        return self._shelves.where(kind, needs)


class Recorded:
    """The views on what happened: `aws_fake.recorded`."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    @property
    def all(self) -> Log[Record]:
        """Every record."""
        return self._of(Record, "records")

    @property
    def calls(self) -> Log[ApiCall]:
        """API calls, by code under test and by services."""
        return self._of(ApiCall, "calls")

    @property
    def events(self) -> Log[Event]:
        """Events put on buses, with those that were rejected or put on a bus that does not exist."""
        return self._of(Event, "events")

    @property
    def evaluations(self) -> Log[RuleEvaluation]:
        """Every rule of its bus judged against every accepted event, matched or not.

        Those that did not match are made when they are read; they carry the `seq` of their event.
        """
        matched: dict[tuple[int, str], RuleEvaluation] = {
            (record.event.seq, record.rule.name): record for record in self._recorder.of(RuleEvaluation)
        }
        return Log(list(self._judgements(self.events, matched)), "evaluations", self._recorder.claimed)

    @property
    def matches(self) -> Log[RuleEvaluation]:
        """Those evaluations in which the rule matched."""
        return self._of(RuleEvaluation, "matches")

    @property
    def deliveries(self) -> Log[Delivery]:
        """Events on their way to targets, in whatever state."""
        return self._of(Delivery, "deliveries")

    @property
    def ticks(self) -> Log[Tick]:
        """What happened because its time had come: fires of schedules, minutes of replays, retries."""
        return self._of(Tick, "ticks")

    @property
    def requests(self) -> Log[HttpRequest]:
        """HTTP requests to API destinations and their token endpoints, API Gateway and AppSync."""
        return self._of(HttpRequest, "requests")

    @property
    def exports(self) -> Log[RevisionExport]:
        """Revisions of Data Exchange that were exported, or could not be."""
        return self._of(RevisionExport, "exports")

    @property
    def audit_logs(self) -> Log[AuditLog]:
        """Audit logs of SaaS applications, as those wrote them."""
        return self._of(AuditLog, "audit logs")

    @property
    def ingestions(self) -> Log[Ingestion]:
        """Events on their way into event data stores of CloudTrail Lake and to destinations of AppFabric."""
        return self._of(Ingestion, "ingestions")

    def as_dicts(self) -> list[dict[str, Json]]:
        """All records as JSON values, the same in every run of a test at frozen time; secrets are masked."""
        return as_dicts(self.all)

    def mark(self) -> int:
        """A point in the log, for `since(mark)`: splits what the test arranged from what it acts on."""
        records = self._recorder.of(Record)
        return records[-1].seq if records else 0

    def where(self, kind: type[R], needs: Mapping[Path, Scalar]) -> tuple[Sequence[R], Collection[Path]]:
        """Records of a kind among which are all that have these values, and the paths at which each is sure to.

        For members that never change; it costs next to nothing from the second time on.
        """
        return self._recorder.where(kind, needs)

    def claim(self, records: Iterable[Record]) -> None:
        """Notes that an assertion looked at records: the strictness check `unclaimed` leaves them alone."""
        self._recorder.claim(records)

    def claimed(self, record: Record) -> bool:
        """Whether an assertion looked at a record."""
        return record.seq in self._recorder.claimed

    def _of(self, kind: type[R], noun: str) -> Log[R]:
        def narrowed(needs: Mapping[Path, Scalar]) -> Sequence[R]:
            return self._recorder.where(kind, of_event(kind, needs))[0]

        return Log(self._recorder.of(kind), noun, self._recorder.claimed, narrowed)

    def _judgements(
        self, events: Iterable[Event], matched: dict[tuple[int, str], RuleEvaluation]
    ) -> Iterator[RuleEvaluation]:
        for event in events:
            for rule in event.rules.values():
                yield matched.get((event.seq, rule.name)) or judge(event, rule)


def judge(event: Event, rule: Rule) -> RuleEvaluation:
    """A rule that was not recorded as matching, judged against an event: with the reasons."""
    mismatches = explain(rule.event_pattern, event.raw_event).mismatches if rule.event_pattern else ()
    reason = "the rule has no event pattern" if rule.event_pattern is None else None
    if not rule.enabled:
        reason = "the rule is disabled"
    elif not mismatches and rule.is_withheld(event.raw_event):
        reason = f"reads that CloudTrail logs reach only rules in state {ALL_MANAGEMENT_EVENTS}"
    return RuleEvaluation(
        seq=event.seq,
        at=event.at,
        cause=event,
        event=event,
        rule=rule,
        matched=False,
        mismatches=mismatches,
        reason=reason,
    )
