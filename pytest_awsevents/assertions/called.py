"""`assert_called`: an API call was made."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_awsevents.assertions.comparing import cost
from pytest_awsevents.assertions.expecting import (
    Count,
    check_count,
    count_hint,
    expectation,
    fail,
    is_expected,
    made_by,
)
from pytest_awsevents.assertions.layout import counted, mismatch_lines
from pytest_awsevents.assertions.matchers import CallMatcher
from pytest_awsevents.core.errors import nearest
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import ApiCall


def assert_called(recorded: Recorded, matcher: CallMatcher, *, count: Count) -> ApiCall:
    """The first API call that is meant; AssertionError where their number is not expected."""
    __tracebackhide__ = True
    check_count(count, f"assert call({matcher.operation!r}, ...) not in aws_fake.recorded.calls")
    found = matcher.meant(recorded)
    if is_expected(len(found), count):
        recorded.claim(found)
        return found[0]
    headline = f"{counted(len(found), 'call')} like {matcher!r}, {expectation(count)}"
    if found:
        fail(headline, [*[_line(call) for call in found[:4]], count_hint(len(found))], found[-1])
    named = matcher.named(recorded)
    if named:
        best = max(named, key=lambda call: (-cost(matcher.explain(call)), call.seq))
        others = len(named) - 1
        more = [f"{counted(others, 'other call')} of it with other params"] if others else []
        fail(headline, [f"nearest: {_line(best)}", *mismatch_lines(matcher.explain(best), "test"), *more], best)
    fail(headline, never_called(recorded.calls, matcher.operation))


def never_called(calls: Sequence[ApiCall], operation: str) -> list[str]:
    """What was called instead of an operation, and which of that is spelt alike."""
    names = list(dict.fromkeys(call.name for call in calls))
    if not names:
        return ["no API call was made"]
    close = nearest(operation, names)
    hint = [f"did you mean {close!r}?"] if close else []
    return [f"{operation} was never called; these were: {', '.join(names[:8])}", *hint]


def _line(call: ApiCall) -> str:
    failed = "" if call.error is None else f", answered with {call.error.code}"
    return f"call #{call.seq} {call.name}{failed}, {made_by(call)}"
