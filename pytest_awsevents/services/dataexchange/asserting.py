"""`assert_revision_exported` and its opposite: how far a revision came on its way into a bucket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pytest_awsevents.assertions.expecting import fail
from pytest_awsevents.assertions.layout import counted
from pytest_awsevents.core.records import RevisionExport
from pytest_awsevents.services.dataexchange.state import DataSet, EventAction, Revision

_LISTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one revision, as the account that the test looks from sees it.

    `actions` are the event actions of the account, `exports` those of the revision; `job_time` is how long jobs take.
    """

    data_set: DataSet
    revision: Revision
    account: str
    actions: Sequence[EventAction]
    exports: Sequence[RevisionExport]
    job_time: timedelta


def assert_exported(facts: Facts, bucket: str | None, keys: Iterable[str] | None) -> RevisionExport:
    """The first completed export of a revision to a bucket, with exactly these keys where some are given."""
    __tracebackhide__ = True
    wanted = None if keys is None else sorted([keys] if isinstance(keys, str) else keys)
    completed = [export for export in facts.exports if export.status == "completed"]
    there = [export for export in completed if bucket in (None, export.bucket)]
    for export in there:
        if wanted is None or sorted(export.keys) == wanted:
            return export
    headline = f"0 exports of {_titled(facts)}{_to(bucket)}{_with(wanted)}, expected at least 1"
    if there and wanted is not None:
        fail(headline, _key_lines(there[-1], wanted), there[-1])
    nearest = _nearest(facts, bucket)
    fail(headline, _ladder(facts, nearest, bucket), nearest)


def assert_not_exported(facts: Facts, bucket: str | None) -> None:
    """That no export of a revision has put anything into a bucket, or into any."""
    __tracebackhide__ = True
    found = [one for one in facts.exports if one.status == "completed" and bucket in (None, one.bucket)]
    if found:
        headline = f"{counted(len(found), 'export')} of {_titled(facts)}{_to(bucket)}, expected none"
        fail(headline, [_line(export) for export in found[:_LISTED]], found[0])


def _nearest(facts: Facts, bucket: str | None) -> RevisionExport | None:
    """The export that comes closest: to the right bucket, then the latest."""
    return max(facts.exports, key=lambda export: (bucket in (None, export.bucket), export.seq), default=None)


def _ladder(facts: Facts, nearest: RevisionExport | None, bucket: str | None) -> list[str]:
    """How far the revision came: up to the first stage that failed."""
    data_set, revision = facts.data_set, facts.revision
    if not revision.finalized:
        assets = counted(len(revision.assets), "asset")
        return [f"published NO: the revision is not finalized; it has {assets}"]
    if nearest is None and data_set.entitlement is None:
        owner = f"data set {data_set.name} is owned by account {data_set.account}"
        return [
            f"published yes, entitled NO: {owner}, and account {facts.account} has no entitled data set of it",
            "event actions export entitled data sets: aws_dataexchange.entitled_data_set() makes one",
        ]
    start = "published yes, entitled yes, event action"
    if nearest is None:
        return [f"{start} NO: {_missing_action(facts)}"]
    by = "job of the test or code" if nearest.event_action is None else "event action yes"
    start = f"nearest: export #{nearest.seq}; published yes, {by}"
    if nearest.status == "running":
        seconds = f"{facts.job_time.total_seconds():g}"
        return [
            f"{start}, job IN_PROGRESS to bucket {nearest.bucket}",
            f"jobs take {seconds} seconds here: aws_clock.tick({seconds}) on a frozen clock ends it",
        ]
    if bucket not in (None, nearest.bucket):
        return [f"{start}, job {_state(nearest)}, bucket NO: it went to {nearest.bucket}", *_reason(nearest)]
    return [f"{start}, job {_state(nearest)}", *_reason(nearest)]


def _missing_action(facts: Facts) -> str:
    own = [action for action in facts.actions if action.data_set_id == facts.data_set.id]
    if own:
        at = f"{own[0].created:%H:%M:%S}"
        return f"the one to bucket {own[0].bucket} was made at {at}, when the revision had been published"
    others = ", ".join(f"{action.data_set_id} (to {action.bucket})" for action in facts.actions[:_LISTED])
    there = f"; there are some for {others}" if others else ""
    return f"account {facts.account} has none for data set {facts.data_set.id} ({facts.data_set.name}){there}"


def _key_lines(export: RevisionExport, wanted: Sequence[str]) -> list[str]:
    missing = [key for key in wanted if key not in export.keys]
    others = [key for key in export.keys if key not in wanted]
    pattern = "" if export.key_pattern is None else f" by the pattern {export.key_pattern}"
    return [
        f"nearest: {_line(export)}; keys NO{pattern}",
        *_listed("missing", missing),
        *_listed("instead" if missing else "besides", others),
    ]


def _listed(what: str, keys: Sequence[str]) -> list[str]:
    more = [f"         ... and {len(keys) - _LISTED} more"] if len(keys) > _LISTED else []
    return [*(f"{what}  {key}" for key in keys[:_LISTED]), *more]


def _line(export: RevisionExport) -> str:
    return f"export #{export.seq} to bucket {export.bucket}, {counted(len(export.keys), 'object')}"


def _state(export: RevisionExport) -> str:
    return "ERROR" if export.status == "failed" else "COMPLETED"


def _reason(export: RevisionExport) -> list[str]:
    if export.reason is None:
        return []
    put = [f"put before it failed: {', '.join(export.keys[:_LISTED])}"] if export.keys else []
    return [export.reason, *put]


def _titled(facts: Facts) -> str:
    return f"revision {facts.revision.id} of data set {facts.data_set.name}"


def _to(bucket: str | None) -> str:
    return "" if bucket is None else f" to bucket {bucket}"


def _with(keys: Sequence[str] | None) -> str:
    return "" if keys is None else f" with {counted(len(keys), 'key')}"
