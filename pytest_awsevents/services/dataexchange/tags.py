"""Tags, which data sets, revisions, assets, event actions and data grants have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.dataexchange.errors import ResourceType, invalid, not_found
from pytest_awsevents.services.dataexchange.finding import asset_of, find_data_set, revision_of
from pytest_awsevents.services.dataexchange.state import DATA_EXCHANGE, EXCHANGE

operation = OperationTable()
_MOST = 50
_KINDS: Mapping[tuple[str, ...], ResourceType] = {
    ("data-sets",): "DATA_SET",
    ("data-sets", "revisions"): "REVISION",
    ("data-sets", "revisions", "assets"): "ASSET",
    ("event-actions",): "EVENT_ACTION",
    ("data-grants",): "DATA_GRANT",
}


@operation
def tag_resource(scope: Scope, params: Params) -> None:
    tags = _tags_of(scope, params["ResourceArn"])
    tags.update(checked_tags(tags, params["Tags"]))


@operation
def untag_resource(scope: Scope, params: Params) -> None:
    tags = _tags_of(scope, params["ResourceArn"])
    for key in params["TagKeys"]:
        tags.pop(key, None)


@operation
def list_tags_for_resource(scope: Scope, params: Params) -> dict[str, Any]:
    return {"Tags": dict(_tags_of(scope, params["ResourceArn"]))}


def checked_tags(present: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Tags that may be added to those present; the limits are those of all of AWS (General Reference, "Tagging")."""
    if any(not key or key.lower().startswith("aws:") for key in given):
        raise invalid("Tag keys must not be empty, nor start with 'aws:'.")
    if len({**present, **given}) > _MOST:
        raise invalid(f"A resource has at most {_MOST} tags.")
    return dict(given)


def _tags_of(scope: Scope, text: str) -> dict[str, str]:
    """The tags of the resource that an ARN names; the three operations model no errors, these are by convention."""
    arn = parse_arn(text)
    parts = [] if arn is None else arn.resource.split("/")
    kind = _KINDS.get(tuple(parts[::2])) if len(parts) % 2 == 0 else None
    if arn is None or kind is None or arn.service != "dataexchange":
        raise invalid("ResourceArn is not the ARN of a resource that can be tagged.")
    ids = parts[1::2]
    if arn.region != scope.region or not _may_be_of(scope, arn):
        raise not_found(kind, ids[-1])
    if kind == "EVENT_ACTION":
        action = scope.state(DATA_EXCHANGE).event_actions.get(ids[0])
        if action is None:
            raise not_found(kind, ids[0])
        return action.tags
    if kind == "DATA_GRANT":
        grant = scope.shared(EXCHANGE).grants.get(text)
        if grant is None:
            raise not_found(kind, ids[0])
        return grant.tags
    return _tags_in_data_set(scope, arn, ids)


def _tags_in_data_set(scope: Scope, arn: Arn, ids: list[str]) -> dict[str, str]:
    data_set = find_data_set(scope, ids[0])
    if (data_set.entitlement is None) == (not arn.account):
        raise not_found("DATA_SET", ids[0])
    if len(ids) == 1:
        return data_set.tags
    revision = revision_of(data_set, ids[1])
    return revision.tags if len(ids) == 2 else asset_of(revision, ids[2]).tags


def _may_be_of(scope: Scope, arn: Arn) -> bool:
    """ARNs of entitled data sets name no account."""
    return arn.account == scope.account or (not arn.account and arn.resource.startswith("data-sets/"))
