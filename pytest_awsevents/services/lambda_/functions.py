"""Functions: create, look at, change, delete."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, page
from pytest_awsevents.services.lambda_.configuration import (
    changed,
    changed_settings,
    described,
    new_settings,
    new_version,
    read_code,
    refuse_unfaked,
)
from pytest_awsevents.services.lambda_.faults import (
    conflict,
    function_not_found,
    invalid,
    stale_revision,
)
from pytest_awsevents.services.lambda_.identifiers import Reference, named_function, read_reference, whole_function
from pytest_awsevents.services.lambda_.listing import pages_of
from pytest_awsevents.services.lambda_.state import LAMBDA, LATEST, StoredFunction, Version
from pytest_awsevents.services.lambda_.versions import publish

operation = OperationTable()
_PAGES = pages_of("Functions")
_LONGEST_NAME = 64


@operation
def create_function(scope: Scope, params: Params) -> dict[str, Any]:
    refuse_unfaked("CreateFunction", {**params, **params["Code"]})
    reference = read_reference(scope, params["FunctionName"])
    if reference.qualifier is not None:
        raise invalid(f"Invalid function name or ARN: {params['FunctionName']}")
    if len(reference.name) > _LONGEST_NAME:
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value '{reference.name}' at 'functionName' failed to satisfy constraint: "
            f"Member must have length less than or equal to {_LONGEST_NAME}",
        )
    settings = new_settings(params, reference.name)
    functions = reference.scope.state(LAMBDA).functions
    if reference.name in functions:
        raise conflict(f"Function already exist: {reference.name}")
    code = read_code(reference.scope, reference.name, params["Code"])
    function = StoredFunction(
        reference.name, reference.unqualified_arn, latest=new_version(reference.scope, settings, code)
    )
    function.tags.update(params.get("Tags", {}))
    functions[function.name] = function
    return _published_or_latest(reference.scope, function, publish_now=params.get("Publish", False))


@operation
def get_function(scope: Scope, params: Params) -> dict[str, Any]:
    reference = named_function(scope, params)
    version = reference.find_version()
    function = reference.find()
    answer: dict[str, Any] = {"Configuration": described(reference, version), "Code": version.code.location}
    if function.tags:
        answer["Tags"] = dict(function.tags)
    if function.reserved_concurrency is not None:
        answer["Concurrency"] = {"ReservedConcurrentExecutions": function.reserved_concurrency}
    return answer


@operation
def get_function_configuration(scope: Scope, params: Params) -> dict[str, Any]:
    reference = named_function(scope, params)
    return described(reference, reference.find_version())


@operation
def update_function_code(scope: Scope, params: Params) -> dict[str, Any]:
    refuse_unfaked("UpdateFunctionCode", params)
    place, function = whole_function(scope, params)
    check_revision(function.latest, params)
    settings = changed_settings(function.latest.settings, params)
    latest = changed(place, function.latest, settings=settings, code=read_code(place, function.name, params))
    if params.get("DryRun"):
        return described(_reference(place, function), latest)
    function.latest = latest
    return _published_or_latest(place, function, publish_now=params.get("Publish", False))


@operation
def update_function_configuration(scope: Scope, params: Params) -> dict[str, Any]:
    refuse_unfaked("UpdateFunctionConfiguration", params)
    place, function = whole_function(scope, params)
    check_revision(function.latest, params)
    settings = changed_settings(function.latest.settings, params)
    function.latest = changed(place, function.latest, settings=settings)
    return described(_reference(place, function), function.latest)


@operation
def delete_function(scope: Scope, params: Params) -> dict[str, Any]:
    reference = named_function(scope, params)
    function = reference.find()
    if reference.qualifier is None:
        del reference.scope.state(LAMBDA).functions[function.name]
        return {"StatusCode": 204}
    if reference.qualifier == LATEST:
        raise invalid("$LATEST version cannot be deleted without deleting the function.")
    if not reference.qualifier.isdecimal():
        raise invalid("Deletion of aliases is not currently supported.")
    if reference.qualifier not in function.versions:
        raise function_not_found(reference.arn)
    _refuse_used(reference, function)
    del function.versions[reference.qualifier]
    return {"StatusCode": 204}


def _refuse_used(reference: Reference, function: StoredFunction) -> None:
    aliases = function.aliases.values()
    users = [alias.name for alias in aliases if reference.qualifier in (alias.version, *alias.weights)]
    if users:
        names = ", ".join(users)
        raise conflict(f"Version with arn {reference.arn} is referenced by the aliases [{names}].")


@operation
def list_functions(scope: Scope, params: Params) -> dict[str, Any]:
    if "MasterRegion" in params:  # replicas at the edge: there are none
        return {"Functions": []}
    functions = scope.state(LAMBDA).functions.values()
    if params.get("FunctionVersion") != "ALL":
        return page([described(_reference(scope, one), one.latest) for one in functions], params, _PAGES)
    every = [(one, version) for one in functions for version in (one.latest, *one.versions.values())]
    listed = [described(_reference(scope, one, version.number), version) for one, version in every]
    return page(listed, params, _PAGES)


def check_revision(version: Version, params: Params) -> None:
    """Refuses an update that was meant for another state of the function."""
    if params.get("RevisionId", version.revision) != version.revision:
        raise stale_revision()


def _published_or_latest(scope: Scope, function: StoredFunction, *, publish_now: bool) -> dict[str, Any]:
    if not publish_now:
        return described(_reference(scope, function), function.latest)
    version = publish(scope, function, description=None)
    return described(_reference(scope, function, version.number), version)


def _reference(scope: Scope, function: StoredFunction, qualifier: str | None = None) -> Reference:
    return Reference(scope, function.name, qualifier)
