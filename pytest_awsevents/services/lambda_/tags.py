"""Tags of functions and event source mappings."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.lambda_.event_sources.mappings import find_mapping
from pytest_awsevents.services.lambda_.faults import invalid, not_found
from pytest_awsevents.services.lambda_.identifiers import read_reference

operation = OperationTable()
_MOST = 50


@operation
def tag_resource(scope: Scope, params: Params) -> None:
    tags = _tags(scope, params)
    if len({**tags, **params["Tags"]}) > _MOST:
        raise invalid(f"Number of tags exceeds resource tag limit of {_MOST}.")
    tags.update(params["Tags"])


@operation
def untag_resource(scope: Scope, params: Params) -> None:
    tags = _tags(scope, params)
    for key in params["TagKeys"]:
        tags.pop(key, None)


@operation
def list_tags(scope: Scope, params: Params) -> dict[str, Any]:
    return {"Tags": dict(_tags(scope, params))}


def _tags(scope: Scope, params: Params) -> dict[str, str]:
    arn = parse_arn(params["Resource"])
    if arn is not None and arn.resource_type == "event-source-mapping":
        return find_mapping(scope.at(account=arn.account, region=arn.region), arn.resource_id).tags
    if arn is None or arn.resource_type != "function":  # nothing else that could have tags is faked
        raise not_found("The resource you requested does not exist.")
    reference = read_reference(scope, params["Resource"])
    if reference.qualifier is not None:
        raise invalid("Tags on function aliases and versions are not supported. Please specify a function ARN.")
    return reference.find().tags
