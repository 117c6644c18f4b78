"""About rules that send nowhere, or not to the target that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_awsevents.assertions.hints.puts import elsewhere, elsewhere_hint, failed_call, failed_line
from pytest_awsevents.assertions.layout import short_name
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Event
from pytest_awsevents.core.rules import Rule


def not_attached(recorded: Recorded, rules: Sequence[Rule], event: Event, arn: str, rule: str | None) -> list[str]:
    """Why no rule of the event's bus sent to a target, and what would."""
    senders = [other for other in rules if any(target.arn == arn for target in other.targets)]
    named = "no rule" if rule is None else f"rule {rule}"
    where = f"bus {event.bus}"
    if not senders:
        lines = [f"{named} of {where} sends to {short_name(arn)}, nor does any other rule"]
        failed = failed_call(recorded, "PutTargets")
        lines += [] if failed is None else [failed_line(failed)]
        return [*lines, _put_targets(recorded, event, arn, rule)]
    sender = senders[0]
    if place := elsewhere(event, sender.arn):
        return [
            f"it was put in {place}; rule {sender.name}, which sends to {short_name(arn)}, is not there",
            elsewhere_hint(event, sender.arn),
        ]
    if sender.bus == event.bus:
        return [
            f"{named} of {where} sent to {short_name(arn)} at that time; now rule {sender.name} does",
            "make rule and target before the event is put",
        ]
    return [
        f"{named} of {where} sends to {short_name(arn)}; rule {sender.name} on bus {sender.bus} does",
        f'put it with EventBusName="{sender.bus}", or make the rule on {where}',
    ]


def not_enabled(rule: Rule) -> str:
    """How to enable a rule."""
    bus = "" if rule.bus == "default" else f', EventBusName="{rule.bus}"'
    return f'put the rule with State="ENABLED", or call enable_rule(Name="{rule.name}"{bus})'


def _put_targets(recorded: Recorded, event: Event, arn: str, rule: str | None) -> str:
    """The call that gives the target to the rule that matched, or to the one that is named."""
    matched = next((one.rule.name for one in recorded.matches if one.event is event), None)
    name = rule or matched or next(iter(event.rules), "...")
    bus = "" if event.bus == "default" else f', EventBusName="{event.bus}"'
    why = f"rule {name} matched, give it the target" if name == matched else "give a rule the target"
    return f'{why}: put_targets(Rule="{name}"{bus}, Targets=[{{"Id": "1", "Arn": "{arn}"}}])'
