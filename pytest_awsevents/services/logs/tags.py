"""Tags of log groups, by either pair of operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.logs.state import LogGroup, find_group, identified_group

operation = OperationTable()
_MAX_TAGS = 50


@operation
def tag_log_group(scope: Scope, params: Params) -> None:
    _add(find_group(scope, params["logGroupName"]), params["tags"])


@operation
def untag_log_group(scope: Scope, params: Params) -> None:
    _remove(find_group(scope, params["logGroupName"]), params["tags"])


@operation
def list_tags_log_group(scope: Scope, params: Params) -> dict[str, Any]:
    return {"tags": dict(find_group(scope, params["logGroupName"]).tags)}


@operation
def tag_resource(scope: Scope, params: Params) -> None:
    _add(identified_group(scope, params["resourceArn"]), params["tags"])


@operation
def untag_resource(scope: Scope, params: Params) -> None:
    _remove(identified_group(scope, params["resourceArn"]), params["tagKeys"])


@operation
def list_tags_for_resource(scope: Scope, params: Params) -> dict[str, Any]:
    return {"tags": dict(identified_group(scope, params["resourceArn"]).tags)}


def _add(group: LogGroup, tags: Mapping[str, str]) -> None:
    after = {**group.tags, **tags}
    if len(after) > _MAX_TAGS:
        raise AwsError("TooManyTagsException", f"A resource can have no more than {_MAX_TAGS} tags.")
    group.tags = after


def _remove(group: LogGroup, keys: Iterable[str]) -> None:
    for key in keys:
        group.tags.pop(key, None)
