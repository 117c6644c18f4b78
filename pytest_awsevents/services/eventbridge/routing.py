"""From an event on a bus to the targets of the rules it matches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pytest_awsevents.core.records import Event, RuleEvaluation
from pytest_awsevents.core.rules import RuleSet
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.eventbridge.archiving import is_archiver, keep_event
from pytest_awsevents.services.eventbridge.encryption import key_failure, send_to_dead_letters
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE, Bus


def put_on_bus(
    scope: Scope, bus_name: str, envelope: Mapping[str, Any], only_rules: Collection[str] | None = None
) -> Event:
    """Judges an event by the rules of a bus and starts it on its way to their targets.

    On a bus that does not exist it vanishes, as on AWS (recorded); its record says so. `only_rules` are the ARNs of
    the rules that a replay is meant for.
    """
    recorder = scope.world.recorder
    bus = scope.state(EVENTBRIDGE).buses.get(bus_name)
    event = recorder.append(
        Event(
            seq=recorder.number(),
            at=scope.now,
            cause=scope.cause,
            id=envelope["id"],
            bus=bus_name,
            bus_account=scope.account,
            bus_region=scope.region,
            raw_event=envelope,
            **({"status": "unknown-bus"} if bus is None else {"rules": _judging(bus, only_rules)}),
        )
    )
    if bus is None or not _can_be_read(scope, bus, event):
        return event
    for rule in bus.matching(envelope):
        if (only_rules is not None and rule.arn not in only_rules) or rule.is_withheld(envelope):
            continue
        evaluation = recorder.append(
            RuleEvaluation(seq=recorder.number(), at=event.at, cause=event, event=event, rule=rule, matched=True)
        )
        if is_archiver(rule):
            keep_event(scope, rule, envelope)
            continue
        for target in rule.targets:
            scope.world.deliver(evaluation, target, scope)
    return event


def _can_be_read(scope: Scope, bus: Bus, event: Event) -> bool:
    error = key_failure(scope, bus, event.raw_event)
    if error is None:
        return True
    scope.world.recorder.fail_on_bus(event, str(error))
    send_to_dead_letters(scope, bus, event, error)
    return False


def _judging(bus: Bus, only_rules: Collection[str] | None) -> RuleSet:
    rules = bus.snapshot()
    return rules if only_rules is None else {name: rule for name, rule in rules.items() if rule.arn in only_rules}
