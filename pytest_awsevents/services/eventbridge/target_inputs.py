"""Input, InputPath and InputTransformer of a target, with AWS's errors."""

from __future__ import annotations

from collections.abc import Mapping

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

_MESSAGES: Mapping[type[InvalidTargetInput], str] = {
    SeveralInputs: "Only one of Input, InputPath, or InputTransformer must be provided for target {id}.",
    InvalidPath: "InputPath for target {id} is invalid.",
    UndeclaredPlaceholder: "InputTemplate for target {id} contains invalid placeholder {fault.name}.",
    EventJsonOutsideObject: (
        "InputTemplate for target {id} contains placeholder aws.events.event.json valid only for JSON template."
    ),
    NotJson: "JSON syntax error in input for target {id}: {fault.citation}",
}


def read_input(settings: Params) -> TargetInput:
    """What a target makes of events; AWS's error where PutTargets refuses it (recorded or reported)."""
    try:
        return parse_target_input(settings)
    except InvalidTargetInput as fault:
        raise invalid(_MESSAGES[type(fault)].format(id=settings["Id"], fault=fault)) from None
