"""Schedules."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.scheduler.state import GROUPS, Schedule, conflict, find_schedule, get_group
from pytest_awsevents.services.scheduler.timing import start, stop
from pytest_awsevents.services.scheduler.validation import check_target, checked_timetable

operation = OperationTable()
_PAGES = PageMembers("Schedules", limit="MaxResults")
_TIMING = ("ScheduleExpression", "ScheduleExpressionTimezone", "StartDate")
_RETRY_POLICY = {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}


@operation
def create_schedule(scope: Scope, params: Params) -> dict[str, Any]:
    group, name = get_group(scope, params.get("GroupName")), params["Name"]
    token = params.get("ClientToken")
    if name in group.schedules:
        if token is None or group.schedules[name].token != token:  # else the same request once more
            raise conflict(f"Schedule {name} already exists.")
        return {"ScheduleArn": group.schedules[name].arn}
    check_target(params["Target"])
    schedule = Schedule(
        name,
        group.name,
        scope.arn("scheduler", f"schedule/{group.name}/{name}"),
        created=scope.now,
        modified=scope.now,
        settings=_settings(params),
        timetable=checked_timetable(params, scope.now, anchor=None),
        token=token,
    )
    group.schedules[name] = schedule
    start(scope, schedule, at_once=True)
    return {"ScheduleArn": schedule.arn}


@operation
def get_schedule(scope: Scope, params: Params) -> dict[str, Any]:
    schedule = find_schedule(scope, params)
    return {**_listed(schedule), **schedule.settings}


@operation
def update_schedule(scope: Scope, params: Params) -> dict[str, Any]:
    """What is not given is reset (documented); a rate is counted anew where its timing changes (convention)."""
    schedule = find_schedule(scope, params)
    check_target(params["Target"])
    settings = _settings(params)
    same = all(settings.get(name) == schedule.settings.get(name) for name in _TIMING)
    timetable = checked_timetable(params, scope.now, anchor=schedule.timetable.anchor if same else None)
    stop(schedule)
    schedule.settings, schedule.timetable, schedule.modified = settings, timetable, scope.now
    start(scope, schedule, at_once=not same)
    return {"ScheduleArn": schedule.arn}


@operation
def delete_schedule(scope: Scope, params: Params) -> None:
    schedule = find_schedule(scope, params)
    stop(schedule)
    del get_group(scope, schedule.group).schedules[schedule.name]


@operation
def list_schedules(scope: Scope, params: Params) -> dict[str, Any]:
    name = params.get("GroupName")
    groups = scope.state(GROUPS).values() if name is None else [get_group(scope, name)]
    found = [
        {
            **_listed(schedule),
            "State": schedule.settings["State"],
            "Target": {"Arn": schedule.settings["Target"]["Arn"]},
        }
        for group in groups
        for schedule in group.schedules.values()
        if schedule.name.startswith(params.get("NamePrefix", ""))
        and params.get("State") in (None, schedule.settings["State"])
    ]
    return page(found, params, _PAGES)


def _settings(params: Params) -> dict[str, Any]:
    given = {name: value for name, value in params.items() if name not in ("Name", "GroupName", "ClientToken")}
    return {
        "State": "ENABLED",
        "ScheduleExpressionTimezone": "UTC",
        "ActionAfterCompletion": "NONE",
        **given,
        "Target": {"RetryPolicy": _RETRY_POLICY, **params["Target"]},
    }


def _listed(schedule: Schedule) -> dict[str, Any]:
    return {
        "Arn": schedule.arn,
        "GroupName": schedule.group,
        "Name": schedule.name,
        "CreationDate": schedule.created,
        "LastModificationDate": schedule.modified,
    }
