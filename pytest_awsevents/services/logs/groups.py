"""Log groups."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Any

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, milliseconds, page
from pytest_awsevents.services.logs.errors import exists, invalid
from pytest_awsevents.services.logs.state import (
    LogGroup,
    find_group,
    group_name,
    identified_group,
    logs_in,
    new_group,
    pages,
)

operation = OperationTable()


@operation
def create_log_group(scope: Scope, params: Params) -> None:
    groups = logs_in(scope).groups
    name = params["logGroupName"]
    if name in groups:
        raise exists("log group")
    group = groups[name] = new_group(scope, name, milliseconds(scope.now))
    group.tags = dict(params.get("tags", {}))
    group.protected = params.get("deletionProtectionEnabled", False)
    group.settings = {member: params[member] for member in ("kmsKeyId", "logGroupClass") if member in params}


@operation
def delete_log_group(scope: Scope, params: Params) -> None:
    find_group(scope, params["logGroupName"]).check_deletion()
    del logs_in(scope).groups[params["logGroupName"]]


@operation
def describe_log_groups(scope: Scope, params: Params) -> dict[str, Any]:
    if params.get("includeLinkedAccounts"):
        raise UnsupportedOperation("logs:DescribeLogGroups of linked accounts is not faked")
    prefix, pattern = params.get("logGroupNamePrefix"), params.get("logGroupNamePattern")
    if prefix is not None and pattern is not None:
        raise invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
    found = logs_in(scope).groups
    if "logGroupIdentifiers" in params:
        named = {group_name(identifier) for identifier in params["logGroupIdentifiers"]}
        found = {name: group for name, group in found.items() if name in named}
    wanted_class = params.get("logGroupClass")
    chosen = [
        described
        for name, group in sorted(found.items())
        if name.startswith(prefix or "") and (pattern or "") in name
        for described in [_described(group)]
        if wanted_class in (None, described["logGroupClass"])
    ]
    return page(chosen, params, pages("logGroups"))


@operation
def list_log_groups(scope: Scope, params: Params) -> dict[str, Any]:
    """Those whose names hold one of the patterns, which may begin with `^`."""
    for member in ("includeLinkedAccounts", "dataSources", "fieldIndexNames"):
        if params.get(member):
            raise UnsupportedOperation(f"logs:ListLogGroups with {member} is not faked")
    pattern = re.compile(params.get("logGroupNamePattern", "").replace(".", r"\."))
    chosen = [
        {member: described[member] for member in ("logGroupName", "logGroupArn", "logGroupClass")}
        for name, group in sorted(logs_in(scope).groups.items())
        for described in [_described(group)]
        if pattern.search(name)
        and params.get("logGroupClass") in (None, described["logGroupClass"])
        and all(_is_tagged(group, one) for one in params.get("logGroupTags", ()))
    ]
    return page(chosen, params, pages("logGroups", 1000 if "limit" in params else 50))


@operation
def put_log_group_deletion_protection(scope: Scope, params: Params) -> None:
    group = identified_group(scope, params["logGroupIdentifier"])
    group.protected = params["deletionProtectionEnabled"]


def _is_tagged(group: LogGroup, wanted: Params) -> bool:
    """By a key, and by one of the values where some are named: `!` in front turns one round, `*` is any text."""
    value = group.tags.get(wanted["key"])
    if value is None:
        return False
    patterns = wanted.get("values")
    return not patterns or any(
        fnmatchcase(value, one.removeprefix("!").replace("[", "[[]")) is not one.startswith("!") for one in patterns
    )


def _described(group: LogGroup) -> dict[str, Any]:
    return {
        "logGroupName": group.name,
        "creationTime": group.created,
        "retentionInDays": group.retention,
        "metricFilterCount": len(group.metric_filters),
        "arn": f"{group.arn}:*",
        "storedBytes": sum(event.size for stream in group.streams.values() for event in stream.events),
        "logGroupClass": "STANDARD",
        "logGroupArn": group.arn,
        "deletionProtectionEnabled": group.protected or None,
        **group.settings,
    }
