"""Whether trails log, and what: StartLogging, StopLogging, status, event selectors."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.cloudtrail.announcing import observe
from pytest_awsevents.services.cloudtrail.basic_selectors import check_basic, completed
from pytest_awsevents.services.cloudtrail.finding_trails import get_home_trail, get_trail_of
from pytest_awsevents.services.cloudtrail.ingesting import last_seq
from pytest_awsevents.services.cloudtrail.log_files import end_logging
from pytest_awsevents.services.cloudtrail.selector_rules import check_selectors, invalid_selectors
from pytest_awsevents.services.cloudtrail.state import Trail

operation = OperationTable()


@operation
def start_logging(scope: Scope, params: Params) -> None:
    trail = get_home_trail(scope, params["Name"])
    if trail.since is None:
        trail.since, trail.started = last_seq(scope), scope.now
        observe(scope)


@operation
def stop_logging(scope: Scope, params: Params) -> None:
    trail = get_home_trail(scope, params["Name"])
    end_logging(scope, trail)


@operation
def get_trail_status(scope: Scope, params: Params) -> dict[str, Any]:
    trail = get_trail_of(scope, params["Name"])
    return {
        "IsLogging": trail.since is not None,
        "StartLoggingTime": trail.started,
        "StopLoggingTime": trail.stopped,
        "TimeLoggingStarted": _as_text(trail.started),
        "TimeLoggingStopped": _as_text(trail.stopped),
        "LatestDeliveryAttemptTime": _as_text(trail.status.get("LatestDeliveryTime")),
        "LatestNotificationAttemptTime": _as_text(trail.status.get("LatestNotificationTime")),
        "LatestDeliveryAttemptSucceeded": _as_text(trail.status.get("LatestDeliveryTime")),
        "LatestNotificationAttemptSucceeded": _as_text(trail.status.get("LatestNotificationTime")),
        **trail.status,
    }


@operation
def put_event_selectors(scope: Scope, params: Params) -> dict[str, Any]:
    trail = get_home_trail(scope, params["TrailName"])
    basic, advanced = params.get("EventSelectors"), params.get("AdvancedEventSelectors")
    if (basic is None) == (advanced is None):
        raise invalid_selectors("Specify either EventSelectors or AdvancedEventSelectors.")
    if advanced is not None:
        check_selectors(advanced, on_trail=True)
        trail.basic, trail.advanced = None, list(advanced)
    else:
        check_basic(basic or ())
        trail.basic, trail.advanced = [completed(one) for one in basic or ()], None
    return _selectors(trail)


@operation
def get_event_selectors(scope: Scope, params: Params) -> dict[str, Any]:
    return _selectors(get_trail_of(scope, params["TrailName"]))


def _selectors(trail: Trail) -> dict[str, Any]:
    return {"TrailARN": trail.arn, "EventSelectors": trail.basic, "AdvancedEventSelectors": trail.advanced}


def _as_text(instant: Any) -> str:
    return "" if instant is None else f"{instant:%Y-%m-%dT%H:%M:%SZ}"
