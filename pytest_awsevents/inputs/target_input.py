"""The kinds of input that a target of a rule can have, read from the members of PutTargets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NotRequired, TypeAlias, TypedDict, cast

from pytest_awsevents.inputs.faults import (
    EventJsonOutsideObject,
    InvalidPath,
    NotJson,
    SeveralInputs,
    UndeclaredPlaceholder,
)
from pytest_awsevents.inputs.json_syntax import syntax_error
from pytest_awsevents.inputs.paths import EventPath, parse_path
from pytest_awsevents.inputs.templates import Template, parse_template

RULE_ARN = "aws.events.rule-arn"
RULE_NAME = "aws.events.rule-name"
INGESTION_TIME = "aws.events.event.ingestion-time"
EVENT = "aws.events.event"
EVENT_JSON = "aws.events.event.json"
_RESERVED = {RULE_ARN, RULE_NAME, INGESTION_TIME, EVENT, EVENT_JSON}


@dataclass(frozen=True, slots=True)
class WholeEvent:
    """The target gets the event."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The target gets this text."""

    text: str


@dataclass(frozen=True, slots=True)
class Transformer:
    """The target gets the template, filled in with what the paths select."""

    template: Template
    paths: Mapping[str, EventPath]


TargetInput: TypeAlias = WholeEvent | Constant | EventPath | Transformer


class _InputTransformer(TypedDict):
    InputPathsMap: NotRequired[Mapping[str, str]]
    InputTemplate: str


class _Members(TypedDict, total=False):
    Input: str
    InputPath: str
    InputTransformer: _InputTransformer


def parse_target_input(target: Mapping[str, object]) -> TargetInput:
    """Read the input of a target as PutTargets does: of AWS's Target, only the three members that make it.

    Raises a kind of InvalidTargetInput.
    """
    members = cast(_Members, target)
    constant, path, transformer = members.get("Input"), members.get("InputPath"), members.get("InputTransformer")
    if sum(given is not None for given in (constant, path, transformer)) > 1:
        raise SeveralInputs
    if constant is not None:
        return parse_constant(constant)
    if path is not None:
        return parse_path(path)
    if transformer is not None:
        return parse_transformer(transformer["InputTemplate"], transformer.get("InputPathsMap", {}))
    return WholeEvent()


def parse_constant(text: str) -> Constant:
    """Take any JSON text, scalars too (reported), as it is. Raises NotJson."""
    if position := syntax_error(text):
        raise NotJson(text, position)
    return Constant(text)


def parse_transformer(template_text: str, path_texts: Mapping[str, str]) -> Transformer:
    """Read a template and its paths. Raises InvalidPath first, then UndeclaredPlaceholder or EventJsonOutsideObject.

    Recorded or reported; that JSON templates are not checked before there is an event follows from the recordings.
    """
    paths = {key: _parse_path_of(key, text) for key, text in path_texts.items()}
    template = parse_template(template_text)
    for placeholder in template.placeholders():
        if placeholder.name not in paths and placeholder.name not in _RESERVED:
            raise UndeclaredPlaceholder(placeholder.name)
        if placeholder.name == EVENT_JSON and not template.is_object:
            raise EventJsonOutsideObject
    return Transformer(template, paths)


def _parse_path_of(key: str, text: str) -> EventPath:
    try:
        return parse_path(text)
    except InvalidPath:
        raise InvalidPath(text, key) from None
