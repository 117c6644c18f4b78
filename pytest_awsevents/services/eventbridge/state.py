"""What EventBridge keeps per account and region, and how its buses and rules are found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.policies import Request, allows
from pytest_awsevents.core.rules import Params, Rule, RuleSet
from pytest_awsevents.core.scope import Scope, StateKey, Statement
from pytest_awsevents.patterns import Json, RuleIndex
from pytest_awsevents.services.eventbridge.refusals import access_denied, invalid, not_found
from pytest_awsevents.services.eventbridge.resources import (
    ApiDestination,
    Archive,
    Connection,
    EventSource,
    Replay,
)

DEFAULT_BUS = "default"


@dataclass(slots=True, eq=False)
class Bus:
    """An event bus with its rules; the index holds those that an event can match."""

    name: str
    arn: str
    created: datetime
    modified: datetime
    settings: Params = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    rule_tags: dict[str, dict[str, str]] = field(default_factory=dict)
    _rules: dict[str, Rule] = field(default_factory=dict)
    _index: RuleIndex = field(default_factory=RuleIndex)
    _shared: bool = False

    @property
    def rules(self) -> RuleSet:
        """The rules by name, in creation order."""
        return self._rules

    def rule_arn(self, name: str) -> str:
        """The ARN that a rule of this bus has."""
        prefix = self.arn.partition(":event-bus/")[0]
        return f"{prefix}:rule/{name}" if self.name == DEFAULT_BUS else f"{prefix}:rule/{self.name}/{name}"

    def snapshot(self) -> RuleSet:
        """The rules as they are now; later changes are made to a copy, so that a record may keep this."""
        self._shared = True
        return self._rules

    def put_rule(self, rule: Rule) -> None:
        before, after = self._pattern_of(rule.name), _matchable_pattern(rule)
        if after is None:
            self._drop_from_index(rule.name)
        elif after != before:
            self._index.add(rule.name, after)
        self._own_rules()[rule.name] = rule

    def drop_rule(self, name: str) -> None:
        self._drop_from_index(name)
        self._own_rules().pop(name, None)
        self.rule_tags.pop(name, None)

    def matching(self, envelope: Mapping[str, Json]) -> list[Rule]:
        """The enabled rules whose pattern matches, in creation order."""
        return [self._rules[name] for name in self._index.match(envelope)]

    def _pattern_of(self, name: str) -> str | None:
        return _matchable_pattern(self._rules[name]) if name in self._rules else None

    def _drop_from_index(self, name: str) -> None:
        if self._pattern_of(name) is not None:
            self._index.remove(name)

    def _own_rules(self) -> dict[str, Rule]:
        if self._shared:
            self._rules = dict(self._rules)
            self._shared = False
        return self._rules


def _matchable_pattern(rule: Rule) -> str | None:
    return rule.event_pattern if rule.enabled else None


@dataclass(slots=True, eq=False)
class EventBridgeState:
    """All of EventBridge in one account and region; resources by name, in creation order.

    `event_sources` are those that partners made for this account, `partner_sources` those that this account made as a
    partner, by customer.
    """

    buses: dict[str, Bus]
    archives: dict[str, Archive] = field(default_factory=dict)
    replays: dict[str, Replay] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    api_destinations: dict[str, ApiDestination] = field(default_factory=dict)
    event_sources: dict[str, EventSource] = field(default_factory=dict)
    partner_sources: dict[str, dict[str, EventSource]] = field(default_factory=dict)


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


def get_bus(scope: Scope, name_or_arn: str | None, rule: str = "*") -> Bus:
    """The bus of that name or ARN, for something to be done with a rule of it; AWS's error where there is none.

    A bus of another account is found where its policy lets the caller (user guide, rules across accounts).
    """
    name = bus_name(name_or_arn)
    arn = parse_arn(name_or_arn) if name_or_arn else None
    if arn is not None and arn.region != scope.region:
        raise invalid("Cross-region API call is not allowed.")
    owner = arn.account if arn is not None else scope.account
    bus = scope.at(account=owner).state(EVENTBRIDGE).buses.get(name)
    if bus is None:
        raise bus_not_found(name)
    if owner != scope.account:
        action = f"events:{scope.api_call.operation}" if scope.api_call is not None else "events:*"
        request = Request(scope.caller, action, (bus.arn, bus.rule_arn(rule)))
        if not allows(bus.statements, request, owner=owner):
            raise access_denied(request.caller, request.action, bus.arn)
    return bus


def bus_not_found(name: str) -> AwsError:
    return not_found(f"Event bus {name} does not exist.")


def get_rule(scope: Scope, name: str, name_or_arn_of_bus: str | None) -> tuple[Bus, Rule]:
    """The rule of that name on a bus; AWS's error where either is missing."""
    bus = get_bus(scope, name_or_arn_of_bus, name)
    rule = bus.rules.get(name)
    if rule is None:
        raise not_found(f"Rule {name} does not exist on EventBus {bus.name}.")
    return bus, rule
