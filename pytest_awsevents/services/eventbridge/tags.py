"""Tags, which buses and rules have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, tag_list, tag_map
from pytest_awsevents.services.eventbridge.managed_rules import check_not_managed
from pytest_awsevents.services.eventbridge.refusals import invalid, invalid_parameter
from pytest_awsevents.services.eventbridge.state import DEFAULT_BUS, Bus, get_bus, get_rule

operation = OperationTable()
_LIMIT = 50


@operation
def tag_resource(scope: Scope, params: Params) -> None:
    tags = _tags_to_change(scope, params["ResourceARN"])
    tags.update(checked_tags(tags, params["Tags"]))


@operation
def untag_resource(scope: Scope, params: Params) -> None:
    tags = _tags_to_change(scope, params["ResourceARN"])
    for key in params["TagKeys"]:  # a key that is not there is no error (recorded)
        tags.pop(key, None)


@operation
def list_tags_for_resource(scope: Scope, params: Params) -> dict[str, Any]:
    bus, rule_name = _resource(scope, params["ResourceARN"])
    return {"Tags": tag_list(bus.tags if rule_name is None else bus.rule_tags.get(rule_name, {}))}


def checked_tags(present: Mapping[str, str], given: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Tags that may be added to those present; AWS's error where a documented limit is broken."""
    given = list(given)
    tags = tag_map(given)
    if len(tags) < len(given):
        raise invalid("Invalid parameter: Duplicated keys are not allowed.")
    if any(key.lower().startswith("aws:") for key in tags):
        raise invalid("Invalid parameter: Tag keys that start with 'aws:' are reserved.")
    if len({**present, **tags}) > _LIMIT:
        raise invalid(f"Invalid parameter: At most {_LIMIT} tags are allowed.")
    return tags


def _tags_to_change(scope: Scope, arn: str) -> dict[str, str]:
    bus, rule_name = _resource(scope, arn)
    if rule_name is None:
        return bus.tags
    check_not_managed(bus.rules[rule_name])
    return bus.rule_tags.setdefault(rule_name, {})


def _resource(scope: Scope, text: str) -> tuple[Bus, str | None]:
    """The bus an ARN names, or the bus and the name of a rule; AWS's error where it is missing (recorded)."""
    arn = parse_arn(text)
    kind = arn.resource_type if arn is not None and arn.service == "events" else None
    if arn is None or kind not in ("event-bus", "rule"):
        raise invalid_parameter("ResourceARN", "Only event buses and rules can be tagged.")
    at_resource = f"arn:{arn.partition}:events:{arn.region}:{arn.account}:event-bus/"
    if kind == "event-bus":
        return get_bus(scope, at_resource + arn.resource_id), None
    bus_name, _, rule_name = arn.resource_id.rpartition("/")  # names of partner buses hold slashes themselves
    bus, rule = get_rule(scope, rule_name, at_resource + (bus_name or DEFAULT_BUS))
    return bus, rule.name
