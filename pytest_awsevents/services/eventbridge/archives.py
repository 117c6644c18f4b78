"""Archives."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.eventbridge.archiving import drop_archiver, drop_expired, put_archiver
from pytest_awsevents.services.eventbridge.filters import check_one_filter
from pytest_awsevents.services.eventbridge.patterns import check_pattern
from pytest_awsevents.services.eventbridge.refusals import already_exists, invalid, not_found
from pytest_awsevents.services.eventbridge.resources import Archive
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE, Bus, bus_name, bus_not_found

operation = OperationTable()
_PAGES = PageMembers("Archives")
_STATE = "ENABLED"


@operation
def create_archive(scope: Scope, params: Params) -> dict[str, Any]:
    name = params["ArchiveName"]
    archives = scope.state(EVENTBRIDGE).archives
    if name in archives:
        raise already_exists(f"Archive {name} already exists.")
    bus = _bus_of(scope, params["EventSourceArn"])
    archive = Archive(name, scope.arn("events", f"archive/{name}"), bus.arn, created=scope.now)
    _change(archive, params)
    put_archiver(bus, archive)
    archives[name] = archive
    return _answer(archive)


@operation
def update_archive(scope: Scope, params: Params) -> dict[str, Any]:
    # Recorded: said even of an archive that does not exist.
    if not any(name in params for name in ("EventPattern", "RetentionDays", "Description", "KmsKeyIdentifier")):
        raise invalid("At least one of EventPattern, RetentionDays or Description must be provided.")
    archive = get_archive(scope, params["ArchiveName"])
    _change(archive, params)
    put_archiver(_bus_of(scope, archive.bus_arn), archive)
    return _answer(archive)


@operation
def delete_archive(scope: Scope, params: Params) -> None:
    archive = get_archive(scope, params["ArchiveName"])
    state = scope.state(EVENTBRIDGE)
    drop_archiver(state.buses.get(bus_name(archive.bus_arn)), archive)
    del state.archives[archive.name]


@operation
def describe_archive(scope: Scope, params: Params) -> dict[str, Any]:
    archive = get_archive(scope, params["ArchiveName"])
    return {
        **_listed(archive),
        "ArchiveArn": archive.arn,
        "EventPattern": archive.event_pattern,
        **archive.settings,
    }


@operation
def list_archives(scope: Scope, params: Params) -> dict[str, Any]:
    check_one_filter(params, "ListArchives")
    bus_arn = _bus_of(scope, params["EventSourceArn"]).arn if "EventSourceArn" in params else None
    found = [
        archive
        for archive in scope.state(EVENTBRIDGE).archives.values()
        if archive.name.startswith(params.get("NamePrefix", ""))
        and params.get("State") in (None, _STATE)
        and bus_arn in (None, archive.bus_arn)
    ]
    for archive in found:
        drop_expired(archive, scope.now)
    return page([_listed(archive) for archive in found], params, _PAGES)


def get_archive(scope: Scope, name: str) -> Archive:
    """The archive of that name, without what it keeps no longer; AWS's error where there is none."""
    archive = scope.state(EVENTBRIDGE).archives.get(name)
    if archive is None:
        raise not_found(f"Archive {name} does not exist.")
    drop_expired(archive, scope.now)
    return archive


def _bus_of(scope: Scope, text: str) -> Bus:
    """The bus of an ARN, in this account and region; one elsewhere does not exist (reported)."""
    arn = parse_arn(text)
    name = arn.resource_id if arn is not None else text
    bus = scope.state(EVENTBRIDGE).buses.get(name)
    if bus is None or bus.arn != text:
        raise bus_not_found(name)
    return bus


def _change(archive: Archive, params: Params) -> None:
    if params.get("EventPattern"):
        check_pattern(params["EventPattern"])
    archive.event_pattern = params.get("EventPattern", archive.event_pattern) or None
    archive.retention_days = params.get("RetentionDays", archive.retention_days)
    given = {name: params[name] for name in ("Description", "KmsKeyIdentifier") if name in params}
    archive.settings = {**archive.settings, **given}


def _answer(archive: Archive) -> dict[str, Any]:
    return {"ArchiveArn": archive.arn, "CreationTime": archive.created, "State": _STATE}


def _listed(archive: Archive) -> dict[str, Any]:
    return {
        "ArchiveName": archive.name,
        "EventSourceArn": archive.bus_arn,
        "State": _STATE,
        "RetentionDays": archive.retention_days,
        "SizeBytes": sum(event.size for event in archive.events),
        "EventCount": len(archive.events),
        "CreationTime": archive.created,
    }
