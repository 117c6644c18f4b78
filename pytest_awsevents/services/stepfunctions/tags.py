"""Tags of state machines; Step Functions writes the names of their members small."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.stepfunctions.state import STATES, Activity, StateMachine, read_arn

operation = OperationTable()
_MAX_TAGS = 50


@operation
def tag_resource(scope: Scope, params: Params) -> None:
    machine = _tagged(scope, params)
    after = {**machine.tags, **tag_map(params["tags"])}
    if len(after) > _MAX_TAGS:
        raise AwsError("TooManyTags", f"Too many tags: a resource can have {_MAX_TAGS} at most")
    machine.tags = after


@operation
def untag_resource(scope: Scope, params: Params) -> None:
    machine = _tagged(scope, params)
    for key in params["tagKeys"]:
        machine.tags.pop(key, None)


@operation
def list_tags_for_resource(scope: Scope, params: Params) -> dict[str, Any]:
    return {"tags": [{"key": key, "value": value} for key, value in _tagged(scope, params).tags.items()]}


def tag_map(tags: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    return {tag.get("key", ""): tag.get("value", "") for tag in tags or ()}


def _tagged(scope: Scope, params: Params) -> StateMachine | Activity:
    text = params["resourceArn"]
    arn = read_arn(text, "stateMachine", "activity")
    state = scope.at(account=arn.account, region=arn.region).state(STATES)
    known: Mapping[str, StateMachine | Activity] = (
        state.machines if arn.resource_type == "stateMachine" else state.activities
    )
    if arn.resource_id not in known:
        raise AwsError("ResourceNotFound", f"Resource not found: '{text}'")
    return known[arn.resource_id]
