"""Tags of topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, tag_list, tag_map
from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.state import Topic, read_arn, topics_at

operation = OperationTable()
_MAX_TAGS = 50


@operation
def tag_resource(scope: Scope, params: Params) -> None:
    topic = _tagged(scope, params)
    check_tags(params["Tags"])
    after = {**topic.tags, **tag_map(params["Tags"])}
    if len(after) > _MAX_TAGS:
        raise AwsError("TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded")
    topic.tags = after


@operation
def untag_resource(scope: Scope, params: Params) -> None:
    topic = _tagged(scope, params)
    for key in params["TagKeys"]:
        topic.tags.pop(key, None)


@operation
def list_tags_for_resource(scope: Scope, params: Params) -> dict[str, Any]:
    return {"Tags": tag_list(_tagged(scope, params).tags)}


def check_tags(tags: Sequence[Mapping[str, str]]) -> None:
    if len(tag_map(tags)) != len(tags):
        raise invalid("Duplicated keys are not allowed.")


def _tagged(scope: Scope, params: Params) -> Topic:
    arn = read_arn(params["ResourceArn"], "ResourceArn")
    topic = topics_at(scope, arn).get(arn.resource)
    if topic is None:
        raise AwsError("ResourceNotFound", "Resource does not exist")
    return topic
