"""Published versions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, page
from pytest_awsevents.services.lambda_.configuration import described, new_log_stream, refuse_unfaked
from pytest_awsevents.services.lambda_.faults import invalid, stale_revision
from pytest_awsevents.services.lambda_.identifiers import Reference, whole_function
from pytest_awsevents.services.lambda_.listing import pages_of
from pytest_awsevents.services.lambda_.state import StoredFunction, Version

operation = OperationTable()
_PAGES = pages_of("Versions")


def publish(scope: Scope, function: StoredFunction, *, description: str | None) -> Version:
    """Makes a version of what `$LATEST` is now; the one before where nothing has changed since (documented)."""
    latest = function.latest
    settings = latest.settings if description is None else {**latest.settings, "Description": description}
    if function.published:
        last = function.versions.get(str(function.published))
        if last is not None and last.code.sha256 == latest.code.sha256 and _same(last, latest):
            return last
    function.published += 1
    number = str(function.published)
    version = replace(
        latest,
        number=number,
        settings=settings,
        modified=scope.now,
        revision=scope.ids.uuid(),
        log_stream=new_log_stream(scope, number),
    )
    function.versions[number] = version
    return version


def _same(one: Version, other: Version) -> bool:
    """Whether two versions differ at most in their description."""
    return {**one.settings, "Description": ""} == {**other.settings, "Description": ""}


@operation
def publish_version(scope: Scope, params: Params) -> dict[str, Any]:
    refuse_unfaked("PublishVersion", params)
    place, function = whole_function(scope, params)
    latest = function.latest
    if params.get("RevisionId", latest.revision) != latest.revision:
        raise stale_revision()
    if params.get("CodeSha256", latest.code.sha256) != latest.code.sha256:
        raise invalid(
            f"CodeSHA256 ({params['CodeSha256']}) is different from current CodeSHA256 in $LATEST "
            f"({latest.code.sha256}). Please try again with the CodeSHA256 in $LATEST."
        )
    version = publish(place, function, description=params.get("Description"))
    return described(Reference(place, function.name, version.number), version)


@operation
def list_versions_by_function(scope: Scope, params: Params) -> dict[str, Any]:
    place, function = whole_function(scope, params)
    versions = (function.latest, *function.versions.values())
    listed = [described(Reference(place, function.name, version.number), version) for version in versions]
    return page(listed, params, _PAGES)
