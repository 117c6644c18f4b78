"""What is wrong with advanced event selectors: the rules of the AdvancedFieldSelector page of the API reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.services.cloudtrail.selectors import NEGATIVE, POSITIVE, Selector, categories

OPERATORS = (*POSITIVE, *NEGATIVE)
_MAX_VALUES = 500
_COMMON = ("eventName", "eventSource", "eventType", "sessionCredentialFromConsole", "userIdentity.arn", "readOnly")
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "Management": (),
    "Data": ("resources.type",),
    "NetworkActivity": ("eventSource",),
    "Insight": (),
    "ConfigurationItem": (),
    "Evidence": (),
    "ActivityAuditLog": (),
}
_OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "Management": _COMMON,
    "Data": (*_COMMON, "resources.ARN"),
    "NetworkActivity": ("eventName", "errorCode", "vpcEndpointId"),
}
_OPTIONAL_ON_TRAILS: Mapping[str, tuple[str, ...]] = {
    "Management": ("readOnly", "eventSource"),
    "NetworkActivity": (*_OPTIONAL["NetworkActivity"], "userIdentity.arn"),
}
_ALONE = frozenset({"Insight", "ConfigurationItem", "Evidence", "ActivityAuditLog"})
_ON_TRAILS = frozenset({"Management", "Data", "NetworkActivity"})
_ONLY_EQUALS = ("eventCategory", "resources.type", "readOnly")
_TRAIL_SOURCES = frozenset({"kms.amazonaws.com", "rdsdata.amazonaws.com"})


def check_selectors(selectors: Sequence[Selector], *, on_trail: bool = False) -> None:
    """Raises InvalidEventSelectorsException where selectors break a documented rule."""
    if not selectors:
        raise invalid_selectors("At least one event selector is required.")
    if sum(_count(field) for selector in selectors for field in selector["FieldSelectors"]) > _MAX_VALUES:
        raise invalid_selectors(f"The total number of values across all selectors cannot exceed {_MAX_VALUES}.")
    for selector in selectors:
        _check_selector(selector["FieldSelectors"], on_trail)
    named = categories(selectors)
    if named & _ALONE and len(named) > 1:
        raise invalid_selectors(f"The event category {min(named & _ALONE)} cannot be combined with other categories.")
    if on_trail and named - _ON_TRAILS:
        raise invalid_selectors(f"The event category {min(named - _ON_TRAILS)} is not supported for trails.")


def _check_selector(fields: Sequence[Mapping[str, Any]], on_trail: bool) -> None:
    if not fields:
        raise invalid_selectors("An advanced event selector must have at least one field selector.")
    names = [field["Field"] for field in fields]
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise invalid_selectors(f"The field {repeated} can be used only once in a selector.")
    category = _category(fields)
    optional = _OPTIONAL.get(category, ())
    if on_trail:
        optional = _OPTIONAL_ON_TRAILS.get(category, optional)
    allowed = {"eventCategory", *_REQUIRED[category], *optional}
    for name in names:
        if name not in allowed:
            raise invalid_selectors(f"The field {name} is not valid for the event category {category}.")
    for name in _REQUIRED[category]:
        if name not in names:
            raise invalid_selectors(f"The field {name} is required for the event category {category}.")
    for field in fields:
        _check_field(field)
        if on_trail and category == "Management":
            _check_trail_source(field)


def _category(fields: Iterable[Mapping[str, Any]]) -> str:
    found = next((field for field in fields if field["Field"] == "eventCategory"), None)
    if found is None:
        raise invalid_selectors("The field eventCategory is required.")
    values = found.get("Equals", ())
    if len(values) != 1 or _count(found) != 1:
        raise invalid_selectors("The field eventCategory must have exactly one value, with the operator Equals.")
    if values[0] not in _REQUIRED:
        raise invalid_selectors(f"The value {values[0]} is not valid for the field eventCategory.")
    return str(values[0])


def _check_field(field: Mapping[str, Any]) -> None:
    name = field["Field"]
    used = {operator for operator in OPERATORS if field.get(operator)}
    if not used:
        raise invalid_selectors(f"The field {name} needs at least one operator.")
    if name in _ONLY_EQUALS and (used != {"Equals"} or len(field["Equals"]) != 1):
        raise invalid_selectors(f"The field {name} must have exactly one value, with the operator Equals.")
    if name == "readOnly" and field["Equals"][0] not in ("true", "false"):
        raise invalid_selectors("The field readOnly must be true or false.")
    if name == "sessionCredentialFromConsole":
        values = [value for operator in used for value in field[operator]]
        if used - {"Equals", "NotEquals"} or values != ["true"]:
            raise invalid_selectors("The field sessionCredentialFromConsole can only be compared with true.")


def _check_trail_source(field: Mapping[str, Any]) -> None:
    """For management events, trails leave out no sources but two (AdvancedFieldSelector, eventSource)."""
    if field["Field"] != "eventSource":
        return
    values = {value for operator in OPERATORS for value in field.get(operator, ())}
    if any(field.get(operator) for operator in OPERATORS if operator != "NotEquals") or values - _TRAIL_SOURCES:
        raise invalid_selectors(
            "For management events of trails, eventSource can only be compared by NotEquals with "
            f"{' and '.join(sorted(_TRAIL_SOURCES))}."
        )


def _count(field: Mapping[str, Any]) -> int:
    return sum(len(field.get(operator, ())) for operator in OPERATORS)


def invalid_selectors(message: str) -> AwsError:
    return AwsError("InvalidEventSelectorsException", message)
