"""Rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pytest_awsevents.core.rules import Params, Rule
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.schedules import InvalidSchedule
from pytest_awsevents.schedules import parse as parse_schedule
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.eventbridge.managed_rules import check_not_managed
from pytest_awsevents.services.eventbridge.patterns import check_pattern
from pytest_awsevents.services.eventbridge.refusals import check_limit, invalid
from pytest_awsevents.services.eventbridge.scheduling import follow
from pytest_awsevents.services.eventbridge.state import DEFAULT_BUS, Bus, get_bus, get_rule
from pytest_awsevents.services.eventbridge.tags import checked_tags

operation = OperationTable()
_PAGES = PageMembers("Rules")
_LIMIT_PER_BUS = 300
_PATTERN_LIMIT = 2048


@operation
def put_rule(scope: Scope, params: Params) -> dict[str, Any]:
    name = params["Name"]
    bus = get_bus(scope, params.get("EventBusName"), name)
    _check_trigger(bus, params)
    before = bus.rules.get(name)
    if before is None:
        _create(scope, bus, params)
    else:
        check_not_managed(before)
        bus.put_rule(_changed(before, params))  # tags count at creation only
    follow(scope, bus, name)
    return {"RuleArn": bus.rule_arn(name)}


@operation
def delete_rule(scope: Scope, params: Params) -> None:
    bus = get_bus(scope, params.get("EventBusName"), params["Name"])
    rule = bus.rules.get(params["Name"])
    if rule is None:  # deleting what is not there succeeds
        return
    check_not_managed(rule, params)
    if rule.targets:
        raise invalid("Rule can't be deleted since it has targets.")
    bus.drop_rule(rule.name)
    follow(scope, bus, rule.name)


@operation
def describe_rule(scope: Scope, params: Params) -> dict[str, Any]:
    _, rule = get_rule(scope, params["Name"], params.get("EventBusName"))
    return {**_listed(rule), "CreatedBy": rule.created_by}


@operation
def list_rules(scope: Scope, params: Params) -> dict[str, Any]:
    prefix = params.get("NamePrefix", "")
    rules = get_bus(scope, params.get("EventBusName")).rules.values()
    return page([_listed(rule) for rule in rules if rule.name.startswith(prefix)], params, _PAGES)


@operation
def enable_rule(scope: Scope, params: Params) -> None:
    _set_state(scope, params, "ENABLED")


@operation
def disable_rule(scope: Scope, params: Params) -> None:
    _set_state(scope, params, "DISABLED")


def _check_trigger(bus: Bus, params: Params) -> None:
    """A rule has a pattern, a schedule or both; only the default bus has schedules (recorded)."""
    pattern, schedule = params.get("EventPattern"), params.get("ScheduleExpression")
    if not pattern and not schedule:
        raise invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
    if pattern:
        if len(pattern) > _PATTERN_LIMIT:  # the model's own limit is twice that (reported)
            raise invalid(f"Parameter EventPattern for rule {params['Name']} exceeds limit of {_PATTERN_LIMIT}.")
        check_pattern(pattern)
    if schedule:
        if bus.name != DEFAULT_BUS:
            raise invalid("ScheduleExpression is supported only on the default event bus.")
        try:
            parse_schedule(schedule)
        except InvalidSchedule:
            raise invalid("Parameter ScheduleExpression is not valid.") from None


def _create(scope: Scope, bus: Bus, params: Params) -> None:
    name = params["Name"]
    check_limit(len(bus.rules) + 1, _LIMIT_PER_BUS)
    tags = checked_tags({}, params.get("Tags", ()))
    rule = Rule(name=name, arn=bus.rule_arn(name), bus=bus.name, created_by=scope.account)
    bus.put_rule(_changed(rule, params))
    bus.rule_tags[name] = tags


def _changed(rule: Rule, params: Params) -> Rule:
    """The rule as PutRule leaves it: members that are not given are reset, targets stay (documented)."""
    return replace(
        rule,
        state=params.get("State", "ENABLED"),
        event_pattern=params.get("EventPattern") or None,
        schedule_expression=params.get("ScheduleExpression") or None,
        description=params.get("Description"),
        role_arn=params.get("RoleArn"),
    )


def _set_state(scope: Scope, params: Params, state: str) -> None:
    bus, rule = get_rule(scope, params["Name"], params.get("EventBusName"))
    check_not_managed(rule)
    bus.put_rule(replace(rule, state=state))
    follow(scope, bus, rule.name)


def _listed(rule: Rule) -> dict[str, Any]:
    return {
        "Name": rule.name,
        "Arn": rule.arn,
        "EventPattern": rule.event_pattern,
        "ScheduleExpression": rule.schedule_expression,
        "State": rule.state,
        "Description": rule.description,
        "RoleArn": rule.role_arn,
        "ManagedBy": rule.managed_by,
        "EventBusName": rule.bus,
    }
