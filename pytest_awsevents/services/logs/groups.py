"""Log groups."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, milliseconds, page
from pytest_awsevents.services.logs.errors import exists, invalid
from pytest_awsevents.services.logs.state import LogGroup, find_group, identified_group, logs_in, new_group, pages

operation = OperationTable()


@operation
def create_log_group(scope: Scope, params: Params) -> None:
    if params.get("deletionProtectionEnabled"):
        raise UnsupportedOperation("logs:CreateLogGroup with deletionProtectionEnabled is not faked")
    groups = logs_in(scope).groups
    name = params["logGroupName"]
    if name in groups:
        raise exists("log group")
    group = groups[name] = new_group(scope, name, milliseconds(scope.now))
    group.tags = dict(params.get("tags", {}))
    group.settings = {member: params[member] for member in ("kmsKeyId", "logGroupClass") if member in params}


@operation
def delete_log_group(scope: Scope, params: Params) -> None:
    find_group(scope, params["logGroupName"])
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
        named = {identified_group(scope, identifier).name for identifier in params["logGroupIdentifiers"]}
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
        **group.settings,
    }
