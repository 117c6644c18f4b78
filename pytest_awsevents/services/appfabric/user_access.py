"""User access tasks: who has access to which application, by email address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.errors import not_found
from pytest_awsevents.services.appfabric.finding import find_bundle
from pytest_awsevents.services.appfabric.state import (
    APPFABRIC,
    AppAuthorization,
    Members,
    UserAccessTask,
    moment,
)
from pytest_awsevents.services.base import OperationTable

operation = OperationTable()
_LIFETIME = timedelta(hours=24)  # convention: results expire, no source says when
_NOT_FOUND = {"errorCode": "UserNotFound", "errorMessage": "The user was not found in the application."}
_INVALID = {"errorCode": "AppAuthorizationInvalid", "errorMessage": "The app authorization is not connected."}


@operation
def start_user_access_tasks(scope: Scope, params: Params) -> dict[str, Any]:
    """One task for each app authorization; an error instead where that is not connected (codes by convention)."""
    bundle = find_bundle(scope, params)
    started = []
    for authorization in bundle.authorizations.values():
        item: dict[str, Any] = {"app": authorization.app, "tenantId": authorization.tenant_id}
        if authorization.status != "Connected":
            item["error"] = _INVALID
        else:
            task = _start(scope, authorization, params["email"])
            bundle.tasks[task.id] = task
            item["taskId"] = task.id
        started.append(item)
    return {"userAccessTasksList": started}


@operation
def batch_get_user_access_tasks(scope: Scope, params: Params) -> dict[str, Any]:
    tasks = find_bundle(scope, params).tasks
    for id in params["taskIdList"]:
        if id not in tasks:
            raise not_found("UserAccessTask", id)
    return {"userAccessResultsList": [_described(scope, tasks[id]) for id in params["taskIdList"]]}


def _start(scope: Scope, authorization: AppAuthorization, email: str) -> UserAccessTask:
    task = UserAccessTask(
        id=scope.ids.uuid(), app=authorization.app, tenant=authorization.tenant, email=email, started=moment(scope)
    )
    why = f"user access task {task.id}"
    scope.world.agenda.add(scope.now, lambda: _finish(scope, task, authorization), why)
    return task


def _finish(scope: Scope, task: UserAccessTask, authorization: AppAuthorization) -> None:
    task.finished = True
    if authorization.status != "Connected":
        task.error = _INVALID
        return
    key = (task.app, authorization.tenant_id, task.email.lower())
    task.found = scope.state(APPFABRIC).users.get(key)
    task.error = _NOT_FOUND if task.found is None else None


def _described(scope: Scope, task: UserAccessTask) -> dict[str, Any]:
    found: Members = task.found or {}
    status = "IN_PROGRESS"
    if task.finished:
        status = "FAILED" if task.error is not None else "COMPLETED"
    if scope.now - task.started > _LIFETIME:
        status, found = "EXPIRED", {}
    return {
        "app": task.app,
        "tenantId": task.tenant["tenantIdentifier"],
        "tenantDisplayName": task.tenant["tenantDisplayName"],
        "taskId": task.id,
        "resultStatus": status,
        "email": task.email,
        **found,
        "taskError": task.error if status == "FAILED" else None,
    }
