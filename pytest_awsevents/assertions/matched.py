"""`assert_rule_matched` and `assert_rule_not_matched`: a rule's pattern matched an event, or did not."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_awsevents.assertions.comparing import cost
from pytest_awsevents.assertions.expecting import (
    Count,
    Explains,
    check_count,
    describe,
    expectation,
    fail,
    is_expected,
    meant,
    origin,
    titled,
    unknown_name,
)
from pytest_awsevents.assertions.layout import counted, mismatch_lines
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import RuleEvaluation
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.patterns import explain


def assert_rule_matched(
    recorded: Recorded, rules: Sequence[Rule], name: str, matcher: Explains | None, *, count: Count
) -> RuleEvaluation:
    """The first evaluation in which the rule matched an event that is meant; AssertionError where there is none.

    `rules` are those there are now; a rule that neither they nor any event know fails by its name.
    """
    __tracebackhide__ = True
    check_count(count, "assert_rule_not_matched()")
    found = _matches(recorded, name, matcher)
    if is_expected(len(found), count):
        recorded.claim(found)
        return found[0]
    evaluations = recorded.evaluations.matching(lambda evaluation: evaluation.rule.name == name)
    if not evaluations and name not in {rule.name for rule in rules}:
        unknown_name("rule", name, [rule.name for rule in rules])
    matches = counted(len(found), "match", "matches")
    headline = f"{matches} of rule {name} with {describe(matcher)}, {expectation(count)}"
    if found:
        fail(headline, [origin(evaluation.event) for evaluation in found[:5]], found[-1])
    if not evaluations:
        bus = next(rule.bus for rule in rules if rule.name == name)
        fail(headline, [f"no event was put on its bus, {bus}"])
    nearest = max(evaluations, key=lambda evaluation: _nearness(evaluation, matcher))
    fail(headline, judgement_lines(nearest, matcher), nearest.event)


def assert_rule_not_matched(recorded: Recorded, rules: Sequence[Rule], name: str, matcher: Explains | None) -> None:
    """Fails where the rule matched an event that is meant, and where it could not have."""
    __tracebackhide__ = True
    found = _matches(recorded, name, matcher)
    if found:
        headline = f"{counted(len(found), 'match', 'matches')} of rule {name} with {describe(matcher)}, expected none"
        fail(headline, [f"{titled(one.event)}; {origin(one.event)}" for one in found[:5]], found[0])
    judged = [event for event in recorded.events if name in event.rules]
    rule = next((rule for rule in rules if rule.name == name), judged[-1].rules[name] if judged else None)
    if rule is None:
        unknown_name("rule", name, [rule.name for rule in rules])
    vacuous = f"rule {name} could not have matched {describe(matcher)}"
    if rule.event_pattern is None:
        fail(f"{vacuous}: it has no event pattern, only a schedule")
    if not any(event.rules[name].enabled for event in judged):
        why = f"it is {rule.state}" if not rule.enabled else f"no event was put on its bus, {rule.bus}"
        fail(f"{vacuous}: {why}")
    if matcher is not None and not any(matcher.matches(event) for event in judged):
        nearest = min(judged, key=lambda event: cost(matcher.explain(event)))
        lines = [f"nearest: {titled(nearest)}", *mismatch_lines(matcher.explain(nearest), "test"), origin(nearest)]
        fail(f"{vacuous}: no such event was put on its bus, {rule.bus}", lines, nearest)


def _matches(recorded: Recorded, name: str, matcher: Explains | None) -> list[RuleEvaluation]:
    return [one for one in meant(recorded.matches, matcher) if one.rule.name == name]


def judgement_lines(evaluation: RuleEvaluation, matcher: Explains | None) -> list[str]:
    """Why a rule did not match an event, or why the event is not the one that is meant."""
    event, rule = evaluation.event, evaluation.rule
    ladder = f"nearest: {titled(event)} on bus {event.bus}; published yes, bus ok, rule {rule.name} {rule.state}"
    not_meant = matcher.explain(event) if matcher is not None else ()
    if not_meant:
        return [f"nearest: {titled(event)} on bus {event.bus}", *mismatch_lines(not_meant, "test"), origin(event)]
    if not rule.enabled or rule.event_pattern is None:
        return [f"{ladder}: {evaluation.reason}", origin(event)]
    verdict = explain(rule.event_pattern, event.raw_event)
    passed = sum(leaf.passed for leaf in verdict.leaves)
    return [
        f"{ladder}, pattern NO",
        *mismatch_lines(evaluation.mismatches, "rule"),
        f"{passed} of {len(verdict.leaves)} pattern fields matched; {origin(event)}",
    ]


def _nearness(evaluation: RuleEvaluation, matcher: Explains | None) -> tuple[int, int, int]:
    mismatches = matcher.explain(evaluation.event) if matcher is not None else ()
    return -cost(mismatches), -cost(evaluation.mismatches), evaluation.event.seq
