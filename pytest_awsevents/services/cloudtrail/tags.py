"""Tags of stores, trails, channels and dashboards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page, tag_list
from pytest_awsevents.services.cloudtrail.state import get_active_store, place

operation = OperationTable()
_LIMIT = 50
_TEXT = re.compile(r"[\w\s_.:/=+\-@]*")
_PAGES = PageMembers(
    "ResourceTagList", maximum=20, invalid=AwsError("InvalidTokenException", "The token is not valid.")
)


@operation
def add_tags(scope: Scope, params: Params) -> None:
    present = tags_of(scope, params["ResourceId"])
    present.update(checked_tags(present, params["TagsList"]))


@operation
def remove_tags(scope: Scope, params: Params) -> None:
    present = tags_of(scope, params["ResourceId"])
    for tag in params["TagsList"]:
        present.pop(tag["Key"], None)


@operation
def list_tags(scope: Scope, params: Params) -> dict[str, Any]:
    listed = [
        {"ResourceId": arn, "TagsList": tag_list(tags_of(scope, arn, to_read=True))} for arn in params["ResourceIdList"]
    ]
    return page(listed, params, _PAGES)


def checked_tags(present: Mapping[str, str], given: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Tags that may be added to those present; AWS's error where a documented limit is broken."""
    given = list(given)
    tags = {tag["Key"]: tag.get("Value", "") for tag in given}
    if len(tags) < len(given):
        raise _invalid("Duplicate tag keys are not allowed.")
    for key, value in tags.items():
        if not 1 <= len(key) <= 128 or len(value) > 256 or not _TEXT.fullmatch(key) or not _TEXT.fullmatch(value):
            raise _invalid(f"The tag {key} is not valid.")
        if key.lower().startswith("aws:"):
            raise _invalid(f"The tag key {key} is reserved.")
    if len({**present, **tags}) > _LIMIT:
        raise AwsError("TagsLimitExceededException", f"A resource can have at most {_LIMIT} tags.")
    return tags


def tags_of(scope: Scope, arn: str, *, to_read: bool = False) -> dict[str, str]:
    """The tags of a resource by its ARN, to be changed in place; AWS's error where there is none."""
    parts = parse_arn(arn)
    if parts is None or parts.service != "cloudtrail":
        raise AwsError("CloudTrailARNInvalidException", f"The ARN {arn} is not valid.")
    if parts.resource_type == "eventdatastore":
        return get_active_store(scope, arn).tags
    here = place(scope)
    found: Any = {
        "trail": {trail.arn: trail for trail in here.trails.values()},
        "channel": here.channels,
        "dashboard": {one.arn: one for one in here.dashboards.values()},
    }.get(parts.resource_type)
    if found is None:
        raise AwsError("ResourceTypeNotSupportedException", f"The resource type {parts.resource_type} has no tags.")
    if arn in found:
        tags: dict[str, str] = found[arn].tags
        return tags
    if parts.resource_type == "channel" and not to_read:
        raise AwsError("ChannelNotFoundException", f"The channel {arn} was not found.")
    raise AwsError("ResourceNotFoundException", f"The resource {arn} was not found.")


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidTagParameterException", message)
