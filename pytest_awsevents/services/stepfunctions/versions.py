"""Versions of state machines: published, listed, deleted."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, page
from pytest_awsevents.services.stepfunctions.listing import pages, sized
from pytest_awsevents.services.stepfunctions.state import STATES, StateMachine, Version, find_machine, read_arn

operation = OperationTable()
_VERSIONS = pages("stateMachineVersions")
_INITIAL = "INITIAL"


@operation
def publish_state_machine_version(scope: Scope, params: Params) -> dict[str, Any]:
    _, machine = find_machine(scope, params["stateMachineArn"])
    revision = params.get("revisionId")
    if revision is not None and revision != (machine.revision or _INITIAL):
        raise AwsError(
            "ConflictException",
            f"Failed to publish the State Machine version for revision {revision}. The current State Machine revision "
            f"is {machine.revision or _INITIAL}.",
        )
    version = publish(scope, machine, params.get("description"))
    return {"stateMachineVersionArn": version.arn, "creationDate": version.created}


@operation
def list_state_machine_versions(scope: Scope, params: Params) -> dict[str, Any]:
    """The newest first; none where there is no such state machine, for which the API reference lists no error."""
    arn = read_arn(params["stateMachineArn"], "stateMachine")
    machine = scope.at(account=arn.account, region=arn.region).state(STATES).machines.get(arn.resource_id)
    versions = () if machine is None else reversed(machine.versions.values())
    listed = [{"stateMachineVersionArn": one.arn, "creationDate": one.created} for one in versions]
    return page(listed, sized(params), _VERSIONS)


@operation
def delete_state_machine_version(scope: Scope, params: Params) -> None:
    """One that is not there is no error, nor is one of a state machine that is not (recorded)."""
    arn = read_arn(params["stateMachineVersionArn"], "stateMachine")
    number = arn.resource_id.partition(":")[2]
    if not number.isdecimal():
        raise AwsError("ValidationException", "The ARN is not that of a state machine version")
    try:
        _, machine = find_machine(scope, str(arn).removesuffix(f":{number}"))
    except AwsError:
        return
    using = [alias.name for alias in machine.aliases.values() if params["stateMachineVersionArn"] in alias.routing]
    if using:
        raise AwsError(
            "ConflictException",
            "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this "
            f"version: [{', '.join(using)}]",
        )
    machine.versions.pop(number, None)


def publish(scope: Scope, machine: StateMachine, description: str | None) -> Version:
    """A version of what the state machine is now; the one there is where it was published already."""
    known = next((one for one in machine.versions.values() if one.revision == machine.revision), None)
    if known is not None:
        return known
    machine.published += 1
    version = Version(
        arn=f"{machine.arn}:{machine.published}",
        created=scope.now,
        definition=machine.definition,
        role=machine.role,
        settings=dict(machine.settings),
        revision=machine.revision,
        description=description,
    )
    machine.versions[str(machine.published)] = version
    return version
