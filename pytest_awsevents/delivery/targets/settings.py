"""What several kinds of targets do with their settings and their payload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any
from urllib.parse import quote

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.inputs import MISSING, WholeEvent, compact, is_valid_path, parse_path, select


def block(delivery: Delivery, name: str) -> Mapping[str, Any]:
    """A parameter block of the target, empty where it has none."""
    found: Mapping[str, Any] = delivery.target.settings.get(name) or {}
    return found


def chosen_payload(delivery: Delivery) -> dict[str, Any]:
    """The payload, where the target makes one of its own: such targets take no untransformed events (documented)."""
    if isinstance(delivery.target.input, WholeEvent):
        return {}
    payload = delivery.payload
    if not isinstance(payload, dict):
        raise AwsError("InvalidJson", f"the target takes a JSON object, got {delivery.text}")
    return payload


def filled(value: str, delivery: Delivery) -> str:
    """A parameter that may be a path into the original event; the whole of it has to be one (documented)."""
    if not value.startswith("$.") or not is_valid_path(value):
        return value
    found = select(dict(delivery.event.raw_event), parse_path(value))
    if found is MISSING:
        return ""
    return found if isinstance(found, str) else compact(found)


def lower_camel(value: Any) -> Any:
    """A structure of EventBridge's as the target's own API spells it: `Subnets` becomes `subnets`."""
    if isinstance(value, Mapping):
        return {name[:1].lower() + name[1:]: lower_camel(member) for name, member in value.items()}
    return [lower_camel(item) for item in value] if isinstance(value, list) else value


def filled_values(values: Mapping[str, str], delivery: Delivery) -> dict[str, str]:
    """Parameters by name, paths in them filled in."""
    return {name: filled(value, delivery) for name, value in values.items()}


def filled_path(url: str, values: Sequence[str]) -> str:
    """A URL whose `*` are replaced by values, in order; those that are left over stay."""
    parts = url.split("*")
    filled_in = [quote(value, safe="") for value in values[: len(parts) - 1]]
    filled_in += ["*"] * (len(parts) - 1 - len(filled_in))
    return "".join(part + value for part, value in zip_longest(parts, filled_in, fillvalue=""))
