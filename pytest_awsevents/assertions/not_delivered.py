"""`assert_not_delivered`: a target did not get an event, although it could have."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_awsevents.assertions.delivered import target_arn
from pytest_awsevents.assertions.expecting import NO_NEEDS, Explains, HasArn, describe, fail, meant, origin, titled
from pytest_awsevents.assertions.hints.puts import why_nothing
from pytest_awsevents.assertions.layout import counted, short_name, shortened
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.rules import Rule

_WIDTH = 120


def assert_not_delivered(
    recorded: Recorded, rules: Sequence[Rule], matcher: Explains | None, *, to: str | HasArn | None
) -> None:
    """Fails where a target got an event that is meant, and where nothing was put or no rule sends to the target."""
    __tracebackhide__ = True
    arn = None if to is None else target_arn(recorded, rules, to)
    where = "any target" if arn is None else short_name(arn)
    meant_here = meant(recorded, Delivery, matcher, NO_NEEDS if arn is None else {("target.arn",): arn})
    found = [delivery for delivery in meant_here if delivery.status == "delivered"]
    if found:
        headline = f"{counted(len(found), 'delivery', 'deliveries')} of {describe(matcher)} to {where}, expected none"
        rule = found[-1].rule
        lines = [f"{titled(one.event)} by rule {one.rule.name}; {origin(one.event)}" for one in found[:4]]
        pattern = f"rule {rule.name} matches by {shortened(rule.event_pattern or 'its schedule', _WIDTH)}"
        fail(headline, [pattern, *lines], found[-1])
    vacuous = f"nothing could have been delivered to {where}"
    if not any(arn in (None, target.arn) for rule in rules for target in rule.targets) and not any(
        arn in (None, delivery.target.arn) for delivery in recorded.deliveries
    ):
        hint = "give a rule the target first: aws_eventbridge.rule(name, pattern, to=...)"
        fail(f"{vacuous}: no rule sends to {'it' if arn is not None else 'any target'}", [hint])
    if not recorded.events:
        fail(vacuous, why_nothing(recorded, matcher))
    recorded.claim(meant_here)
