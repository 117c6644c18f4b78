"""Aliases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, page
from pytest_awsevents.services.lambda_.faults import conflict, function_not_found, invalid, not_found, stale_revision
from pytest_awsevents.services.lambda_.identifiers import whole_function
from pytest_awsevents.services.lambda_.listing import pages_of
from pytest_awsevents.services.lambda_.state import LATEST, Alias, StoredFunction

operation = OperationTable()
_PAGES = pages_of("Aliases")


@operation
def create_alias(scope: Scope, params: Params) -> dict[str, Any]:
    _, function = whole_function(scope, params)
    name = params["Name"]
    alias = Alias(
        name=name,
        version=params["FunctionVersion"],
        description=params.get("Description", ""),
        weights=_weights(params) or {},
        revision=scope.ids.uuid(),
    )
    _check(function, alias)
    if name in function.aliases:
        raise conflict(f"Alias already exists: {_arn(function, name)}")
    function.aliases[name] = alias
    return _described(function, alias)


@operation
def get_alias(scope: Scope, params: Params) -> dict[str, Any]:
    _, function = whole_function(scope, params)
    alias = function.aliases.get(params["Name"])
    if alias is None:
        raise not_found(f"Cannot find alias arn: {_arn(function, params['Name'])}")
    return _described(function, alias)


@operation
def update_alias(scope: Scope, params: Params) -> dict[str, Any]:
    _, function = whole_function(scope, params)
    before = function.aliases.get(params["Name"])
    if before is None:
        raise not_found(f"Alias not found: {_arn(function, params['Name'])}")
    if params.get("RevisionId", before.revision) != before.revision:
        raise stale_revision()
    weights = _weights(params)
    alias = replace(
        before,
        version=params.get("FunctionVersion", before.version),
        description=params.get("Description", before.description),
        weights=before.weights if weights is None else weights,
        revision=scope.ids.uuid(),
    )
    _check(function, alias)
    function.aliases[alias.name] = alias
    return _described(function, alias)


@operation
def delete_alias(scope: Scope, params: Params) -> None:
    _, function = whole_function(scope, params)
    function.aliases.pop(params["Name"], None)
    function.policies.pop(params["Name"], None)


@operation
def list_aliases(scope: Scope, params: Params) -> dict[str, Any]:
    _, function = whole_function(scope, params)
    version = params.get("FunctionVersion")
    found = [alias for alias in function.aliases.values() if version in (None, alias.version, *alias.weights)]
    return page([_described(function, alias) for alias in found], params, _PAGES)


def _weights(params: Params) -> Mapping[str, float] | None:
    """The shares of other versions; None where the request says nothing of them."""
    routing = params.get("RoutingConfig")
    return None if routing is None else dict(routing.get("AdditionalVersionWeights", {}))


def _check(function: StoredFunction, alias: Alias) -> None:
    if len(alias.weights) > 1:
        raise invalid("Number of items in AdditionalVersionWeights cannot be greater than 1")
    if alias.weights and LATEST in (alias.version, *alias.weights):
        raise invalid("$LATEST is not supported for an alias pointing to more than 1 version")
    if alias.version in alias.weights:
        raise invalid(
            f"Invalid function version {alias.version}. Function version {alias.version} is already included in "
            "routing configuration."
        )
    for number in (alias.version, *alias.weights):
        if function.version(number) is None:
            raise function_not_found(_arn(function, number))


def _arn(function: StoredFunction, qualifier: str) -> str:
    return f"{function.arn}:{qualifier}"


def _described(function: StoredFunction, alias: Alias) -> dict[str, Any]:
    return {
        "AliasArn": _arn(function, alias.name),
        "Name": alias.name,
        "FunctionVersion": alias.version,
        "Description": alias.description,
        "RevisionId": alias.revision,
        "RoutingConfig": {"AdditionalVersionWeights": dict(alias.weights)} if alias.weights else None,
    }
