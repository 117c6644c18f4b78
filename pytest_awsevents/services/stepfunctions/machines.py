"""State machines: made, changed, deleted, described, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.stepfunctions.definitions import check_definition, diagnose
from pytest_awsevents.services.stepfunctions.state import (
    STANDARD,
    STATES,
    StateMachine,
    check_name,
    find_execution,
    find_machine,
    find_qualified,
    logging_of,
    only_metadata,
    read_arn,
)
from pytest_awsevents.services.stepfunctions.tags import tag_map
from pytest_awsevents.services.stepfunctions.versions import publish

operation = OperationTable()
_SETTINGS = ("loggingConfiguration", "tracingConfiguration", "encryptionConfiguration")
_NO_DEFINITION = "{}"  # as the API reference has it


@operation
def create_state_machine(scope: Scope, params: Params) -> dict[str, Any]:
    """Making one again that is the same gives the one there is (API reference)."""
    _check_description(params)
    name = params["name"]
    check_name(name)
    check_definition(params["definition"])
    arn = scope.arn("states", f"stateMachine:{name}")
    settings = {member: params[member] for member in _SETTINGS if member in params}
    made = StateMachine(
        name=name,
        arn=arn,
        type=params.get("type", STANDARD),
        definition=params["definition"],
        role=params["roleArn"],
        created=scope.now,
        updated=scope.now,
        settings=settings,
        tags=tag_map(params.get("tags")),
    )
    machines = scope.state(STATES).machines
    known = machines.setdefault(name, made)
    compared = ("type", "definition", "role", "settings")
    if any(getattr(known, member) != getattr(made, member) for member in compared):
        raise AwsError("StateMachineAlreadyExists", f"State Machine Already Exists: '{arn}'")
    return {"stateMachineArn": known.arn, "creationDate": known.created, **_published(scope, known, params)}


@operation
def update_state_machine(scope: Scope, params: Params) -> dict[str, Any]:
    _check_description(params)
    _, machine = find_machine(scope, params["stateMachineArn"])
    if not params.keys() & {"definition", "roleArn", *_SETTINGS}:
        raise AwsError(
            "MissingRequiredParameter",
            "Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the "
            "EncryptionConfiguration must be specified",
        )
    if "definition" in params:
        check_definition(params["definition"])
    machine.definition = params.get("definition", machine.definition)
    machine.role = params.get("roleArn", machine.role)
    machine.settings.update({member: params[member] for member in _SETTINGS if member in params})
    machine.updated = scope.now
    machine.revision = scope.ids.uuid()
    return {
        "updateDate": machine.updated,
        "revisionId": machine.revision,
        **_published(scope, machine, params),
    }


@operation
def delete_state_machine(scope: Scope, params: Params) -> None:
    """One that is not there is no error (API reference); executions are kept."""
    arn = read_arn(params["stateMachineArn"], "stateMachine")
    scope.at(account=arn.account, region=arn.region).state(STATES).machines.pop(arn.resource_id, None)


@operation
def describe_state_machine(scope: Scope, params: Params) -> dict[str, Any]:
    """A version as it was published; of an alias there is nothing to describe here."""
    _, machine, version, alias = find_qualified(scope, params["stateMachineArn"])
    if alias is not None:
        raise AwsError("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{alias.arn}'")
    shown = machine if version is None else version
    return {
        "stateMachineArn": shown.arn,
        "name": machine.name,
        "status": "ACTIVE",
        "definition": _NO_DEFINITION if only_metadata(params) else shown.definition,
        "roleArn": shown.role,
        "type": machine.type,
        "creationDate": shown.created,
        "revisionId": shown.revision,
        "description": None if version is None else version.description,
        **_settings(shown.settings),
    }


@operation
def describe_state_machine_for_execution(scope: Scope, params: Params) -> dict[str, Any]:
    """The state machine as it was when the execution started."""
    _, execution = find_execution(scope, params["executionArn"])
    machine = execution.machine
    return {
        "stateMachineArn": machine.arn,
        "name": machine.name,
        "definition": _NO_DEFINITION if only_metadata(params) else execution.definition,
        "roleArn": execution.role,
        "updateDate": machine.updated,
        "revisionId": machine.revision,
        **_settings(machine.settings),
    }


@operation
def validate_state_machine_definition(scope: Scope, params: Params) -> dict[str, Any]:
    found = diagnose(params["definition"])
    most = params.get("maxResults") or 100
    shown = [
        {"severity": "ERROR", "code": one.code, "message": one.message, "location": one.location}
        for one in found[:most]
    ]
    return {"result": "FAIL" if found else "OK", "diagnostics": shown, "truncated": len(found) > most or None}


def _settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tracingConfiguration": {"enabled": False},
        **settings,
        "loggingConfiguration": logging_of(settings),
    }


def _check_description(params: Params) -> None:
    if "versionDescription" in params and not params.get("publish"):
        raise AwsError("ValidationException", "Version description can only be set when publish is true")


def _published(scope: Scope, machine: StateMachine, params: Params) -> dict[str, Any]:
    if not params.get("publish"):
        return {}
    return {"stateMachineVersionArn": publish(scope, machine, params.get("versionDescription")).arn}
