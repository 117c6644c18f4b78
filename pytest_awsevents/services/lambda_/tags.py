"""Tags of functions."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.lambda_.faults import invalid, not_found
from pytest_awsevents.services.lambda_.identifiers import read_reference
from pytest_awsevents.services.lambda_.state import StoredFunction

operation = OperationTable()
_MOST = 50


@operation
def tag_resource(scope: Scope, params: Params) -> None:
    tags = _function(scope, params).tags
    if len({**tags, **params["Tags"]}) > _MOST:
        raise invalid(f"Number of tags exceeds resource tag limit of {_MOST}.")
    tags.update(params["Tags"])


@operation
def untag_resource(scope: Scope, params: Params) -> None:
    tags = _function(scope, params).tags
    for key in params["TagKeys"]:
        tags.pop(key, None)


@operation
def list_tags(scope: Scope, params: Params) -> dict[str, Any]:
    return {"Tags": dict(_function(scope, params).tags)}


def _function(scope: Scope, params: Params) -> StoredFunction:
    arn = parse_arn(params["Resource"])
    if arn is None or arn.resource_type != "function":  # nothing else that could have tags is faked
        raise not_found("The resource you requested does not exist.")
    reference = read_reference(scope, params["Resource"])
    if reference.qualifier is not None:
        raise invalid("Tags on function aliases and versions are not supported. Please specify a function ARN.")
    return reference.find()
