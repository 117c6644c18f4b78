"""Targets of rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params, Target
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.inputs import (
    EventJsonOutsideObject,
    InvalidPath,
    NotJson,
    SeveralInputs,
    UndeclaredPlaceholder,
    parse_target_input,
)
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.eventbridge.state import get_bus, get_rule

operation = OperationTable()
_TARGETS_PER_RULE = 5
_TARGET_PAGES = PageMembers("Targets")
_NAME_PAGES = PageMembers("RuleNames")


@operation
def put_targets(scope: Scope, params: Params) -> dict[str, Any]:
    bus, rule = get_rule(scope, params["Rule"], params.get("EventBusName"))
    given = [_target(item) for item in params["Targets"]]
    for id, count in Counter(target.id for target in given).items():
        if count > 1:
            raise _invalid(f"Parameter targets is not valid. Reason: More than one target with Id '{id}' is provided.")
    for target in given:
        if parse_arn(target.arn) is None:
            raise _invalid(f"Parameter {target.arn} is not valid. Reason: Provided Arn is not in correct format.")
    targets = {target.id: target for target in (*rule.targets, *given)}
    if len(targets) > _TARGETS_PER_RULE:
        raise AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
    bus.put_rule(replace(rule, targets=tuple(targets.values())))
    return {"FailedEntryCount": 0, "FailedEntries": []}


def _target(settings: Params) -> Target:
    id = settings["Id"]
    try:
        target_input = parse_target_input(settings)
    except SeveralInputs:
        raise _invalid(f"Only one of Input, InputPath, or InputTransformer must be provided for target {id}.") from None
    except InvalidPath:
        raise _invalid(f"InputPath for target {id} is invalid.") from None
    except UndeclaredPlaceholder as error:
        raise _invalid(f"InputTemplate for target {id} contains invalid placeholder {error.name}.") from None
    except EventJsonOutsideObject:
        raise _invalid(
            f"InputTemplate for target {id} contains placeholder aws.events.event.json valid only for JSON template."
        ) from None
    except NotJson as error:
        raise _invalid(f"JSON syntax error in input for target {id}: {error.citation}") from None
    return Target(id=id, arn=settings["Arn"], settings=settings, input=target_input)


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)


@operation
def remove_targets(scope: Scope, params: Params) -> dict[str, Any]:
    bus, rule = get_rule(scope, params["Rule"], params.get("EventBusName"))
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
