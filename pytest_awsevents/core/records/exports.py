"""Revisions of Data Exchange on their way into buckets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pytest_awsevents.core.records.base import Json, Record

ExportStatus: TypeAlias = Literal["running", "completed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RevisionExport(Record):
    """A revision of a Data Exchange data set, or assets of it, on the way into one bucket.

    `keys` are those of the objects that were put; `key_pattern` is None where the job names keys itself. `event_action`
    is the ARN of the event action that had it exported, None for a job of code under test. `reason` says why it
    failed; `warning` is a permission it would have needed, `remedy` what would give it.
    """

    account: str
    region: str
    data_set: str
    revision: str
    job: str
    bucket: str
    key_pattern: str | None = None
    event_action: str | None = None
    keys: tuple[str, ...] = ()
    status: ExportStatus = "running"
    reason: str | None = None
    warning: str | None = None
    remedy: str | None = None

    @property
    def raw(self) -> Json:
        return {
            "DataSetId": self.data_set,
            "RevisionId": self.revision,
            "JobId": self.job,
            "Bucket": self.bucket,
            "Keys": list(self.keys),
        }
