"""Tags of delivery streams."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, tag_list, tag_map
from pytest_awsevents.services.firehose.state import find_stream

operation = OperationTable()
_MAX_TAGS = 50


@operation
def tag_delivery_stream(scope: Scope, params: Params) -> None:
    stream = find_stream(scope, params["DeliveryStreamName"])
    after = {**stream.tags, **tag_map(params["Tags"])}
    if len(after) > _MAX_TAGS:
        raise AwsError("LimitExceededException", f"A delivery stream cannot have more than {_MAX_TAGS} tags.")
    stream.tags = after


@operation
def untag_delivery_stream(scope: Scope, params: Params) -> None:
    stream = find_stream(scope, params["DeliveryStreamName"])
    for key in params["TagKeys"]:
        stream.tags.pop(key, None)


@operation
def list_tags_for_delivery_stream(scope: Scope, params: Params) -> dict[str, Any]:
    tags = find_stream(scope, params["DeliveryStreamName"]).tags
    after = params.get("ExclusiveStartTagKey", "")
    left = {key: tags[key] for key in sorted(tags) if key > after}
    shown = tag_list(left)[: params.get("Limit", _MAX_TAGS)]
    return {"Tags": shown, "HasMoreTags": len(shown) < len(left)}
