"""`assert_rule_matched` and `assert_rule_not_matched`: a rule's pattern matched an event, or did not."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_awsevents.assertions.comparing import cost
from pytest_awsevents.assertions.expecting import (
    Count,
    Explains,
    check_count,
    closest,
    count_hint,
    describe,
    expectation,
    fail,
    is_expected,
    meant,
    origin,
    titled,
    unknown_name,
)
from pytest_awsevents.assertions.hints.patterns import pattern_hint
from pytest_awsevents.assertions.hints.puts import elsewhere, elsewhere_hint, why_nothing
from pytest_awsevents.assertions.hints.targets import not_enabled
from pytest_awsevents.assertions.layout import counted, mismatch_lines, shortened
from pytest_awsevents.core.recorder import Recorded, judge
from pytest_awsevents.core.records import RuleEvaluation
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.patterns import explain

_WIDTH = 120


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
    judged = [event for event in recorded.events if name in event.rules]
    if not judged and name not in {rule.name for rule in rules}:
        unknown_name("rule", name, [rule.name for rule in rules])
    matches = counted(len(found), "match", "matches")
    headline = f"{matches} of rule {name} with {describe(matcher)}, {expectation(count)}"
    if found:
        fail(headline, [*[origin(evaluation.event) for evaluation in found[:4]], count_hint(len(found))], found[-1])
    if not judged:
        fail(headline, _not_judged(recorded, next(rule for rule in rules if rule.name == name), matcher))
    evaluations = [judge(event, event.rules[name]) for event in closest(judged, matcher)]
    nearest = max(evaluations, key=lambda evaluation: (-cost(evaluation.mismatches), evaluation.seq))
    fail(headline, judgement_lines(recorded, nearest, matcher), nearest.event)


def assert_rule_not_matched(recorded: Recorded, rules: Sequence[Rule], name: str, matcher: Explains | None) -> None:
    """Fails where the rule matched an event that is meant, and where it could not have."""
    __tracebackhide__ = True
    found = _matches(recorded, name, matcher)
    if found:
        headline = f"{counted(len(found), 'match', 'matches')} of rule {name} with {describe(matcher)}, expected none"
        lines = [f"{titled(one.event)}; {origin(one.event)}" for one in found[:4]]
        fail(headline, [f"it matches by {shortened(found[0].rule.event_pattern or '', _WIDTH)}", *lines], found[0])
    judged = [event for event in recorded.events if name in event.rules]
    rule = next((rule for rule in rules if rule.name == name), judged[-1].rules[name] if judged else None)
    if rule is None:
        unknown_name("rule", name, [rule.name for rule in rules])
    vacuous = f"rule {name} could not have matched {describe(matcher)}"
    if rule.event_pattern is None:
        fail(f"{vacuous}: it has no event pattern, only a schedule")
    if not any(event.rules[name].enabled for event in judged):
        if not rule.enabled:
            fail(f"{vacuous}: it is {rule.state}", [not_enabled(rule)])
        fail(f"{vacuous}: no event was put on its bus, {rule.bus}", _not_judged(recorded, rule, matcher))
    if matcher is not None and not any(matcher.matches(event) for event in judged):
        nearest = min(judged, key=lambda event: cost(matcher.explain(event)))
        lines = [f"nearest: {titled(nearest)}", *mismatch_lines(matcher.explain(nearest), "test"), origin(nearest)]
        fail(f"{vacuous}: no such event was put on its bus, {rule.bus}", lines, nearest)


def _matches(recorded: Recorded, name: str, matcher: Explains | None) -> list[RuleEvaluation]:
    return meant(recorded, RuleEvaluation, matcher, {("rule.name",): name})


def _not_judged(recorded: Recorded, rule: Rule, matcher: Explains | None) -> list[str]:
    """Where the events were put instead."""
    if not recorded.events:
        return why_nothing(recorded, matcher)
    last = next((event for event in reversed(recorded.events) if matcher is None or matcher.matches(event)), None)
    event = last or recorded.events[-1]
    place = elsewhere(event, rule.arn)
    if event.bus == rule.bus and place is not None:
        lines = [f"{titled(event)} was put on bus {event.bus} of {place}", elsewhere_hint(event, rule.arn)]
    else:
        hint = f'put it with EventBusName="{rule.bus}", or make the rule on bus {event.bus}'
        lines = [f"{titled(event)} was put on bus {event.bus}, rule {rule.name} is on bus {rule.bus}", hint]
    return [*lines, origin(event)]


def judgement_lines(recorded: Recorded, evaluation: RuleEvaluation, matcher: Explains | None) -> list[str]:
    """Why a rule did not match an event, or why the event is not the one that is meant."""
    event, rule = evaluation.event, evaluation.rule
    ladder = f"nearest: {titled(event)} on bus {event.bus}; published yes, bus ok, rule {rule.name} {rule.state}"
    not_meant = matcher.explain(event) if matcher is not None else ()
    if not_meant:
        return [f"nearest: {titled(event)} on bus {event.bus}", *mismatch_lines(not_meant, "test"), origin(event)]
    if not rule.enabled:
        return [f"{ladder}: {evaluation.reason}", not_enabled(rule), origin(event)]
    if rule.event_pattern is None:
        hint = f'it fires by its schedule; for events give it a pattern: {{"detail-type": ["{event.detail_type}"]}}'
        return [f"{ladder}: {evaluation.reason}", hint, origin(event)]
    verdict = explain(rule.event_pattern, event.raw_event)
    passed = sum(leaf.passed for leaf in verdict.leaves)
    return [
        f"{ladder}, pattern NO",
        *mismatch_lines(evaluation.mismatches, "rule", pattern_hint(evaluation.mismatches, event, recorded)),
        f"{passed} of {len(verdict.leaves)} pattern fields matched; {origin(event)}",
    ]
