"""Dashboards, stored. Their widgets' queries are checked, not run."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page, tag_list
from pytest_awsevents.services.cloudtrail.lake.statements import check_shape
from pytest_awsevents.services.cloudtrail.state import Dashboard, place
from pytest_awsevents.services.cloudtrail.tags import checked_tags

operation = OperationTable()
_MAX_WIDGETS = 10
_LIMIT = 100
_PAGES = PageMembers("Dashboards", limit="MaxResults", maximum=1000)
_STORED = ("Widgets", "RefreshSchedule", "TerminationProtectionEnabled")


@operation
def create_dashboard(scope: Scope, params: Params) -> dict[str, Any]:
    here, name = place(scope).dashboards, params["Name"]
    if name in here:
        raise AwsError("ConflictException", f"A dashboard with the name {name} exists.")
    if len(here) >= _LIMIT:
        raise AwsError("ServiceQuotaExceededException", f"You already have {_LIMIT} dashboards in this Region.")
    _check_widgets(params)
    tags = checked_tags({}, params.get("TagsList", ()))
    settings = {"TerminationProtectionEnabled": False, **{key: params[key] for key in _STORED if key in params}}
    arn = scope.arn("cloudtrail", f"dashboard/{name}")
    dashboard = here[name] = Dashboard(name, arn, scope.now, scope.now, settings, tags)
    return {"DashboardArn": arn, "Name": name, "Type": "CUSTOM", **dashboard.settings, "TagsList": tag_list(tags)}


@operation
def get_dashboard(scope: Scope, params: Params) -> dict[str, Any]:
    dashboard = _get(scope, params["DashboardId"])
    return {
        "DashboardArn": dashboard.arn,
        "Type": "CUSTOM",
        "Status": dashboard.status,
        **dashboard.settings,
        "CreatedTimestamp": dashboard.created,
        "UpdatedTimestamp": dashboard.updated,
        "LastRefreshId": dashboard.refresh,
    }


@operation
def update_dashboard(scope: Scope, params: Params) -> dict[str, Any]:
    dashboard = _get(scope, params["DashboardId"])
    _check_widgets(params)
    dashboard.settings.update({key: params[key] for key in _STORED if key in params})
    dashboard.status, dashboard.updated = "UPDATED", scope.now
    return {
        "DashboardArn": dashboard.arn,
        "Name": dashboard.name,
        "Type": "CUSTOM",
        **dashboard.settings,
        "CreatedTimestamp": dashboard.created,
        "UpdatedTimestamp": dashboard.updated,
    }


@operation
def delete_dashboard(scope: Scope, params: Params) -> None:
    dashboard = _get(scope, params["DashboardId"])
    if dashboard.settings["TerminationProtectionEnabled"]:
        raise AwsError("ConflictException", f"The dashboard {dashboard.name} is protected from termination.")
    del place(scope).dashboards[dashboard.name]


@operation
def list_dashboards(scope: Scope, params: Params) -> dict[str, Any]:
    prefix, type_ = params.get("NamePrefix", ""), params.get("Type", "CUSTOM")
    listed = [
        {"DashboardArn": one.arn, "Type": "CUSTOM"}
        for one in place(scope).dashboards.values()
        if one.name.startswith(prefix) and type_ == "CUSTOM"
    ]
    return page(listed, params, _PAGES)


@operation
def start_dashboard_refresh(scope: Scope, params: Params) -> dict[str, Any]:
    dashboard = _get(scope, params["DashboardId"])
    dashboard.refresh = str(10**9 + int(scope.ids.hex(7), 16))
    return {"RefreshId": dashboard.refresh}


def _get(scope: Scope, reference: str) -> Dashboard:
    arn = parse_arn(reference)
    name = reference if arn is None else arn.resource_id
    dashboard = place(scope).dashboards.get(name)
    if dashboard is None or (arn is not None and reference != dashboard.arn):
        raise AwsError("ResourceNotFoundException", f"The dashboard {reference} was not found.")
    return dashboard


def _check_widgets(params: Params) -> None:
    widgets = params.get("Widgets", ())
    if len(widgets) > _MAX_WIDGETS:
        raise AwsError("ServiceQuotaExceededException", f"A dashboard can have at most {_MAX_WIDGETS} widgets.")
    for widget in widgets:
        check_shape(widget["QueryStatement"])
