"""What `aws_eventbridge` asserts."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_awsevents.assertions.dead_lettered import assert_dead_lettered
from pytest_awsevents.assertions.delivered import assert_delivered
from pytest_awsevents.assertions.expecting import Count, Explains, HasArn, given_name
from pytest_awsevents.assertions.fired import assert_fired
from pytest_awsevents.assertions.matched import assert_rule_matched, assert_rule_not_matched
from pytest_awsevents.assertions.not_delivered import assert_not_delivered
from pytest_awsevents.assertions.published import assert_not_published, assert_published
from pytest_awsevents.core.clock import Instant
from pytest_awsevents.core.log import Log
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Delivery, Event, RuleEvaluation, Tick
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.patterns import ABSENT
from pytest_awsevents.services.eventbridge.event_bus import EventBus
from pytest_awsevents.services.eventbridge.event_schemas import SCHEMAS
from pytest_awsevents.services.eventbridge.scheduling import next_fire
from pytest_awsevents.services.eventbridge.state import DEFAULT_BUS, EVENTBRIDGE


class EventBridgeAssertions:
    """About the rules and the events of one account and region."""

    def __init__(self, scope: Scope, recorded: Recorded) -> None:
        self._scope = scope
        self._recorded = recorded

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules there are now, of all buses."""
        return tuple(rule for bus in self._scope.state(EVENTBRIDGE).buses.values() for rule in bus.rules.values())

    def assert_published(
        self, matcher: Explains | None = None, *, bus: str | EventBus | None = None, count: Count = None
    ) -> Event:
        """Asserts that an event was accepted on a bus; returns the first such event.

        `count`: exactly so many, one of a range, or (None) at least one. Fails too where one of those that are meant
        breaks its schema.
        """
        __tracebackhide__ = True
        name = None if bus is None else given_name(bus, "bus")
        schemas = self._scope.shared(SCHEMAS) if self._scope.world.settings.judge_schemas else None
        return assert_published(self._recorded, matcher, bus=name, count=count, rules=self.rules, schemas=schemas)

    def assert_not_published(self, matcher: Explains | None = None, *, bus: str | EventBus | None = None) -> None:
        """Asserts that no such event was accepted on a bus; fails too where there is no such bus."""
        __tracebackhide__ = True
        name = None if bus is None else given_name(bus, "bus")
        assert_not_published(self._recorded, matcher, bus=name, buses=list(self._scope.state(EVENTBRIDGE).buses))

    def assert_rule_matched(
        self, rule: str | Rule, matcher: Explains | None = None, *, count: Count = None
    ) -> RuleEvaluation:
        """Asserts that a rule matched an event; returns the first such evaluation."""
        __tracebackhide__ = True
        name = given_name(rule, "rule")
        return assert_rule_matched(self._recorded, self.rules, name, matcher, count=count)

    def assert_rule_not_matched(self, rule: str | Rule, matcher: Explains | None = None) -> None:
        """Asserts that a rule did not match an event; fails too where it could not have matched any."""
        __tracebackhide__ = True
        assert_rule_not_matched(self._recorded, self.rules, given_name(rule, "rule"), matcher)

    def assert_fired(
        self, rule: str | Rule, *, times: Iterable[Instant] | None = None, count: Count = None
    ) -> Log[Tick]:
        """Asserts that a rule fired by its schedule, or by `trigger`; returns all its fires.

        `times`: exactly then, in any order; an empty list says that it did not fire.
        """
        __tracebackhide__ = True
        name = given_name(rule, "rule")
        rules = sorted(self.rules, key=lambda rule: rule.bus != DEFAULT_BUS)  # a custom bus may have one of that name
        due = next_fire(self._scope, name)
        return assert_fired(self._recorded, rules, name, times=times, count=count, next_due=due)

    def assert_delivered(
        self,
        matcher: Explains | None = None,
        *,
        to: str | HasArn,
        rule: str | Rule | None = None,
        count: Count = None,
        payload: object = ABSENT,
    ) -> Delivery:
        """Asserts that a target got an event; returns the first such delivery.

        `to` is what a handle gave, an ARN, a name or `service:name`; `payload` what it got, compared as `event()` does.
        """
        __tracebackhide__ = True
        name = None if rule is None else given_name(rule, "rule")
        return assert_delivered(self._recorded, self.rules, matcher, to=to, rule=name, count=count, payload=payload)

    def assert_not_delivered(self, matcher: Explains | None = None, *, to: str | HasArn | None = None) -> None:
        """Asserts that a target, or any, did not get an event; fails too where it could not have got one."""
        __tracebackhide__ = True
        assert_not_delivered(self._recorded, self.rules, matcher, to=to)

    def assert_dead_lettered(
        self,
        matcher: Explains | None = None,
        *,
        queue: str | HasArn | None = None,
        reason: str | None = None,
        count: Count = None,
    ) -> Delivery:
        """Asserts that an event ended in a dead-letter queue; returns the first such delivery.

        `reason`: the ERROR_CODE of the dead letter, or a part of the delivery's reason.
        """
        __tracebackhide__ = True
        return assert_dead_lettered(self._recorded, self.rules, matcher, queue=queue, reason=reason, count=count)
