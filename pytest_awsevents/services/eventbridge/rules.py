"""Rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params, Rule
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page, tag_map
from pytest_awsevents.services.eventbridge.patterns import check_pattern
from pytest_awsevents.services.eventbridge.state import DEFAULT_BUS, Bus, get_bus, get_rule

operation = OperationTable()
_PAGES = PageMembers("Rules")


@operation
def put_rule(scope: Scope, params: Params) -> dict[str, Any]:
    bus = get_bus(scope, params.get("EventBusName"))
    name = params["Name"]
    pattern, schedule = params.get("EventPattern"), params.get("ScheduleExpression")
    if not pattern and not schedule:
        raise AwsError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.")
    if pattern:
        check_pattern(pattern)
    before = bus.rules.get(name)
    rule = Rule(
        name=name,
        arn=before.arn if before is not None else _arn(scope, bus, name),
        bus=bus.name,
        state=params.get("State", "ENABLED"),
        event_pattern=pattern or None,
        schedule_expression=schedule or None,
        description=params.get("Description"),
        role_arn=params.get("RoleArn"),
        managed_by=before.managed_by if before is not None else None,
        targets=before.targets if before is not None else (),
    )
    bus.put_rule(rule)
    if before is None:  # tags count at creation only
        bus.rule_tags[name] = tag_map(params.get("Tags"))
    return {"RuleArn": rule.arn}


@operation
def delete_rule(scope: Scope, params: Params) -> None:
    bus = get_bus(scope, params.get("EventBusName"))
    rule = bus.rules.get(params["Name"])
    if rule is None:  # deleting what is not there succeeds
        return
    if rule.targets:
        raise AwsError("ValidationException", "Rule can't be deleted since it has targets.")
    bus.drop_rule(rule.name)


@operation
def describe_rule(scope: Scope, params: Params) -> dict[str, Any]:
    _, rule = get_rule(scope, params["Name"], params.get("EventBusName"))
    return {**_listed(rule), "CreatedBy": scope.account}


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


def _set_state(scope: Scope, params: Params, state: str) -> None:
    bus, rule = get_rule(scope, params["Name"], params.get("EventBusName"))
    bus.put_rule(replace(rule, state=state))


def _arn(scope: Scope, bus: Bus, name: str) -> str:
    return scope.arn("events", f"rule/{name}" if bus.name == DEFAULT_BUS else f"rule/{bus.name}/{name}")


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
