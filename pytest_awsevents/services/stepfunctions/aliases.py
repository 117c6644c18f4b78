"""Aliases of state machines: names for one version, or for two by weight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, page
from pytest_awsevents.services.stepfunctions.listing import pages, sized
from pytest_awsevents.services.stepfunctions.state import Alias, StateMachine, Version, find_machine, find_qualified

operation = OperationTable()
_ALIASES = pages("stateMachineAliases")
_VERSION = re.compile(r"(.+):(\d+)")


@operation
def create_state_machine_alias(scope: Scope, params: Params) -> dict[str, Any]:
    """Making one again that is the same gives the one there is (recorded)."""
    name, description, given = params["name"], params.get("description"), params["routingConfiguration"]
    _check_routing(given)
    machine_arn = given[0]["stateMachineVersionArn"].rpartition(":")[0]
    _, machine = find_machine(scope, machine_arn)
    routing = _routing(machine, given)
    known = machine.aliases.get(name)
    if known is None:
        known = machine.aliases[name] = Alias(
            name, f"{machine.arn}:{name}", routing, description, created=scope.now, updated=scope.now
        )
    elif (known.routing, known.description) != (routing, description):
        raise AwsError(
            "ConflictException",
            "Failed to create alias because an alias with the same name and a different routing configuration already "
            "exists.",
        )
    return {"stateMachineAliasArn": known.arn, "creationDate": known.created}


@operation
def update_state_machine_alias(scope: Scope, params: Params) -> dict[str, Any]:
    machine, alias = _find(scope, params["stateMachineAliasArn"])
    if not params.keys() & {"description", "routingConfiguration"}:
        raise AwsError(
            "ValidationException",
            "Either the description or the routing configuration must be specified to update a state machine alias",
        )
    if "routingConfiguration" in params:
        _check_routing(params["routingConfiguration"])
        alias.routing = _routing(machine, params["routingConfiguration"])
    alias.description = params.get("description", alias.description)
    alias.updated = scope.now
    return {"updateDate": alias.updated}


@operation
def describe_state_machine_alias(scope: Scope, params: Params) -> dict[str, Any]:
    _, alias = _find(scope, params["stateMachineAliasArn"])
    return {
        "stateMachineAliasArn": alias.arn,
        "name": alias.name,
        "description": alias.description,
        "routingConfiguration": [
            {"stateMachineVersionArn": version, "weight": weight} for version, weight in alias.routing.items()
        ],
        "creationDate": alias.created,
        "updateDate": alias.updated,
    }


@operation
def delete_state_machine_alias(scope: Scope, params: Params) -> None:
    """One that is not there is no error (recorded)."""
    try:
        machine, alias = _find(scope, params["stateMachineAliasArn"])
    except AwsError:
        return
    del machine.aliases[alias.name]


@operation
def list_state_machine_aliases(scope: Scope, params: Params) -> dict[str, Any]:
    """In the order of their creation (recorded); those of one version where its ARN is given."""
    _, machine, version, _ = find_qualified(scope, params["stateMachineArn"])
    listed = [
        {"stateMachineAliasArn": one.arn, "creationDate": one.created}
        for one in machine.aliases.values()
        if version is None or version.arn in one.routing
    ]
    return page(listed, sized(params), _ALIASES)


def pick_version(scope: Scope, machine: StateMachine, alias: Alias) -> Version:
    """The version that runs an execution: by chance, as the weights say."""
    arns, weights = zip(*alias.routing.items(), strict=True)
    draw = scope.ids.fraction() * 100
    chosen = arns[0] if draw < weights[0] else arns[-1]
    return machine.versions[chosen.rpartition(":")[2]]


def _find(scope: Scope, text: str) -> tuple[StateMachine, Alias]:
    try:
        _, machine, _, alias = find_qualified(scope, text)
    except AwsError as error:
        if error.code == "InvalidArn":
            raise
        alias = None
    if alias is None:
        raise AwsError("ResourceNotFound", "Request references a resource that does not exist.")
    return machine, alias


def _check_routing(given: Sequence[Params]) -> None:
    """What is wrong with a routing configuration (recorded)."""
    arns = [one["stateMachineVersionArn"] for one in given]
    shown = f"Received: [{', '.join(arns)}]"
    if not all(_VERSION.fullmatch(arn) and parse_arn(arn) for arn in arns):
        raise AwsError("ValidationException", f"Routing configuration must contain state machine version ARNs. {shown}")
    if len(set(arns)) < len(arns):
        raise AwsError(
            "ValidationException", f"Routing configuration must contain distinct state machine version ARNs. {shown}"
        )
    weights = [one["weight"] for one in given]
    if sum(weights) != 100:
        raise AwsError(
            "ValidationException", f"Sum of routing configuration weights must equal 100. Received: {weights}"
        )


def _routing(machine: StateMachine, given: Sequence[Params]) -> dict[str, int]:
    routing = {one["stateMachineVersionArn"]: one["weight"] for one in given}
    known = {version.arn for version in machine.versions.values()}
    if not routing.keys() <= known:
        raise AwsError("ResourceNotFound", "Request references a resource that does not exist.")
    return routing
