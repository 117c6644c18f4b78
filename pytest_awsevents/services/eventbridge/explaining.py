"""Why a rule would match an event, as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.assertions.layout import mismatch_lines
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.patterns import explain
from pytest_awsevents.services.eventbridge.state import get_rule


def explain_rule(scope: Scope, event: Mapping[str, Any], rule_name: str, bus_name: str) -> str:
    """The verdict in the first line, then the fields that failed."""
    _, rule = get_rule(scope, rule_name, bus_name)
    if rule.event_pattern is None:
        return f"rule {rule.name} has no event pattern: it fires by schedule {rule.schedule_expression}"
    envelope = {
        "version": "0",
        "account": scope.account,
        "region": scope.region,
        "resources": [],
        "detail": {},
        **event,
    }
    verdict = explain(rule.event_pattern, envelope)
    state = "" if rule.enabled else ", but is disabled"
    if verdict.matched:
        return f"rule {rule.name} matches{state}"
    lines = mismatch_lines(verdict.mismatches, "rule")
    return "\n  ".join([f"rule {rule.name} does not match{state}", *lines])
