"""Any text is answered or refused with a reason, any JSON is answered, and nothing takes more than linear time."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_awsevents import patterns

HARD = '{"a": [{"wildcard": "*a*a*a*a*a"}]}'
json_like = st.text(alphabet='{}[],:"\\ue0019.-$orabcntls*/ \n\ud800é', max_size=40)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda items: st.lists(items, max_size=4) | st.dictionaries(st.text(max_size=3), items, max_size=4),
    max_leaves=10,
)
operators = st.sampled_from(["prefix", "suffix", "wildcard", "numeric", "cidr", "exists", "anything-but", "$or", "a"])
nearly_patterns = st.dictionaries(
    operators, st.lists(json_values | st.dictionaries(operators, json_values, max_size=2), max_size=3), max_size=2
)


@settings(deadline=None)
@given(st.text() | json_like | nearly_patterns.map(json.dumps))
def test_any_text_is_a_pattern_or_refused_with_a_reason(text):
    with suppress(patterns.InvalidPattern):
        patterns.parse(text)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["a", "b", "a.b", ""]), json_values, max_size=3))
def test_any_json_is_answered(event):
    pattern = (
        '{"a": [1, {"prefix": "x"}, {"anything-but": [2]}], "$or": [{"a.b": [1e400]}, {"b": [{"exists": false}]}]}'
    )
    index = patterns.RuleIndex()
    index.add("rule", pattern)

    matched = patterns.matches(pattern, event)

    assert matched == patterns.explain(pattern, event).matched == bool(index.match(event))


def nested(levels, inner):
    for _ in range(levels):
        inner = [inner]
    return inner


def test_depth_beyond_pythons_recursion_limit():
    depth = 3 * sys.getrecursionlimit()
    deep = {"a": nested(depth, 1)}

    assert patterns.matches('{"a": [1]}', deep)
    assert patterns.explain('{"a": [1]}', deep).matched
    path = '{"a":' * 900
    assert not patterns.matches(path + '{"b":[1]}' + "}" * 900, deep)
    assert patterns.example_event(path + '{"b":[1]}' + "}" * 900)
    with pytest.raises(patterns.InvalidPattern):
        patterns.parse("[" * depth)


ODD_SCALARS = [
    (f"[{'9' * 5000}]", int("9" * 4000) * 10**1000, False),
    (f"[{'9' * 400}]", int("9" * 400), True),
    ('[{"numeric": [">", 0]}]', 10**5000, False),
    ('[{"numeric": [">", 0]}]', float("inf"), False),
    ('[{"anything-but": 1}]', float("nan"), True),
    ('[{"numeric": ["=", 1e23]}]', 10**23, True),
    ("[1e-999999999999999999999]", 0, False),
    ("[-1e999]", float("-inf"), True),
    ('["\\ud800"]', "\ud800", True),
    ('[{"wildcard": "\\ud800*"}]', "\ud800x", True),
    ('[{"equals-ignore-case": "\\ud800"}]', "?", True),
    ('[{"equals-ignore-case": "😀"}]', "??", True),
    ('["\\ud83d\\ude00"]', "😀", True),
    ('[{"exists": true}]', object(), True),
    ("[null]", object(), False),
]


@pytest.mark.parametrize(("leaf", "value", "expected"), ODD_SCALARS, ids=[leaf[:40] for leaf, _, _ in ODD_SCALARS])
def test_odd_scalars(leaf, value, expected):
    assert patterns.matches(f'{{"a": {leaf}}}', {"a": value}) is expected
    patterns.explain(f'{{"a": {leaf}}}', {"a": value})


def test_read_only_events_are_events_too():
    event = MappingProxyType({"a": MappingProxyType({"b": ({"c": 1}, MappingProxyType({"c": 2}))})})

    assert patterns.matches('{"a": {"b": {"c": [2]}}}', event)


class CountingText(str):
    """A text that counts the characters which searches in it walk over."""

    __slots__ = ("walked",)

    def __init__(self, _):
        self.walked = 0

    def find(self, piece, start=0, end=sys.maxsize):
        place = super().find(piece, start, end)
        self.walked += (min(end, len(self)) if place < 0 else place + len(piece)) - start
        return place


@pytest.mark.parametrize("ending", ["", "b"])
def test_wildcards_never_walk_back(ending):
    walked = []
    for length in (1000, 2000, 4000):
        text = CountingText("a" * length + ending)
        patterns.matches(HARD, {"a": text})
        walked.append(text.walked)
        assert text.walked <= len(text)


def array_event(elements):
    return {"a": [{"n": number, "s": -number, "deep": [{"x": number}]} for number in range(elements)]}


class CountingTest:
    def __init__(self, test):
        self.test, self.calls = test, 0

    def __call__(self, value):
        self.calls += 1
        return self.test(value)


def test_array_consistency_is_linear_in_the_elements():
    inner = '"deep": {"x": [{"numeric": [">=", 0]}]}, "n": [{"numeric": [">=", 0]}], "s": [{"exists": true}]'
    text = f'{{"a": {{{inner}, "t": [1]}}}}'
    calls = []
    for elements in (1250, 2500, 5000):
        pattern = patterns.Pattern(text, patterns.parse(text).branches)
        counting = [leaf._replace(test=CountingTest(leaf.test)) for leaf in pattern.compiled[0]]
        pattern.__dict__["compiled"] = (tuple(counting),)
        event = array_event(elements)
        event["a"].append({"t": 1})

        assert not pattern.matches(event)

        calls.append(sum(leaf.test.calls for leaf in counting))
    assert calls[2] < 2.2 * calls[1] < 5 * calls[0]


def test_element_of_a_long_array_is_found_together():
    event = array_event(5000)
    pattern = '{"a": {"n": [4999], "s": [-4999], "deep": {"x": [4999]}}}'

    assert patterns.matches(pattern, event)
    assert not patterns.matches(pattern.replace("-4999", "-4998"), event)
