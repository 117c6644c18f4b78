"""Basic event selectors of trails: their rules, and the advanced selectors that keep the same records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_awsevents.services.cloudtrail.selector_rules import invalid_selectors
from pytest_awsevents.services.cloudtrail.selectors import Selector

DEFAULT: Mapping[str, Any] = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}
_TYPES = {"AWS::S3::Object": "s3", "AWS::Lambda::Function": "lambda", "AWS::DynamoDB::Table": "dynamodb"}
_MAX_SELECTORS = 5
_MAX_RESOURCES = 250
_EXCLUDABLE = ("kms.amazonaws.com", "rdsdata.amazonaws.com")
_READ_ONLY = {"ReadOnly": "true", "WriteOnly": "false"}


def check_basic(selectors: Sequence[Mapping[str, Any]]) -> None:
    """Raises InvalidEventSelectorsException where basic selectors break a documented rule."""
    if not 1 <= len(selectors) <= _MAX_SELECTORS:
        raise invalid_selectors(f"A trail can have from 1 to {_MAX_SELECTORS} event selectors.")
    resources = [one for selector in selectors for one in selector.get("DataResources", ())]
    if sum(len(one.get("Values", ())) for one in resources) > _MAX_RESOURCES:
        raise invalid_selectors(f"A trail can have at most {_MAX_RESOURCES} data resources.")
    for selector in selectors:
        _check_one(selector)
    for resource in resources:
        _check_resource(resource)


def _check_one(selector: Mapping[str, Any]) -> None:
    if selector.get("ReadWriteType", "All") not in ("All", *_READ_ONLY):
        raise invalid_selectors(f"Value {selector['ReadWriteType']} for ReadWriteType is invalid.")
    for source in selector.get("ExcludeManagementEventSources", ()):
        if source not in _EXCLUDABLE:
            raise invalid_selectors(f"Value {source} for ExcludeManagementEventSources is invalid.")


def _check_resource(resource: Mapping[str, Any]) -> None:
    type_ = resource.get("Type")
    if type_ not in _TYPES:
        raise invalid_selectors(f"Value {type_} for DataResources.Type is invalid.")
    if not resource.get("Values"):
        raise invalid_selectors("DataResources.Values must not be empty.")
    for value in resource["Values"]:
        if value.split(":")[:3:2] != ["arn", _TYPES[type_]]:
            raise invalid_selectors(f"Value {value} for DataResources.Values is invalid.")


def completed(selector: Mapping[str, Any]) -> dict[str, Any]:
    """A basic selector with the defaults of what it leaves out."""
    return {**DEFAULT, **selector}


def as_advanced(selectors: Sequence[Mapping[str, Any]]) -> tuple[Selector, ...]:
    """Advanced selectors that keep what basic ones keep."""
    return tuple(one for selector in selectors for one in _advanced(completed(selector)))


def _advanced(selector: Mapping[str, Any]) -> Iterator[Selector]:
    read_only = _READ_ONLY.get(selector["ReadWriteType"])
    limited = [{"Field": "readOnly", "Equals": [read_only]}] if read_only else []
    if selector["IncludeManagementEvents"]:
        excluded = selector["ExcludeManagementEventSources"]
        sources = [{"Field": "eventSource", "NotEquals": excluded}] if excluded else []
        yield {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}, *limited, *sources]}
    for resource in selector["DataResources"]:
        fields = [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": [resource["Type"]]},
            *limited,
        ]
        # A service's bare ARN (`arn:aws:s3`, `arn:aws:lambda`) means all of it; an S3 value is a prefix.
        yield {"FieldSelectors": [*fields, {"Field": "resources.ARN", "StartsWith": list(resource["Values"])}]}
