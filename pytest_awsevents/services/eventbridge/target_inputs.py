"""Input, InputPath and InputTransformer of a target, with AWS's errors."""

from __future__ import annotations

from pytest_awsevents.core.rules import Params
from pytest_awsevents.inputs import (
    EventJsonOutsideObject,
    InvalidPath,
    InvalidTargetInput,
    NotJson,
    SeveralInputs,
    TargetInput,
    UndeclaredPlaceholder,
    parse_target_input,
)
from pytest_awsevents.services.eventbridge.refusals import invalid


def read_input(settings: Params) -> TargetInput:
    """What a target makes of events; AWS's error where PutTargets refuses it (recorded or reported)."""
    try:
        return parse_target_input(settings)
    except InvalidTargetInput as fault:
        raise invalid(_message(settings["Id"], fault)) from None


def _message(id: str, fault: InvalidTargetInput) -> str:
    match fault:
        case SeveralInputs():
            return f"Only one of Input, InputPath, or InputTransformer must be provided for target {id}."
        case InvalidPath():
            return f"InputPath for target {id} is invalid."
        case UndeclaredPlaceholder():
            return f"InputTemplate for target {id} contains invalid placeholder {fault.name}."
        case EventJsonOutsideObject():
            name = "aws.events.event.json"
            return f"InputTemplate for target {id} contains placeholder {name} valid only for JSON template."
        case NotJson():
            return f"JSON syntax error in input for target {id}: {fault.citation}"
    return f"Input for target {id} is not valid."
