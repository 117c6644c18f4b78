"""`assert_invoked` and its relatives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pytest_awsevents.assertions.comparing import cost, differences
from pytest_awsevents.assertions.expecting import Count, check_count, expectation, fail, is_expected
from pytest_awsevents.assertions.layout import counted, mismatch_lines, on_one_line, shown
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.patterns import Mismatch
from pytest_awsevents.services.lambda_.invocation import Invocation

_LISTED = 5
_EVENT_WIDTH = 120


def assert_invoked(
    all_invocations: Sequence[Invocation], arn: str, wanted: object, count: Count, sources: Iterable[str]
) -> Invocation:
    """The first invocation of a function, by its ARN, with an event that is meant; `sources` says what else it has."""
    __tracebackhide__ = True
    check_count(count, "assert_not_invoked()")
    received = of_function(all_invocations, arn)
    found = [one for one in received if _is_meant(wanted, one)]
    if is_expected(len(found), count):
        return found[0]
    headline = f"{_invocations(len(found), arn)}{_with(wanted)}, {expectation(count)}"
    if found:
        fail(headline, _listed(found), found[-1].api_call)
    if not received:
        fail(headline, [_who_was_invoked(all_invocations), *sources])
    nearest = max(received, key=lambda one: (-cost(_mismatches(wanted, one)), one.api_call.seq))
    others = [one for one in received if one is not nearest]
    lines = [f"nearest: {_with_outcome(nearest)}", *_reasons(wanted, nearest)]
    if others:
        lines += ["it also received:", *_listed(others)]
    fail(headline, lines, nearest.api_call)


def assert_not_invoked(all_invocations: Sequence[Invocation], arn: str, wanted: object) -> None:
    """That a function received no event that is meant."""
    __tracebackhide__ = True
    found = [one for one in of_function(all_invocations, arn) if _is_meant(wanted, one)]
    if found:
        fail(f"{_invocations(len(found), arn)}{_with(wanted)}, expected none", _listed(found), found[0].api_call)


def assert_not_failed(invocations: Sequence[Invocation], named: str) -> None:
    """That no handler raised, and nothing else went wrong with an invocation."""
    __tracebackhide__ = True
    failed = [one for one in invocations if one.failed]
    if not failed:
        return
    lines: list[str] = []
    for one in failed[:_LISTED]:
        where = "" if one.failure is None or one.failure.where is None else f" at {one.failure.where}"
        lines += [f"{one.failure}{where}", f"  {_line(one)}"]
    headline = f"{len(failed)} of {counted(len(invocations), 'invocation')} of {named} failed, expected none"
    fail(headline, [*lines, *_more(len(failed))], failed[0].api_call)


def of_function(invocations: Sequence[Invocation], arn: str) -> list[Invocation]:
    """Those of a function; of one version or alias where the ARN has a qualifier."""
    return [one for one in invocations if one.arn == arn or one.arn.startswith(f"{arn}:")]


def _is_meant(wanted: object, invocation: Invocation) -> bool:
    if wanted is None:
        return True
    matches = getattr(wanted, "matches", None)
    return bool(matches(invocation.event) if matches is not None else wanted == invocation.event)


def _mismatches(wanted: object, invocation: Invocation) -> tuple[Mismatch, ...]:
    explain = getattr(wanted, "explain", None)
    if explain is not None:
        explained: tuple[Mismatch, ...] = explain(invocation.event)
        return explained
    return () if hasattr(wanted, "matches") else tuple(differences(wanted, invocation.event))


def _reasons(wanted: object, invocation: Invocation) -> list[str]:
    mismatches = _mismatches(wanted, invocation)
    if mismatches:
        return mismatch_lines(mismatches, "test")
    if hasattr(wanted, "matches"):
        return []
    return ["the event has more members than the test wants, and events are compared whole"]


def _with(wanted: object) -> str:
    if wanted is None:
        return ""
    return f" with {wanted!r}" if hasattr(wanted, "matches") else f" with {shown(wanted, _EVENT_WIDTH)}"


def _invocations(number: int, arn: str) -> str:
    return f"{counted(number, 'invocation')} of function {_name(arn)}"


def _name(arn: str) -> str:
    return arn.partition(":function:")[2]


def _listed(invocations: Sequence[Invocation]) -> list[str]:
    return [*map(_with_outcome, invocations[:_LISTED]), *_more(len(invocations))]


def _more(number: int) -> list[str]:
    return [f"... and {number - _LISTED} more"] if number > _LISTED else []


def _line(invocation: Invocation) -> str:
    call = invocation.api_call
    by = f"rule {call.cause.rule.name}" if isinstance(call.cause, Delivery) else call.caller or call.principal
    again = f", attempt {invocation.attempt}" if invocation.attempt > 1 else ""
    return f"#{call.seq} {shown(invocation.event, _EVENT_WIDTH)} by {by}{again}"


def _with_outcome(invocation: Invocation) -> str:
    failed = "" if invocation.failure is None else f", failed: {on_one_line(str(invocation.failure))}"
    return f"{_line(invocation)}{failed}"


def _who_was_invoked(invocations: Sequence[Invocation]) -> str:
    if not invocations:
        return "no function was invoked"
    counts = Counter(one.function for one in invocations)
    return "invoked were " + ", ".join(f"{name} ({counted(number, 'time')})" for name, number in counts.items())
