"""Activities: tasks that workers take and answer."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, page
from pytest_awsevents.services.stepfunctions.listing import pages, sized
from pytest_awsevents.services.stepfunctions.state import STATES, Activity, check_name, find_activity, read_arn
from pytest_awsevents.services.stepfunctions.tags import tag_map

operation = OperationTable()
_ACTIVITIES = pages("activities")


@operation
def create_activity(scope: Scope, params: Params) -> dict[str, Any]:
    """Making one again gives the one there is; other tags are ignored then (API reference)."""
    name = params["name"]
    check_name(name)
    encryption = params.get("encryptionConfiguration")
    made = Activity(name, scope.arn("states", f"activity:{name}"), scope.now, encryption, tag_map(params.get("tags")))
    known = scope.state(STATES).activities.setdefault(name, made)
    if known.encryption != encryption:
        raise AwsError("ActivityAlreadyExists", f"Activity Already Exists: '{known.arn}'")
    return {"activityArn": known.arn, "creationDate": known.created}


@operation
def describe_activity(scope: Scope, params: Params) -> dict[str, Any]:
    activity = find_activity(scope, params["activityArn"])
    return {**_described(activity), "encryptionConfiguration": activity.encryption}


@operation
def list_activities(scope: Scope, params: Params) -> dict[str, Any]:
    listed = [_described(one) for one in scope.state(STATES).activities.values()]
    return page(listed, sized(params), _ACTIVITIES)


@operation
def delete_activity(scope: Scope, params: Params) -> None:
    """One that is not there is no error (recorded)."""
    arn = read_arn(params["activityArn"], "activity")
    scope.at(account=arn.account, region=arn.region).state(STATES).activities.pop(arn.resource_id, None)


@operation
def get_activity_task(scope: Scope, params: Params) -> dict[str, Any]:
    """Answers at once, also where there is no task: nobody waits for a minute."""
    activity = find_activity(scope, params["activityArn"])
    waiting = scope.state(STATES).tasks.values()
    task = next((one for one in waiting if one is not None and one.activity == activity.arn and not one.taken), None)
    if task is None:
        return {}
    task.taken = True
    return {"taskToken": task.token, "input": task.input}


def _described(activity: Activity) -> dict[str, Any]:
    return {"activityArn": activity.arn, "name": activity.name, "creationDate": activity.created}
