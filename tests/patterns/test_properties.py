from __future__ import annotations

import json
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_awsevents import patterns
from tests.patterns import slow
from tests.patterns.generators import any_events, crowd_of_patterns, crowded_event
from tests.patterns.generators import patterns as some_patterns


@settings(max_examples=150, deadline=None)
@given(some_patterns, any_events)
def test_compiled_patterns_agree_with_a_direct_reading_of_the_rules(pattern, event):
    assert patterns.matches(json.dumps(pattern), event) == slow.matches(pattern, event)


@settings(max_examples=100, deadline=None)
@given(some_patterns, any_events)
def test_explanations_never_disagree_with_matching(pattern, event):
    text = json.dumps(pattern)

    explanation = patterns.explain(text, event)

    assert explanation.matched == patterns.matches(text, event)
    assert explanation.matched == (not explanation.mismatches)
    assert not explanation.matched or all(leaf.passed for leaf in explanation.leaves)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("rstuvwxyz"), st.none() | some_patterns), min_size=1, max_size=40),
    st.lists(any_events, min_size=1, max_size=4),
)
def test_an_index_gives_what_the_rules_give_one_by_one(steps, events):
    index, rules = patterns.RuleIndex(), {}
    for number, (name, pattern) in enumerate(steps):
        if pattern is not None:
            rules[name] = json.dumps(pattern)
            index.add(name, rules[name])
        elif name in rules:
            index.remove(name)
            del rules[name]
        if number % 8 == 0:
            assert index.match(events[0]) == [name for name in rules if patterns.matches(rules[name], events[0])]
    for event in events:
        assert index.match(event) == [name for name in rules if patterns.matches(rules[name], event)]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000).map(Random))
def test_an_index_of_many_rules_gives_what_the_rules_give_one_by_one(random):
    texts = {f"rule {number}": json.dumps(item) for number, item in enumerate(crowd_of_patterns(random, 150))}
    index = patterns.RuleIndex()
    for name, text in texts.items():
        index.add(name, text)
    for name in random.sample(list(texts), 20):
        index.remove(name)
        del texts[name]
    for event in [crowded_event(random) for _ in range(20)]:
        assert index.match(event) == [name for name, text in texts.items() if patterns.matches(text, event)]


@settings(max_examples=60, deadline=None)
@given(some_patterns)
def test_the_example_event_of_a_pattern_matches_it(pattern):
    text = json.dumps(pattern)

    try:
        event = patterns.example_event(text)
    except patterns.NoExample:
        return

    assert patterns.matches(text, event)


@settings(deadline=None)
@given(some_patterns)
def test_lint_has_an_opinion_on_every_pattern(pattern):
    assert isinstance(patterns.lint(json.dumps(pattern)), tuple)
