"""Schedule groups and their tags."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page, tag_list, tag_map
from pytest_awsevents.services.scheduler.state import (
    DEFAULT_GROUP,
    GROUPS,
    Group,
    conflict,
    get_group,
    invalid,
    new_group,
)
from pytest_awsevents.services.scheduler.timing import stop

operation = OperationTable()
_PAGES = PageMembers("ScheduleGroups", limit="MaxResults")


@operation
def create_schedule_group(scope: Scope, params: Params) -> dict[str, Any]:
    groups, name = scope.state(GROUPS), params["Name"]
    group = groups.get(name)
    if group is None:
        group = groups[name] = new_group(scope, name)
        group.token, group.tags = params.get("ClientToken"), tag_map(params.get("Tags"))
    elif group.token is None or group.token != params.get("ClientToken"):  # else the same request once more
        raise conflict(f"Schedule group {name} already exists.")
    return {"ScheduleGroupArn": group.arn}


@operation
def get_schedule_group(scope: Scope, params: Params) -> dict[str, Any]:
    return _listed(get_group(scope, params["Name"]))


@operation
def list_schedule_groups(scope: Scope, params: Params) -> dict[str, Any]:
    prefix = params.get("NamePrefix", "")
    found = [_listed(group) for group in scope.state(GROUPS).values() if group.name.startswith(prefix)]
    return page(found, params, _PAGES)


@operation
def delete_schedule_group(scope: Scope, params: Params) -> None:
    """Its schedules go with it (documented); on AWS that takes a while, here it is done at once."""
    if params["Name"] == DEFAULT_GROUP:
        raise invalid("The default schedule group cannot be deleted.")
    group = get_group(scope, params["Name"])
    for schedule in group.schedules.values():
        stop(schedule)
    del scope.state(GROUPS)[group.name]


@operation
def tag_resource(scope: Scope, params: Params) -> None:
    _tagged(scope, params).tags.update(tag_map(params["Tags"]))


@operation
def untag_resource(scope: Scope, params: Params) -> None:
    tags = _tagged(scope, params).tags
    for key in params["TagKeys"]:
        tags.pop(key, None)


@operation
def list_tags_for_resource(scope: Scope, params: Params) -> dict[str, Any]:
    return {"Tags": tag_list(_tagged(scope, params).tags)}


def _tagged(scope: Scope, params: Params) -> Group:
    """The group of an ARN; only groups have tags (documented)."""
    arn = parse_arn(params["ResourceArn"])
    assert arn is not None, "the model lets only ARNs of groups through"
    return get_group(scope.at(account=arn.account, region=arn.region), arn.resource_id)


def _listed(group: Group) -> dict[str, Any]:
    return {
        "Arn": group.arn,
        "Name": group.name,
        "State": "ACTIVE",
        "CreationDate": group.created,
        "LastModificationDate": group.modified,
    }
