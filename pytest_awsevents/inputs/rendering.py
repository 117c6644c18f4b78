"""What a target of a rule receives for an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

from pytest_awsevents.inputs.json_syntax import is_json, syntax_error
from pytest_awsevents.inputs.json_text import Json, compact, encodable
from pytest_awsevents.inputs.paths import MISSING, EventPath, select
from pytest_awsevents.inputs.target_input import (
    EVENT,
    EVENT_JSON,
    INGESTION_TIME,
    RULE_ARN,
    RULE_NAME,
    Constant,
    TargetInput,
    Transformer,
    WholeEvent,
)
from pytest_awsevents.inputs.templates import Value

# Recorded: the names and the order of the members of <aws.events.event>.
_EVENT_MEMBERS = {
    "id": "id",
    "account": "account",
    "detailType": "detail-type",
    "time": "time",
    "source": "source",
    "region": "region",
    "resources": "resources",
    "version": "version",
}


@dataclass(frozen=True, slots=True)
class Payload:
    """The text a target receives, and the values that went into its template."""

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Nothing is sent, without an error anywhere: `text` is what the template gave."""

    reason: str
    text: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)


Rendered: TypeAlias = Payload | Undeliverable


def render(
    event: Mapping[str, Json],
    target_input: TargetInput,
    *,
    rule_arn: str,
    rule_name: str,
    ingestion_time: datetime,
) -> Rendered:
    """Give the exact text a target receives for the event; raises nothing for any JSON event."""
    event = dict(event)
    try:
        if isinstance(target_input, WholeEvent):
            return Payload(encodable(compact(event)))
        if isinstance(target_input, Constant):
            return Payload(encodable(target_input.text))
        if isinstance(target_input, EventPath):
            return _render_path(event, target_input)
        reserved = {RULE_ARN: rule_arn, RULE_NAME: rule_name, INGESTION_TIME: _iso(ingestion_time)}
        return _render_transformer(event, target_input, reserved)
    except RecursionError:
        return Undeliverable("the event is nested too deeply to be written as JSON")


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _render_path(event: dict[str, Json], path: EventPath) -> Rendered:
    """Recorded: the selected value as JSON. A path that selects nothing sends nothing (convention)."""
    value = select(event, path)
    if value is MISSING:
        return Undeliverable(f"InputPath {path.text} selects nothing in the event")
    return Payload(encodable(compact(value)))


def _render_transformer(event: dict[str, Json], transformer: Transformer, reserved: Mapping[str, str]) -> Rendered:
    """Recorded: the template is filled in as text; a JSON template that is not JSON then sends nothing."""
    template = transformer.template
    values: dict[str, Value] = {}
    for placeholder in template.placeholders():
        name = placeholder.name
        path = transformer.paths.get(name)
        if path:
            values[name] = select(event, path)
        elif name == EVENT_JSON:
            values[name] = event
        elif name == EVENT:
            values[name] = {member: event[key] for member, key in _EVENT_MEMBERS.items() if key in event}
        else:
            values[name] = reserved[name]
    text = encodable(template.fill(values))
    if template.is_object and not is_json(text):
        return Undeliverable(_why_not_json(transformer, values, text), text, values)
    return Payload(text, values)


def _why_not_json(transformer: Transformer, values: Mapping[str, Value], text: str) -> str:
    position = syntax_error(text)
    place = f" (line {position.line}, column {position.column})" if position else ""
    reason = f"the InputTemplate is not JSON once it is filled in{place}"
    for placeholder in transformer.template.placeholders():
        name, value = placeholder.name, values[placeholder.name]
        if placeholder.quoted and not is_json(f'"{placeholder.write(value)}"'):
            return f"{reason}: the value of <{name}> breaks the quotes around it, write <{name}> without quotes"
    return reason
