"""Targets of rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from pytest_awsevents.core.rules import Params, Target
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.eventbridge.managed_rules import check_not_managed
from pytest_awsevents.services.eventbridge.refusals import check_limit, invalid_parameter
from pytest_awsevents.services.eventbridge.state import get_bus, get_rule
from pytest_awsevents.services.eventbridge.target_inputs import read_input
from pytest_awsevents.services.eventbridge.target_validation import check_target

operation = OperationTable()
_LIMIT_PER_RULE = 5
_TARGET_PAGES = PageMembers("Targets")
_NAME_PAGES = PageMembers("RuleNames")


@operation
def put_targets(scope: Scope, params: Params) -> dict[str, Any]:
    """All faults fail the whole call; none is a partial failure (recorded)."""
    bus, rule = get_rule(scope, params["Rule"], params.get("EventBusName"))
    check_not_managed(rule)
    for id, count in Counter(item["Id"] for item in params["Targets"]).items():
        if count > 1:
            raise invalid_parameter("targets", f"More than one target with Id '{id}' is provided.")
    given = [
        Target(id=item["Id"], arn=item["Arn"], settings=item, input=read_input(item)) for item in params["Targets"]
    ]
    for target in given:
        check_target(scope, rule, target)
    targets = {target.id: target for target in (*rule.targets, *given)}
    check_limit(len(targets), _LIMIT_PER_RULE)
    bus.put_rule(replace(rule, targets=tuple(targets.values())))
    return {"FailedEntryCount": 0, "FailedEntries": []}


@operation
def remove_targets(scope: Scope, params: Params) -> dict[str, Any]:
    bus, rule = get_rule(scope, params["Rule"], params.get("EventBusName"))
    check_not_managed(rule, params)
    kept = tuple(target for target in rule.targets if target.id not in params["Ids"])
    bus.put_rule(replace(rule, targets=kept))
    return {"FailedEntryCount": 0, "FailedEntries": []}


@operation
def list_targets_by_rule(scope: Scope, params: Params) -> dict[str, Any]:
    _, rule = get_rule(scope, params["Rule"], params.get("EventBusName"))
    return page([target.settings for target in rule.targets], params, _TARGET_PAGES)


@operation
def list_rule_names_by_target(scope: Scope, params: Params) -> dict[str, Any]:
    bus = get_bus(scope, params.get("EventBusName"))
    names = [
        rule.name for rule in bus.rules.values() if any(target.arn == params["TargetArn"] for target in rule.targets)
    ]
    return page(names, params, _NAME_PAGES)
