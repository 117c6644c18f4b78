"""What `aws_cloudtrail` gives: stores made in one line, records of what was called, SQL, assertions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias

from pytest_awsevents.assertions.expecting import Count, Explains, HasArn, given_arn, unknown_name
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.cloudtrail.asserting import (
    Candidate,
    assert_api_logged,
    assert_ingested,
    assert_not_ingested,
)
from pytest_awsevents.services.cloudtrail.generating import insight_record
from pytest_awsevents.services.cloudtrail.ingesting import calls_since, held, ingest, last_seq, with_records
from pytest_awsevents.services.cloudtrail.lake.engine import QueryFailed, View
from pytest_awsevents.services.cloudtrail.lake.errors import invalid_statement
from pytest_awsevents.services.cloudtrail.lake.running import engine, execute
from pytest_awsevents.services.cloudtrail.lake.statements import check_shape
from pytest_awsevents.services.cloudtrail.log_files import deliver
from pytest_awsevents.services.cloudtrail.records.making import is_logged
from pytest_awsevents.services.cloudtrail.selectors import LogRecord, Selector, obstacles
from pytest_awsevents.services.cloudtrail.state import (
    EventDataStore as Stored,
)
from pytest_awsevents.services.cloudtrail.state import (
    Organization,
    cloudtrail,
    get_active_store,
    get_store,
    place,
    settle,
)

Store: TypeAlias = "str | HasArn"
"""A store: what `event_data_store()` gave, or its name, ARN or id."""


@dataclass(frozen=True, slots=True)
class EventDataStore:
    """An event data store, with `name`, `arn` and `id`, which is what stands behind FROM; to be looked into."""

    name: str
    arn: str
    _scope: Scope = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        """The last part of its ARN."""
        return self.arn.rpartition("/")[2]

    def records(self) -> list[LogRecord]:
        """The records it keeps, those included that have not arrived yet; no API call is made."""
        return [one.record for one in held(self._scope, get_store(self._scope, self.arn), everything=True)]


@dataclass(frozen=True, slots=True)
class Trail:
    """A trail that logs into a bucket."""

    name: str
    arn: str
    bucket: str


class CloudTrail:
    """CloudTrail of the default account and region."""

    def __init__(self, scope: Scope, recorded: Recorded) -> None:
        self._scope = scope
        self._recorded = recorded

    # --- arranging ---

    def event_data_store(
        self, name: str, selectors: Sequence[Selector] | str | None = None, **params: Any
    ) -> EventDataStore:
        """Makes an event data store that ingests from now on, by CreateEventDataStore.

        `selectors`: AdvancedEventSelectors, or an event category; management events without. Further keywords are
        members of AWS's request: `RetentionPeriod=30`. It is not protected from termination.
        """
        if isinstance(selectors, str):
            selectors = [{"FieldSelectors": [{"Field": "eventCategory", "Equals": [selectors]}]}]
        given = {"Name": name, "TerminationProtectionEnabled": False, **params}
        if selectors is not None:
            given["AdvancedEventSelectors"] = selectors
        arn = self._scope.call("cloudtrail", "CreateEventDataStore", given)["EventDataStoreArn"]
        self._known(arn)
        return EventDataStore(name, arn, self._scope)

    def trail(
        self, name: str, *, bucket: str | HasArn, selectors: Sequence[Selector] | None = None, **params: Any
    ) -> Trail:
        """Makes a trail that logs from now on, by CreateTrail, PutEventSelectors and StartLogging.

        `bucket`: what `aws_s3.bucket()` gave, or a name. Without `selectors` it logs management events.
        """
        to = bucket if isinstance(bucket, str) else bucket.arn.rpartition(":")[2]
        arn = self._scope.call("cloudtrail", "CreateTrail", {"Name": name, "S3BucketName": to, **params})["TrailARN"]
        if selectors is not None:
            chosen = {"TrailName": name, "AdvancedEventSelectors": selectors}
            self._scope.call("cloudtrail", "PutEventSelectors", chosen)
        self._scope.call("cloudtrail", "StartLogging", {"Name": name})
        return Trail(name, arn, to)

    def ingest(self, store: Store, records: Sequence[Mapping[str, Any]]) -> None:
        """Puts records into a store as they are: selectors are not asked, nothing has to arrive first."""
        ingest(self._scope, self._known(store), records)

    def organization(self, *, members: Iterable[str] = (), management: str | None = None) -> None:
        """Puts accounts into an organization; the default account manages it unless another is named."""
        head = management or self._scope.account
        cloudtrail(self._scope).organization = Organization(head, {head, self._scope.account, *members})

    def transitions_take(self, time: timedelta | float) -> None:
        """Has stores, queries and imports stay in the states on their way (`QUEUED`) for so long on the fake's clock.

        Without this they are over when the next call is made.
        """
        cloudtrail(self._scope).transition_time = time if isinstance(time, timedelta) else timedelta(seconds=time)

    def generate_insight(self, event_name: str, *, source: str, kind: str = "ApiCallRateInsight") -> LogRecord:
        """Makes an insight event about a call, as if its rate (or that of its errors) had been unusual."""
        record = insight_record(self._scope, event_name, source, kind)
        cloudtrail(self._scope).insights.append(record)
        for stored in place(self._scope).stores.values():
            if stored.category == "Insight":
                ingest(self._scope, stored, [record])
        return record

    # --- time ---

    def deliver_now(self) -> int:
        """Has everything arrive now that was called until now: log files of trails, records in stores.

        Returns how many records went into log files. Otherwise that takes five minutes on the fake's clock.
        """
        state = cloudtrail(self._scope)
        state.delivered = last_seq(self._scope)
        count = sum(deliver(self._scope, trail) for trail in list(state.undelivered))
        self._scope.world.drain()
        return count

    # --- looking ---

    def records(self, event_name: str | None = None, **members: Any) -> list[LogRecord]:
        """The CloudTrail record of every call of all accounts and regions, oldest first; made when it is read.

        Keywords are members of the record: `eventSource="s3.amazonaws.com"`.
        """
        wanted = members if event_name is None else {"eventName": event_name, **members}
        return [
            record for _, record in self._logged() if all(record.get(name) == value for name, value in wanted.items())
        ]

    def query(self, sql: str) -> list[dict[str, str]]:
        """The rows of a SELECT over store ids, each a dict; sees all that was called until now, arrived or not.

        Columns of the same name need aliases. `StartQuery` of a client sees what has arrived.
        """
        statement = check_shape(sql)
        stores = [get_active_store(self._scope, id) for id in statement.stores]
        seq = last_seq(self._scope)
        view = View(self._scope.now, seq, seq)
        engine(self._scope).check(statement, stores, view)
        try:
            outcome = execute(self._scope, statement, stores, view)
        except QueryFailed as failed:
            raise invalid_statement(str(failed)) from None
        return [{name: value for cell in row for name, value in cell.items()} for row in outcome.rows]

    # --- asserting ---

    def assert_api_logged(self, event_name: str, *, count: Count = None, **members: Any) -> LogRecord:
        """Asserts that a call was made that CloudTrail logs; returns the record of the first one.

        Keywords are members of the record, compared partially: `userIdentity={"userName": "bob"}`, `errorCode=None`.
        """
        __tracebackhide__ = True
        return assert_api_logged(list(self._logged()), event_name, members, count)

    def assert_ingested(
        self, matcher: Explains | Mapping[str, Any] | str, *, into: Store, count: Count = None
    ) -> LogRecord:
        """Asserts that a store keeps a record; returns the first one.

        `matcher`: the members it has, compared partially, or its eventName. Records on their way count.
        """
        __tracebackhide__ = True
        stored = self._known(into)
        return assert_ingested(self._candidates(stored), matcher, stored.name, count)

    def assert_not_ingested(self, matcher: Explains | Mapping[str, Any] | str, *, into: Store) -> None:
        """Asserts that a store does not keep such a record, although there was such a call; fails without one."""
        __tracebackhide__ = True
        stored = self._known(into)
        assert_not_ingested(self._candidates(stored), matcher, stored.name)

    def _logged(self) -> Iterable[tuple[ApiCall, LogRecord]]:
        return with_records(self._scope, (call for call in calls_since(self._scope, 0) if is_logged(call)))

    def _known(self, store: Store) -> Stored:
        __tracebackhide__ = True
        reference = given_arn(store, "event data store")
        here = place(self._scope).stores
        for stored in list(here.values()):
            settle(self._scope, stored)
        found = next((one for one in here.values() if reference in (one.name, one.arn, one.id)), None)
        if found is None:
            unknown_name("event data store", reference, [one.name for one in here.values()])
        return found

    def _candidates(self, stored: Stored) -> list[Candidate]:
        """Every record there is, with whether the store keeps it and, if not, why."""
        kept = held(self._scope, stored, everything=True)
        seqs = {one.seq for one in kept}
        outside = [Candidate(one.record, None, ()) for one in kept if one.seq == 0]
        return outside + [
            Candidate(record, call, _why_not(stored, call, record) if call.seq not in seqs else ())
            for call, record in self._logged()
        ]


def _why_not(stored: Stored, call: ApiCall, record: LogRecord) -> tuple[str, ...]:
    missed = obstacles(stored.selectors, record)
    if missed:
        return tuple(
            f"{one.selector}: {one.field}  got {', '.join(one.got) or 'nothing'}  selector wants {one.wanted}"
            for one in missed
        )
    if call.account != stored.account:
        return (f"the call was made in account {call.account}, the store is of {stored.account}",)
    if not stored.multi_region and record["awsRegion"] != stored.region:
        return (f"the call was made in {record['awsRegion']}, the store takes only {stored.region}",)
    return ("the store was not ingesting when the call was made",)
