"""`assert_rule_matched`: a rule's pattern matched an event."""

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
    evaluations = recorded.evaluations.matching(lambda evaluation: evaluation.rule.name == name)
    if not evaluations and name not in {rule.name for rule in rules}:
        unknown_name("rule", name, [rule.name for rule in rules])
    found = [
        evaluation
        for evaluation in evaluations
        if evaluation.matched and (matcher is None or matcher.matches(evaluation.event))
    ]
    if is_expected(len(found), count):
        return found[0]
    matches = counted(len(found), "match", "matches")
    headline = f"{matches} of rule {name} with {describe(matcher)}, {expectation(count)}"
    if found:
        fail(headline, [origin(evaluation.event) for evaluation in found[:5]], found[-1])
    if not evaluations:
        bus = next(rule.bus for rule in rules if rule.name == name)
        fail(headline, [f"no event was put on its bus, {bus}"])
    nearest = max(evaluations, key=lambda evaluation: _nearness(evaluation, matcher))
    fail(headline, judgement_lines(nearest, matcher), nearest.event)


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
