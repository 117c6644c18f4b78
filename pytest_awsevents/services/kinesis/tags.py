"""Tags of streams, by either pair of operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, tag_list
from pytest_awsevents.services.kinesis.state import Consumer, Stream, find_consumer, find_stream, invalid, stream_of_arn

operation = OperationTable()
_MAX_TAGS = 50


@operation
def add_tags_to_stream(scope: Scope, params: Params) -> None:
    _add(find_stream(scope, params), params["Tags"])


@operation
def remove_tags_from_stream(scope: Scope, params: Params) -> None:
    stream = find_stream(scope, params)
    for key in params["TagKeys"]:
        stream.tags.pop(key, None)


@operation
def list_tags_for_stream(scope: Scope, params: Params) -> dict[str, Any]:
    tags = find_stream(scope, params).tags
    after = params.get("ExclusiveStartTagKey", "")
    left = {key: tags[key] for key in sorted(tags) if key > after}
    shown = tag_list(left)[: params.get("Limit", _MAX_TAGS)]
    return {"Tags": shown, "HasMoreTags": len(shown) < len(left)}


@operation
def tag_resource(scope: Scope, params: Params) -> None:
    _add(find_resource(scope, params["ResourceARN"]), params["Tags"])


@operation
def untag_resource(scope: Scope, params: Params) -> None:
    resource = find_resource(scope, params["ResourceARN"])
    for key in params["TagKeys"]:
        resource.tags.pop(key, None)


@operation
def list_tags_for_resource(scope: Scope, params: Params) -> dict[str, Any]:
    return {"Tags": tag_list(find_resource(scope, params["ResourceARN"]).tags)}


def find_resource(scope: Scope, text: str) -> Stream | Consumer:
    """The stream or the consumer of an ARN; AWS's error where there is none."""
    return find_consumer(scope, text)[1] if "/consumer/" in text else stream_of_arn(scope, text)


def _add(resource: Stream | Consumer, tags: Mapping[str, str]) -> None:
    after = {**resource.tags, **tags}
    if len(after) > _MAX_TAGS:
        account = resource.arn.split(":")[4]
        raise invalid(
            f"Failed to add tags to stream {resource.name} under account {account} because a given stream cannot "
            f"have more than {_MAX_TAGS} tags associated with it."
        )
    resource.tags = after
