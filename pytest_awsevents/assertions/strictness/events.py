"""Checks of events: put on a bus that is not there, matched by no rule, rejected."""

from __future__ import annotations

from pytest_awsevents.assertions.comparing import cost
from pytest_awsevents.assertions.hints.patterns import pattern_hint
from pytest_awsevents.assertions.hints.puts import missing_bus, rejection_hint
from pytest_awsevents.assertions.layout import counted, mismatch_lines
from pytest_awsevents.assertions.schemas import broken_schema, schema_lines
from pytest_awsevents.assertions.strictness.findings import LISTED, Finding, Findings, Scene, put_by
from pytest_awsevents.core.recorder import judge
from pytest_awsevents.core.records import ApiCall, Event, RuleEvaluation


def unknown_bus(scene: Scene) -> Findings:
    """Events put on a bus that does not exist."""
    found = [event for event in scene.recorded.events if event.status == "unknown-bus"]
    return Findings(
        [Finding(f"{put_by(event)}, on bus {event.bus}", event.seq) for event in found],
        "event",
        "put on a bus that does not exist; AWS accepts and drops it",
        missing_bus(found[0], scene.rules) if found else "",
    )


def dropped(scene: Scene) -> Findings:
    """Events of PutEvents that matched no rule."""
    matched = {one.event.seq for one in scene.recorded.matches}
    found = [
        event
        for event in scene.recorded.events
        if event.status == "accepted" and event.seq not in matched and _was_put(event)
    ]
    return Findings(
        [
            Finding("\n    ".join([f"{put_by(event)}, {_rules_of(event)}", *_nearest_rule(event, scene)]), event.seq)
            for event in found[:LISTED]
        ]
        + [Finding("", event.seq) for event in found[LISTED:]],
        "event",
        "matched no rule",
        _rule_hint(found[0]) if found else "",
    )


def failed_entry(scene: Scene) -> Findings:
    """Entries that PutEvents rejected."""
    found = [event for event in scene.recorded.events if event.status == "rejected"]
    hints = [hint for event in found for hint in rejection_hint(event)]
    return Findings(
        [Finding(f"{put_by(event)}: {event.reason}", event.seq) for event in found],
        "entry",
        "rejected by PutEvents",
        hints[0] if hints else "the reason above says what to correct in the entry",
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
    return f"bus {event.bus} had {counted(len(event.rules), 'rule')}"


def _rule_hint(event: Event) -> str:
    if event.rules:
        return "correct the event, or the pattern of the rule that is for it"
    bus = "" if event.bus == "default" else f', bus="{event.bus}"'
    return f'make the rule first: aws_eventbridge.rule(name, {{"detail-type": ["{event.detail_type}"]}}, to=...{bus})'


def _nearest_rule(event: Event, scene: Scene) -> list[str]:
    """The rule that came nearest to matching, and what kept it from that."""
    if not event.rules:
        return []
    best = min((judge(event, rule) for rule in event.rules.values()), key=_distance)
    mismatches = best.mismatches
    hint = pattern_hint(mismatches, event, scene.recorded)
    start = f"nearest: rule {best.rule.name}" if best.reason is None else f"rule {best.rule.name}: {best.reason}"
    return [start, *mismatch_lines(mismatches[:2], "rule", hint)]


def _distance(evaluation: RuleEvaluation) -> tuple[bool, int]:
    return evaluation.reason is not None, cost(evaluation.mismatches)
