"""What holds of every fake, whatever was done to it."""

from __future__ import annotations

import json

from pytest_awsevents.core.records import ApiCall, AuditLog, Delivery, Event, RevisionExport
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.reporting.session_data import SessionData
from pytest_awsevents.reporting.timeline import timeline


def check_log(fake: AwsFake) -> None:
    """The log is in order, whole, and can be written and printed."""
    seen: set[int] = set()
    for record in fake.recorded.all:
        assert record.seq > max(seen, default=0)
        assert record.cause is None or record.cause.seq in seen
        seen.add(record.seq)
        repr(record)
        if isinstance(record, ApiCall):
            assert (record.response is None) != (record.error is None), record
    for one in fake.recorded.as_dicts():
        json.dumps(one, allow_nan=False)
    session = SessionData(with_records=True, with_rules=True)
    session.gather("test", fake)
    json.dumps(session.dump(), ensure_ascii=False).encode()  # what the workers of pytest-xdist send
    timeline(fake.recorded, whole=True).encode()
    assert len(fake.recorded.evaluations) >= len(fake.recorded.matches)


def check_nothing_is_lost(fake: AwsFake) -> None:
    """Where all is settled, everything on its way has arrived, waits for a time that will come, or says why not."""
    times = {work.due for work in fake.clock.upcoming()}
    for record in fake.recorded.all:
        if isinstance(record, Event) and record.status != "accepted" and record.status != "unknown-bus":
            assert record.reason, record
        if isinstance(record, Delivery):
            assert record.status != "pending", record
            assert record.status == "delivered" or record.reason, record
            assert record.status != "retrying" or record.due in times, record
        if isinstance(record, RevisionExport):
            assert record.status != "failed" or record.reason, record
        if isinstance(record, AuditLog):
            assert record.status != "lost" or record.reason, record
