"""What a target of a rule receives: Input, InputPath and InputTransformer."""

from __future__ import annotations

from pytest_awsevents.inputs.faults import (
    EventJsonOutsideObject,
    InvalidPath,
    InvalidTargetInput,
    NotJson,
    SeveralInputs,
    UndeclaredPlaceholder,
)
from pytest_awsevents.inputs.json_syntax import Position
from pytest_awsevents.inputs.json_text import Json, compact
from pytest_awsevents.inputs.paths import MISSING, EventPath, Missing, is_valid_path, parse_path, select
from pytest_awsevents.inputs.rendering import Payload, Rendered, Undeliverable, render
from pytest_awsevents.inputs.target_input import (
    Constant,
    TargetInput,
    Transformer,
    WholeEvent,
    parse_constant,
    parse_target_input,
    parse_transformer,
)

__all__ = [
    "MISSING",
    "Constant",
    "EventJsonOutsideObject",
    "EventPath",
    "InvalidPath",
    "InvalidTargetInput",
    "Json",
    "Missing",
    "NotJson",
    "Payload",
    "Position",
    "Rendered",
    "SeveralInputs",
    "TargetInput",
    "Transformer",
    "UndeclaredPlaceholder",
    "Undeliverable",
    "WholeEvent",
    "compact",
    "is_valid_path",
    "parse_constant",
    "parse_path",
    "parse_target_input",
    "parse_transformer",
    "render",
    "select",
]
