"""Rules that fire by schedule: their next fire stands on the agenda, and each fire goes to the rule's own targets.

When a rate first fires and what enabling does are conventions (docs/time.md): AWS only documents that a rate "starts
when you create the rule".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.core.records import Event, RuleEvaluation, Tick
from pytest_awsevents.core.rules import Rule, RuleSet
from pytest_awsevents.core.scope import Identity, Scope, StateKey
from pytest_awsevents.schedules import Schedule, count_between, occurrences, parse
from pytest_awsevents.services.eventbridge.entries import time_text
from pytest_awsevents.services.eventbridge.state import DEFAULT_BUS, Bus

_PRINCIPAL = "events.amazonaws.com"
_NO_DETAIL: dict[str, Any] = {}


class Constant(NamedTuple):
    """What all fires of a rule share; a year of them is many."""

    rule: Rule
    rules: RuleSet
    resources: list[str]

    @classmethod
    def of(cls, rule: Rule) -> Constant:
        return cls(rule, {rule.name: rule}, [rule.arn])


@dataclass(slots=True, eq=False)
class Timer:
    """When a rule fires: only its next fire is on the agenda, as `work`.

    `anchor` is what a rate counts from. `fired` is the latest fire: a clock that was moved back makes none come twice.
    `place` is the first work there was, for fires that are due together come in the order in which rules were made.
    """

    scope: Scope
    bus: Bus
    rule: str
    expression: str
    schedule: Schedule
    anchor: datetime
    running: bool = False
    fired: datetime | None = None
    work: Work | None = None
    place: Work | None = None
    to_come: Iterator[datetime] = field(default_factory=lambda: iter(()))
    constant: Constant | None = None

    def start(self) -> None:
        """Counts anew, from this minute on; what is past is not made up for."""
        now = self.scope.now
        self.running, self.anchor = True, now.replace(second=0, microsecond=0)
        after = now if self.fired is None else max(now, self.fired)
        self.to_come = occurrences(self.schedule, after, anchor=self.anchor)
        due = next(self.to_come, None)
        if due is not None:
            why = f"rule {self.rule} by {self.expression}"
            self.work = self.scope.world.agenda.add(due, self.fire, why, count=self.count, instead_of=self.place)
            self.place = self.place or self.work

    def stop(self) -> None:
        self.running = False
        if self.work is not None:
            self.work.cancel()
            self.work = None

    def fire(self) -> None:
        """Fires the rule; the next fire is entered before, so that targets may change or delete the rule."""
        work, rule = self.work, self.bus.rules.get(self.rule)
        if work is None or rule is None:  # stopped by another thread, after this one had taken the work
            return
        self.fired, following = work.due, next(self.to_come, None)
        if following is None:
            self.work = None
        else:
            self.scope.world.agenda.repeat(work, following)
        if self.constant is None or self.constant.rule is not rule:
            self.constant = Constant.of(rule)
        fire(self.scope, self.constant, self.fired)

    def count(self, until: datetime) -> int:
        """How often it will fire until an instant."""
        if self.work is None or self.work.due > until:
            return 0
        return 1 + count_between(self.schedule, self.work.due, until, anchor=self.anchor)


_TIMERS: StateKey[dict[str, Timer]] = StateKey("events timers", lambda _: {})


def follow(scope: Scope, bus: Bus, name: str) -> None:
    """Brings the agenda in line with what a rule has become; to be called whenever one was put, changed or deleted."""
    if bus.name != DEFAULT_BUS:  # no schedules there; a rule of the same name may have one here
        return
    there = _at_bus(scope, bus)
    timers, rule = there.state(_TIMERS), bus.rules.get(name)
    timer = timers.get(name)
    if rule is None or rule.schedule_expression is None:
        if timer is not None:
            timer.stop()
            del timers[name]
        return
    if timer is None:
        expression = rule.schedule_expression
        timer = timers[name] = Timer(there, bus, name, expression, parse(expression), scope.now)
    elif timer.expression != rule.schedule_expression or not rule.enabled:
        timer.stop()
        timer.expression, timer.schedule = rule.schedule_expression, parse(rule.schedule_expression)
    if rule.enabled and not timer.running:
        timer.start()


def next_fire(scope: Scope, name: str) -> datetime | None:
    """When the rule of that name on the default bus will fire next, if ever."""
    timer = scope.state(_TIMERS).get(name)
    return timer.work.due if timer is not None and timer.work is not None else None


def fire_now(scope: Scope, bus: Bus, rule: Rule) -> Event:
    """Fires a rule out of turn, with all that follows from it; its rhythm stays as it is."""
    if rule.schedule_expression is None:
        raise InvalidOption(f"rule {rule.name} has no schedule; put an event that it matches instead")
    if not rule.enabled:
        raise InvalidOption(f"rule {rule.name} is {rule.state} and would not fire; enable it first")
    event = fire(_at_bus(scope, bus), Constant.of(rule), scope.now.replace(microsecond=0))
    scope.world.drain()
    return event


def fire(scope: Scope, constant: Constant, due: datetime) -> Event:
    """Sends the event of a schedule (recorded) to the targets of its rule; no other rule sees it (convention)."""
    world, now = scope.world, scope.now
    recorder, (rule, rules, resources) = world.recorder, constant
    tick = recorder.append(
        Tick(seq=recorder.number(), at=now, cause=scope.cause, kind="schedule", name=rule.name, arn=rule.arn, due=due)
    )
    id = world.ids.uuid()
    envelope = {
        "version": "0",
        "id": id,
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": scope.account,
        "time": time_text(due),
        "region": scope.region,
        "resources": resources,
        "detail": _NO_DETAIL,
    }
    event = recorder.append(
        Event(
            seq=recorder.number(),
            at=now,
            cause=tick,
            id=id,
            bus=rule.bus,
            bus_account=scope.account,
            bus_region=scope.region,
            raw_event=envelope,
            rules=rules,
        )
    )
    evaluation = recorder.append(
        RuleEvaluation(seq=recorder.number(), at=now, cause=event, event=event, rule=rule, matched=True)
    )
    for target in rule.targets:
        world.deliver(evaluation, target, scope)
    return event


def _at_bus(scope: Scope, bus: Bus) -> Scope:
    """The account of the bus, whoever called; a fire has no cause but the time."""
    account = bus.arn.split(":")[4]
    return Scope(
        world=scope.world,
        account=account,
        region=scope.region,
        caller=Identity(account, _PRINCIPAL, _PRINCIPAL),
        cause=None,
        partition=scope.partition,
    )
