"""Checks of events: put on a bus that is not there, matched by no rule, rejected."""

from __future__ import annotations

from pytest_awsevents.assertions.schemas import broken_schema, schema_lines
from pytest_awsevents.assertions.strictness.findings import Finding, Findings, Scene, put_by
from pytest_awsevents.core.records import ApiCall, Event


def unknown_bus(scene: Scene) -> Findings:
    """Events put on a bus that does not exist."""
    return Findings(
        [
            Finding(f"{put_by(event)}, on bus {event.bus}", event.seq)
            for event in scene.recorded.events
            if event.status == "unknown-bus"
        ],
        "event",
        "put on a bus that does not exist; AWS accepts and drops it",
        "make the bus first: aws_eventbridge.bus(name), or correct EventBusName",
    )


def dropped(scene: Scene) -> Findings:
    """Events of PutEvents that matched no rule."""
    matched = {one.event.seq for one in scene.recorded.matches}
    return Findings(
        [
            Finding(f"{put_by(event)}, {_rules_of(event)}", event.seq)
            for event in scene.recorded.events
            if event.status == "accepted" and event.seq not in matched and _was_put(event)
        ],
        "event",
        "matched no rule",
        "",
    )


def failed_entry(scene: Scene) -> Findings:
    """Entries that PutEvents rejected."""
    return Findings(
        [
            Finding(f"{put_by(event)}: {event.reason}", event.seq)
            for event in scene.recorded.events
            if event.status == "rejected"
        ],
        "entry",
        "rejected by PutEvents",
        "the reason above says what to correct in the entry",
        "entries",
    )


def schema(scene: Scene) -> Findings:
    """Events that break the schema registered for them; once for an event that goes from bus to bus or is replayed."""
    items, seen = [], set[str]()
    for event in scene.recorded.events if scene.schemas is not None else ():
        broken = broken_schema(scene.schemas, event)
        if broken is not None and event.id not in seen:
            seen.add(event.id)
            lines = [f"{put_by(event)}, breaks {broken.name}", *schema_lines(broken, event)]
            items.append(Finding("\n    ".join(lines), event.seq))
    return Findings(items, "event", "against a registered schema", "correct the event, or the schema")


def _was_put(event: Event) -> bool:
    return isinstance(event.cause, ApiCall) and event.cause.name == "events:PutEvents"


def _rules_of(event: Event) -> str:
    if not event.rules:
        return f"bus {event.bus} had no rules"
    return (
        f"rules of bus {event.bus}: {', '.join(list(event.rules)[:5])}; aws_fake.explain(event, rule=...) says why not"
    )
