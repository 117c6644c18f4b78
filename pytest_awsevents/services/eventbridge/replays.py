"""Replays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.eventbridge.filters import check_one_filter
from pytest_awsevents.services.eventbridge.refusals import already_exists, check_limit, invalid_parameter, not_found
from pytest_awsevents.services.eventbridge.replaying import cancel, is_unfinished, start
from pytest_awsevents.services.eventbridge.resources import Archive, Replay
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE, bus_not_found

operation = OperationTable()
_PAGES = PageMembers("Replays")
_UNFINISHED_LIMIT = 10
_KEPT_FOR = timedelta(days=90)


@operation
def start_replay(scope: Scope, params: Params) -> dict[str, Any]:
    name, destination = params["ReplayName"], params["Destination"]
    archive = _checked_archive(scope, params)
    replays = scope.state(EVENTBRIDGE).replays
    if name in replays:
        raise already_exists(f"Replay {name} already exists.")
    check_limit(sum(map(is_unfinished, replays.values())) + 1, _UNFINISHED_LIMIT)
    filters = destination.get("FilterArns")
    replay = Replay(
        name,
        scope.arn("events", f"replay/{name}"),
        archive.arn,
        bus_arn=archive.bus_arn,
        filter_arns=tuple(filters) if filters else None,
        first=params["EventStartTime"],
        last=params["EventEndTime"],
        started=scope.now,
        description=params.get("Description"),
    )
    replays[name] = replay
    start(scope, replay)
    # Names stay taken for 90 days (reported).
    scope.world.agenda.add(scope.now + _KEPT_FOR, lambda: _forget(scope, name), f"end of the record of replay {name}")
    return {"ReplayArn": replay.arn, "State": replay.state, "ReplayStartTime": replay.started}


@operation
def cancel_replay(scope: Scope, params: Params) -> dict[str, Any]:
    replay = get_replay(scope, params["ReplayName"])
    if replay.state not in ("STARTING", "RUNNING"):
        raise AwsError("IllegalStatusException", f"Replay {replay.name} is not in a valid state for this operation.")
    cancel(scope, replay)
    return {"ReplayArn": replay.arn, "State": replay.state}


@operation
def describe_replay(scope: Scope, params: Params) -> dict[str, Any]:
    replay = get_replay(scope, params["ReplayName"])
    filters = list(replay.filter_arns) if replay.filter_arns is not None else None
    return {
        **_listed(replay),
        "ReplayArn": replay.arn,
        "Description": replay.description,
        "Destination": {"Arn": replay.bus_arn, "FilterArns": filters},
    }


@operation
def list_replays(scope: Scope, params: Params) -> dict[str, Any]:
    check_one_filter(params, "ListReplays")
    found = [
        _listed(replay)
        for replay in scope.state(EVENTBRIDGE).replays.values()
        if replay.name.startswith(params.get("NamePrefix", ""))
        and params.get("State") in (None, replay.state)
        and params.get("EventSourceArn") in (None, replay.archive_arn)
    ]
    return page(found, params, _PAGES)


def _checked_archive(scope: Scope, params: Params) -> Archive:
    """The archive of a new replay; the errors and their order are recorded, but for the one about bus ARNs."""
    if params["EventEndTime"] <= params["EventStartTime"]:
        raise invalid_parameter("EventEndTime", "EventStartTime must be before EventEndTime.")
    destination = params["Destination"]["Arn"]
    arn = parse_arn(destination)
    if arn is None or arn.service != "events" or arn.resource_type != "event-bus":
        raise invalid_parameter("Destination.Arn", "Must contain an event bus ARN.")
    state = scope.state(EVENTBRIDGE)
    bus = state.buses.get(arn.resource_id)
    if bus is None or bus.arn != destination:
        raise bus_not_found(arn.resource_id)
    archive_name = params["EventSourceArn"].rpartition("/")[2]
    archive = state.archives.get(archive_name)
    if archive is None or archive.arn != params["EventSourceArn"]:
        raise invalid_parameter("EventSourceArn", f"Archive {archive_name} does not exist.")
    if archive.bus_arn != destination:
        raise invalid_parameter("Destination.Arn", "Cross event bus replay is not permitted.")
    return archive


def get_replay(scope: Scope, name: str) -> Replay:
    """The replay of that name; AWS's error where there is none."""
    replay = scope.state(EVENTBRIDGE).replays.get(name)
    if replay is None:
        raise not_found(f"Replay {name} does not exist.")
    return replay


def _forget(scope: Scope, name: str) -> None:
    del scope.state(EVENTBRIDGE).replays[name]


def _listed(replay: Replay) -> dict[str, Any]:
    return {
        "ReplayName": replay.name,
        "EventSourceArn": replay.archive_arn,
        "State": replay.state,
        "EventStartTime": replay.first,
        "EventEndTime": replay.last,
        "EventLastReplayedTime": replay.last_replayed,
        "ReplayStartTime": replay.started,
        "ReplayEndTime": replay.ended,
    }
