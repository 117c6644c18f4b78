"""Assertions on CloudTrail records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pytest_awsevents.assertions.comparing import cost, differences
from pytest_awsevents.assertions.expecting import Count, Explains, check_count, expectation, fail, is_expected
from pytest_awsevents.assertions.layout import counted, mismatch_lines, shown
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.patterns import Mismatch
from pytest_awsevents.services.cloudtrail.selectors import LogRecord


class Candidate(NamedTuple):
    """A record, the call it was made of (None where it came another way), and what kept it out of a store."""

    record: LogRecord
    call: ApiCall | None
    kept_out: tuple[str, ...]


_Matcher = Explains | Mapping[str, Any] | str


def assert_api_logged(
    logged: Sequence[tuple[ApiCall, LogRecord]], event_name: str, members: Mapping[str, Any], count: Count
) -> LogRecord:
    """The record of the first call that is meant; AssertionError where their number is not expected."""
    __tracebackhide__ = True
    check_count(count, "assert_nothing_happened()")
    wanted = {"eventName": event_name, **members}
    found = [record for _, record in logged if not _mismatches(wanted, record)]
    if is_expected(len(found), count):
        return found[0]
    headline = f"{counted(len(found), 'record')} of {event_name}{_with(members)}, {expectation(count)}"
    if not logged:
        fail(headline, ["no API call was made"])
    call, record = min(logged, key=lambda one: (cost(_mismatches(wanted, one[1])), -one[0].seq))
    lines = mismatch_lines(_mismatches(wanted, record), "test")
    fail(headline, [f"nearest: {_titled(record, call)}", *lines] if lines else [f"last: {_titled(record, call)}"], call)


def assert_ingested(candidates: Sequence[Candidate], matcher: _Matcher, store: str, count: Count) -> LogRecord:
    """The first record that is meant and kept; AssertionError says what kept the nearest one out."""
    __tracebackhide__ = True
    check_count(count, "assert_not_ingested()")
    found = [one.record for one in candidates if not one.kept_out and not _mismatches(matcher, one.record)]
    if is_expected(len(found), count):
        return found[0]
    headline = f"{counted(len(found), 'record')} like {_described(matcher)} in {store}, {expectation(count)}"
    if found:
        fail(headline)
    if not candidates:
        fail(headline, ["no API call was made, and nothing was ingested"])
    nearest = min(candidates, key=lambda one: (cost(_mismatches(matcher, one.record)), len(one.kept_out), -_seq(one)))
    lines = mismatch_lines(_mismatches(matcher, nearest.record), "test")
    title = f"nearest: {_titled(nearest.record, nearest.call)}"
    kept = "kept by the store" if not nearest.kept_out else "not kept by the store"
    fail(headline, [f"{title}; {kept}", *lines, *nearest.kept_out], nearest.call)


def assert_not_ingested(candidates: Sequence[Candidate], matcher: _Matcher, store: str) -> None:
    """AssertionError where such a record is kept, or where there was none that could have been."""
    __tracebackhide__ = True
    meant = [one for one in candidates if not _mismatches(matcher, one.record)]
    if not meant:
        fail(f"no call like {_described(matcher)} was made, so {store} could not have kept it")
    kept = [one for one in meant if not one.kept_out]
    if kept:
        headline = f"{counted(len(kept), 'record')} like {_described(matcher)} in {store}, expected none"
        fail(headline, [_titled(one.record, one.call) for one in kept[:5]], kept[0].call)


def _mismatches(matcher: _Matcher, record: LogRecord) -> Sequence[Mismatch]:
    if isinstance(matcher, str):
        matcher = {"eventName": matcher}
    if isinstance(matcher, Mapping):
        absent = [name for name, value in matcher.items() if value is None and record.get(name) is None]
        wanted = {name: value for name, value in matcher.items() if name not in absent}
        return tuple(differences(wanted, record))
    return matcher.explain(record)


def _described(matcher: _Matcher) -> str:
    return matcher if isinstance(matcher, str) else repr(matcher)


def _with(members: Mapping[str, Any]) -> str:
    return "".join(f" with {name}={shown(value)}" for name, value in members.items())


def _seq(candidate: Candidate) -> int:
    return 0 if candidate.call is None else candidate.call.seq


def _titled(record: LogRecord, call: ApiCall | None) -> str:
    source = str(record.get("eventSource", "")).removesuffix(".amazonaws.com")
    made = "ingested by the test" if call is None else f"made by {call.caller or call.principal}"
    number = "" if call is None else f" #{call.seq}"
    return f"{source}:{record.get('eventName')}{number} ({record.get('eventCategory')}), {made}"
