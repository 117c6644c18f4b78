"""`assert_dead_lettered`: a target did not take an event, and a dead-letter queue has it."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_awsevents.assertions.expecting import (
    Count,
    Explains,
    HasArn,
    check_count,
    count_hint,
    describe,
    expectation,
    fail,
    is_expected,
    origin,
    titled,
    unknown_name,
)
from pytest_awsevents.assertions.hints.deliveries import dead_letter_hint, failure_hint
from pytest_awsevents.assertions.hints.puts import why_nothing
from pytest_awsevents.assertions.layout import counted, mismatch_lines, short_name
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.rules import Rule


def assert_dead_lettered(
    recorded: Recorded,
    rules: Sequence[Rule],
    matcher: Explains | None,
    *,
    queue: str | HasArn | None,
    reason: str | None,
    count: Count,
) -> Delivery:
    """The first delivery that ended in a dead-letter queue and is meant; AssertionError says how the others ended."""
    __tracebackhide__ = True
    check_count(count, "assert_delivered() or assert_not_delivered()")
    arn = None if queue is None else queue_arn(recorded, rules, queue)
    dead = [one for one in recorded.deliveries if one.status == "dead-lettered" and arn in (None, one.queue)]
    found = [one for one in dead if _is_meant(one, matcher) and _has_reason(one, reason)]
    if is_expected(len(found), count):
        recorded.claim(found)
        return found[0]
    into = "" if arn is None else f" in {short_name(arn)}"
    because = "" if reason is None else f" because of {reason}"
    headline = f"{counted(len(found), 'dead letter')} of {describe(matcher)}{into}{because}, {expectation(count)}"
    if found:
        fail(headline, [*[_line(one) for one in found[:4]], count_hint(len(found))], found[-1])
    nearest = _nearest(recorded, dead, matcher)
    if nearest is None:
        why = [] if recorded.events else why_nothing(recorded, matcher)
        fail(headline, ["no event was on its way to any target", *why])
    fail(headline, _why_not(recorded, nearest, matcher, reason), nearest)


def queue_arn(recorded: Recorded, rules: Sequence[Rule], queue: str | HasArn) -> str:
    """The ARN of a dead-letter queue given as a handle's object, an ARN or a name; fails where no target has it."""
    __tracebackhide__ = True
    if not isinstance(queue, str):
        return queue.arn
    if parse_arn(queue) is not None:
        return queue
    targets = [target for rule in rules for target in rule.targets]
    targets += [delivery.target for delivery in recorded.deliveries]
    arns: dict[str, None] = {}
    for target in targets:
        if found := (target.settings.get("DeadLetterConfig") or {}).get("Arn"):
            arns[found] = None
    for arn in arns:
        if queue in (short_name(arn), short_name(arn).partition(":")[2]):
            return arn
    unknown_name("dead-letter queue of any target named", queue, [short_name(arn).partition(":")[2] for arn in arns])


def _is_meant(delivery: Delivery, matcher: Explains | None) -> bool:
    return matcher is None or matcher.matches(delivery.event)


def _has_reason(delivery: Delivery, reason: str | None) -> bool:
    return reason is None or reason == delivery.error_code or reason in (delivery.reason or "")


def _nearest(recorded: Recorded, dead: Sequence[Delivery], matcher: Explains | None) -> Delivery | None:
    """Rather a dead letter than another delivery, rather of the event that is meant; the last of them."""
    for candidates in (dead, recorded.deliveries):
        meant = [one for one in candidates if _is_meant(one, matcher)]
        if meant:
            return meant[-1]
    return recorded.deliveries[-1] if recorded.deliveries else None


def _why_not(recorded: Recorded, delivery: Delivery, matcher: Explains | None, reason: str | None) -> list[str]:
    start = f"nearest: {_line(delivery)}"
    mismatches = matcher.explain(delivery.event) if matcher is not None else ()
    if mismatches:
        return [start, *mismatch_lines(mismatches, "test"), origin(delivery.event)]
    if delivery.status == "dead-lettered" and not _has_reason(delivery, reason):
        return [start, f"the test wants the reason {reason}", origin(delivery.event)]
    if delivery.status == "dropped" and not delivery.target.settings.get("DeadLetterConfig"):
        why = "the target has no DeadLetterConfig, so the event was dropped"
        return [start, why, dead_letter_hint(delivery), origin(delivery.event)]
    if delivery.status == "retrying":
        due = f"the next attempt is due at {delivery.due:%Y-%m-%d %H:%M:%S}"
        return [start, due, *failure_hint(recorded, delivery), origin(delivery.event)]
    return [start, origin(delivery.event)]


def _line(delivery: Delivery) -> str:
    target = short_name(delivery.target.arn)
    ending = delivery.status if delivery.queue is None else f"{delivery.status} to {short_name(delivery.queue)}"
    tries = f" after {counted(len(delivery.attempts), 'attempt')}" if delivery.attempts else ""
    code = "" if delivery.error_code is None else f": {delivery.error_code}, {delivery.reason}"
    return f"{titled(delivery.event)} to {target} by rule {delivery.rule.name}, {ending}{tries}{code}"
