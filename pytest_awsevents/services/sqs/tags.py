"""Tags of queues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.sqs.errors import missing
from pytest_awsevents.services.sqs.state import find_queue

operation = OperationTable()
_MAX_TAGS = 50
_MAX_KEY = 128
_MAX_VALUE = 256


@operation
def tag_queue(scope: Scope, params: Params) -> None:
    queue = find_queue(scope, params["QueueUrl"])
    if not params["Tags"]:
        raise missing("Tags")
    after = {**queue.tags, **params["Tags"]}
    check_tags(queue.name, after)
    queue.tags = after


@operation
def untag_queue(scope: Scope, params: Params) -> None:
    queue = find_queue(scope, params["QueueUrl"])
    if not params["TagKeys"]:
        raise missing("TagKeys")
    for key in params["TagKeys"]:
        queue.tags.pop(key, None)


@operation
def list_queue_tags(scope: Scope, params: Params) -> dict[str, Any]:
    return {"Tags": dict(find_queue(scope, params["QueueUrl"]).tags) or None}


def check_tags(queue_name: str, tags: Mapping[str, str]) -> None:
    """Refuses more or longer tags than a queue can have (developer guide, "Amazon SQS queue quotas")."""
    if len(tags) > _MAX_TAGS:
        raise AwsError("InvalidParameterValue", f"Too many tags added for queue {queue_name}.")
    for key, value in tags.items():
        if not 1 <= len(key) <= _MAX_KEY:
            raise AwsError("InvalidParameterValue", f"Tag keys must be between 1 and {_MAX_KEY} characters in length.")
        if len(value) > _MAX_VALUE:
            raise AwsError(
                "InvalidParameterValue", f"Tag values must be between 0 and {_MAX_VALUE} characters in length."
            )
