"""`assert_delivered`: a target got an event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pytest_awsevents.assertions.comparing import cost, differences
from pytest_awsevents.assertions.expecting import (
    Count,
    Explains,
    HasArn,
    check_count,
    closest,
    count_hint,
    describe,
    expectation,
    fail,
    is_expected,
    meant,
    origin,
    titled,
    unknown_name,
)
from pytest_awsevents.assertions.hints.deliveries import failure_hint
from pytest_awsevents.assertions.hints.puts import missing_bus, rejection_hint, why_nothing
from pytest_awsevents.assertions.hints.targets import not_attached
from pytest_awsevents.assertions.layout import counted, mismatch_lines, short_name, shortened
from pytest_awsevents.assertions.matched import judgement_lines
from pytest_awsevents.assertions.payloads import payload_lines
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.recorder import Recorded, judge
from pytest_awsevents.core.records import Delivery, Event, RuleEvaluation
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.core.shelves import Path, Scalar
from pytest_awsevents.patterns import ABSENT


def assert_delivered(
    recorded: Recorded,
    rules: Sequence[Rule],
    matcher: Explains | None,
    *,
    to: str | HasArn,
    rule: str | None,
    count: Count,
    payload: object = ABSENT,
) -> Delivery:
    """The first delivery that a target got and that is meant; AssertionError says how far the nearest event came."""
    __tracebackhide__ = True
    check_count(count, "assert_not_delivered()")
    arn = target_arn(recorded, rules, to)
    needs: dict[Path, Scalar] = {("target.arn",): arn, **({} if rule is None else {("rule.name",): rule})}
    on_the_way = meant(recorded, Delivery, matcher, needs)
    delivered = [delivery for delivery in on_the_way if delivery.status == "delivered"]
    found = [one for one in delivered if payload is ABSENT or not any(differences(payload, one.payload))]
    if is_expected(len(found), count):
        recorded.claim(found)
        return found[0]
    through = "" if rule is None else f" by rule {rule}"
    deliveries = counted(len(found), "delivery", "deliveries")
    holding = "" if payload is ABSENT else " with that payload"
    headline = f"{deliveries} of {describe(matcher)} to {short_name(arn)}{through}{holding}, {expectation(count)}"
    if found:
        fail(headline, [*[_delivered_line(delivery) for delivery in found[:4]], count_hint(len(found))], found[-1])
    if delivered:
        nearest_one = min(delivered, key=lambda one: cost(list(differences(payload, one.payload))))
        fail(headline, [f"nearest: {_delivered_line(nearest_one)}", *payload_lines(payload, nearest_one)], nearest_one)
    if on_the_way:
        fail(headline, _undelivered_lines(recorded, on_the_way[-1]), on_the_way[-1])
    events = recorded.events
    if not events:
        fail(headline, why_nothing(recorded, matcher))
    nearest = max(closest(events, matcher), key=lambda event: _nearness(event, arn, rule))
    fail(headline, _ladder(recorded, nearest, matcher, rules, arn, rule), nearest)


def target_arn(recorded: Recorded, rules: Iterable[Rule], to: str | HasArn) -> str:
    """The ARN of a target given as a handle's object, an ARN, a name or `service:name`; fails where nothing has it."""
    __tracebackhide__ = True
    if not isinstance(to, str):
        return to.arn
    if parse_arn(to) is not None:
        return to
    arns = dict.fromkeys(target.arn for rule in rules for target in rule.targets)
    arns.update(dict.fromkeys(delivery.target.arn for delivery in recorded.deliveries))
    found = [arn for arn in arns if to in (short_name(arn), short_name(arn).partition(":")[2])]
    if len(found) > 1:
        fail(f"{to!r} is the name of several targets: {', '.join(map(short_name, found))}; say which, as service:name")
    if not found:
        unknown_name("target of any rule named", to, [name for arn in arns for name in _names(arn)])
    return found[0]


def _names(arn: str) -> tuple[str, ...]:
    name = short_name(arn)
    return (name.partition(":")[2],) if ":" in name else (name,)


def _nearness(event: Event, arn: str, rule: str | None) -> tuple[bool, int, int]:
    candidates = _rules_to(event, arn, rule)
    pattern = min((cost(judge(event, candidate).mismatches) for candidate in candidates), default=100)
    return event.status == "accepted", -pattern, event.seq


def _rules_to(event: Event, arn: str, rule: str | None) -> list[Rule]:
    """The rules of the event's bus, at that moment, that send to a target."""
    return [
        candidate
        for candidate in event.rules.values()
        if rule in (None, candidate.name) and any(target.arn == arn for target in candidate.targets)
    ]


def _ladder(
    recorded: Recorded, event: Event, matcher: Explains | None, rules: Sequence[Rule], arn: str, rule: str | None
) -> list[str]:
    """How far an event came on its way to a target: up to the first stage that failed."""
    start = f"nearest: {titled(event)} on bus {event.bus}"
    not_meant = matcher.explain(event) if matcher is not None else ()
    if not_meant:
        return [f"{start}; published NO: no event is quite like it", *mismatch_lines(not_meant, "test"), origin(event)]
    if event.status == "rejected":
        return [f"{start}; published NO: {event.reason}", *rejection_hint(event), origin(event)]
    if event.status == "encryption-failed":
        return [f"{start}; published yes, bus NO: it could not use its key: {event.reason}", origin(event)]
    if event.status == "unknown-bus":
        gone = f"bus NO: {event.bus} does not exist, AWS accepts the event and drops it"
        return [f"{start}; published yes, {gone}", missing_bus(event, rules), origin(event)]
    candidates = _rules_to(event, arn, rule)
    if not candidates:
        lines = not_attached(recorded, rules, event, arn, rule)
        return [f"{start}; published yes, bus ok, target NO", *lines, origin(event)]
    best = min((judge(event, candidate) for candidate in candidates), key=_distance)
    return judgement_lines(recorded, best, None)


def _distance(evaluation: RuleEvaluation) -> tuple[bool, int]:
    return not evaluation.rule.enabled, cost(evaluation.mismatches)


def _undelivered_lines(recorded: Recorded, delivery: Delivery) -> list[str]:
    event = delivery.event
    ladder = (
        f"nearest: {titled(event)} on bus {event.bus}; published yes, bus ok, rule {delivery.rule.name} "
        f"{delivery.rule.state}, pattern yes"
    )
    if delivery.text is None:
        return [f"{ladder}, input NO", delivery.reason or "", *_template_lines(delivery), origin(event)]
    lines = [*_reason_lines(delivery), *failure_hint(recorded, delivery)]
    return [f"{ladder}, delivered NO: {_ending(delivery)}", *lines, origin(event)]


def _ending(delivery: Delivery) -> str:
    """How far a delivery has come: `dead-lettered to sqs:letters after 3 attempts`."""
    tries = counted(len(delivery.attempts), "attempt")
    if delivery.status == "pending" and not delivery.attempts:
        return "pending, not tried yet"
    queue = "" if delivery.queue is None else f" to {short_name(delivery.queue)}"
    following = "" if delivery.due is None else f", the next is due at {delivery.due:%Y-%m-%d %H:%M:%S}"
    return f"{delivery.status}{queue} after {tries}{following}"


def _reason_lines(delivery: Delivery) -> list[str]:
    if delivery.status == "pending" and delivery.reason is None:
        return ["with delivery='manual', aws_fake.settle() makes it; with a delay, aws_clock.tick(...)"]
    if delivery.reason is None:
        return []
    return [delivery.reason if delivery.error_code is None else f"{delivery.error_code}: {delivery.reason}"]


def _template_lines(delivery: Delivery) -> list[str]:
    transformer = delivery.target.settings.get("InputTransformer")
    return [] if transformer is None else [f"template {shortened(transformer['InputTemplate'], 120)}"]


def _delivered_line(delivery: Delivery) -> str:
    return f"delivery #{delivery.seq} by rule {delivery.rule.name}; {origin(delivery.event)}"
