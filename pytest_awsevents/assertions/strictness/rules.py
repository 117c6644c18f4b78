"""Checks of rules: never matched, or with a pattern that cannot match."""

from __future__ import annotations

from pytest_awsevents.assertions.comparing import cost
from pytest_awsevents.assertions.expecting import closest, titled
from pytest_awsevents.assertions.hints.patterns import pattern_hint
from pytest_awsevents.assertions.hints.targets import not_enabled
from pytest_awsevents.assertions.layout import counted, mismatch_lines
from pytest_awsevents.assertions.strictness.findings import Finding, Findings, Scene
from pytest_awsevents.core.recorder import judge
from pytest_awsevents.core.records import Event
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.patterns import lint


def unused_rule(scene: Scene) -> Findings:
    """Rules with a pattern that matched no event of the test."""
    matched = {one.rule.arn for one in scene.recorded.matches}
    return Findings(
        [
            Finding("\n    ".join([f"rule {rule.name} on bus {rule.bus}, {rule.state}", *_judged(scene, rule)]))
            for rule in scene.rules
            if rule.event_pattern is not None and rule.managed_by is None and rule.arn not in matched
        ],
        "rule",
        "never matched",
        "put an event that it is for, or take it out of this test",
    )


def malformed_pattern(scene: Scene) -> Findings:
    """Rules whose pattern EventBridge accepts although no event can match it."""
    return Findings(
        [
            Finding(f"rule {rule.name}: {finding.path}: {finding.message}")
            for rule in scene.rules
            if rule.event_pattern is not None
            for finding in lint(rule.event_pattern)
            if finding.never
        ],
        "pattern",
        "can never match",
    )


def _judged(scene: Scene, rule: Rule) -> list[str]:
    """How many events it was judged on, and what kept it from the nearest."""
    events = [event for event in scene.recorded.events if _was_judged(rule, event)]
    if not events:
        return ["no event was put on its bus"]
    if not rule.enabled:
        return [not_enabled(rule)]
    best = min((judge(event, rule) for event in closest(events, None)), key=lambda one: cost(one.mismatches))
    hint = pattern_hint(best.mismatches, best.event, scene.recorded)
    title = f"judged on {counted(len(events), 'event')}, nearest: {titled(best.event)}"
    return [title, *mismatch_lines(best.mismatches[:2], "rule", hint)]


def _was_judged(rule: Rule, event: Event) -> bool:
    return rule.name in event.rules and event.bus == rule.bus
