"""Tags, which app bundles, app authorizations, ingestions and their destinations have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.errors import ResourceType, invalid, not_found
from pytest_awsevents.services.appfabric.finding import (
    find_authorization,
    find_bundle,
    find_destination,
    find_ingestion,
)
from pytest_awsevents.services.base import OperationTable

operation = OperationTable()
_MOST = 50
_KINDS: Mapping[tuple[str, ...], ResourceType] = {
    ("appbundle",): "AppBundle",
    ("appbundle", "appauthorization"): "AppAuthorization",
    ("appbundle", "ingestion"): "Ingestion",
    ("appbundle", "ingestion", "ingestiondestination"): "IngestionDestination",
}
_IDENTIFIERS = {
    "appbundle": "appBundleIdentifier",
    "appauthorization": "appAuthorizationIdentifier",
    "ingestion": "ingestionIdentifier",
    "ingestiondestination": "ingestionDestinationIdentifier",
}


@operation
def tag_resource(scope: Scope, params: Params) -> None:
    tags = _tags_of(scope, params["resourceArn"])
    tags.update(checked_tags(tags, params["tags"]))


@operation
def untag_resource(scope: Scope, params: Params) -> None:
    tags = _tags_of(scope, params["resourceArn"])
    for key in params["tagKeys"]:
        tags.pop(key, None)


@operation
def list_tags_for_resource(scope: Scope, params: Params) -> dict[str, Any]:
    tags = _tags_of(scope, params["resourceArn"])
    return {"tags": [{"key": key, "value": value} for key, value in tags.items()]}


def checked_tags(present: Mapping[str, str], given: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """Tags that may be added to those present; the limits are those of all of AWS (General Reference, "Tagging")."""
    tags = {tag["key"]: tag["value"] for tag in given or ()}
    if any(key.lower().startswith("aws:") for key in tags):
        raise invalid("Tag keys must not start with 'aws:'.", "tags")
    if len({**present, **tags}) > _MOST:
        raise invalid(f"A resource has at most {_MOST} tags.", "tags")
    return tags


def _tags_of(scope: Scope, text: str) -> dict[str, str]:
    arn = parse_arn(text)
    parts = [] if arn is None else arn.resource.split("/")
    kind = _KINDS.get(tuple(parts[::2])) if len(parts) % 2 == 0 else None
    if arn is None or kind is None or arn.service != "appfabric":
        raise invalid("The ARN is not that of a resource that can be tagged.", "resourceArn")
    ids = parts[1::2]
    if (arn.partition, arn.account, arn.region) != (scope.partition, scope.account, scope.region):
        raise not_found(kind, ids[-1])
    named = {_IDENTIFIERS[name]: id for name, id in zip(parts[::2], ids, strict=True)}
    if kind == "AppBundle":
        return find_bundle(scope, named).tags
    if kind == "AppAuthorization":
        return find_authorization(scope, named)[1].tags
    if kind == "Ingestion":
        return find_ingestion(scope, named)[1].tags
    return find_destination(scope, named)[2].tags
