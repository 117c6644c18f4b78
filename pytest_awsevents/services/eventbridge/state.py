"""What EventBridge keeps per account and region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Rule, RuleSet
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.patterns import Json, RuleIndex

DEFAULT_BUS = "default"


@dataclass(slots=True, eq=False)
class Bus:
    """An event bus with its rules; the index holds those that an event can match."""

    name: str
    arn: str
    created: datetime
    modified: datetime
    description: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    rule_tags: dict[str, dict[str, str]] = field(default_factory=dict)
    _rules: dict[str, Rule] = field(default_factory=dict)
    _index: RuleIndex = field(default_factory=RuleIndex)
    _shared: bool = False

    @property
    def rules(self) -> RuleSet:
        """The rules by name, in creation order."""
        return self._rules

    def snapshot(self) -> RuleSet:
        """The rules as they are now; later changes are made to a copy, so that a record may keep this."""
        self._shared = True
        return self._rules

    def put_rule(self, rule: Rule) -> None:
        self._own_rules()[rule.name] = rule
        if rule.enabled and rule.event_pattern is not None:
            self._index.add(rule.name, rule.event_pattern)
        else:
            self._index.remove(rule.name)

    def drop_rule(self, name: str) -> None:
        self._own_rules().pop(name, None)
        self.rule_tags.pop(name, None)
        self._index.remove(name)

    def matching(self, envelope: Mapping[str, Json]) -> list[Rule]:
        """The enabled rules whose pattern matches, in creation order."""
        return [self._rules[name] for name in self._index.match(envelope)]

    def _own_rules(self) -> dict[str, Rule]:
        if self._shared:
            self._rules = dict(self._rules)
            self._shared = False
        return self._rules


@dataclass(slots=True, eq=False)
class EventBridgeState:
    """All of EventBridge in one account and region."""

    buses: dict[str, Bus]


def _new_state(scope: Scope) -> EventBridgeState:
    return EventBridgeState(buses={DEFAULT_BUS: new_bus(scope, DEFAULT_BUS)})


EVENTBRIDGE = StateKey("events", _new_state)


def new_bus(scope: Scope, name: str) -> Bus:
    return Bus(name, scope.arn("events", f"event-bus/{name}"), created=scope.now, modified=scope.now)


def bus_name(name_or_arn: str | None) -> str:
    """The name of a bus from its name or ARN; without either, the default bus."""
    if name_or_arn is None:
        return DEFAULT_BUS
    arn = parse_arn(name_or_arn)
    return arn.resource.partition("/")[2] if arn is not None and arn.service == "events" else name_or_arn


def get_bus(scope: Scope, name_or_arn: str | None) -> Bus:
    """The bus of that name or ARN; AWS's error where there is none."""
    name = bus_name(name_or_arn)
    bus = scope.state(EVENTBRIDGE).buses.get(name)
    if bus is None:
        raise AwsError("ResourceNotFoundException", f"Event bus {name} does not exist.")
    return bus


def get_rule(scope: Scope, name: str, name_or_arn_of_bus: str | None) -> tuple[Bus, Rule]:
    """The rule of that name on a bus; AWS's error where either is missing."""
    bus = get_bus(scope, name_or_arn_of_bus)
    rule = bus.rules.get(name)
    if rule is None:
        raise AwsError("ResourceNotFoundException", f"Rule {name} does not exist on EventBus {bus.name}.")
    return bus, rule
