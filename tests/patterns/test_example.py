from __future__ import annotations

import json

import pytest

from pytest_awsevents.patterns import InvalidPattern, NoExample, example_event, matches


@pytest.mark.parametrize(
    ("pattern", "event"),
    [
        ({"source": ["a", "b"]}, {"source": "a"}),
        ({"a": {"b": [1], "c": [None]}, "d": [True]}, {"a": {"b": 1, "c": None}, "d": True}),
        ({"a": [{"exists": False}], "b": [{"exists": True}]}, {"b": "x"}),
        ({"a": [{"exists": False}, "x"]}, {}),
        ({"a": [{"numeric": [">", 1]}], "b": [{"numeric": [">", 1, "<", 1.5]}]}, {"a": 2, "b": 1.25}),
        ({"a": [{"numeric": ["<", -3]}], "b": [{"numeric": [">", 0, "<", 5e-324 * 2]}]}, {"a": -4, "b": 5e-324}),
        ({"a": [{"prefix": "x"}], "b": [{"suffix": {"equals-ignore-case": "É"}}]}, {"a": "x", "b": "é"}),
        ({"a": [{"wildcard": "a*b\\*"}], "b": [{"equals-ignore-case": "ABC"}]}, {"a": "ab*", "b": "abc"}),
        (
            {"a": [{"cidr": "10.1.2.3/24"}], "b": [{"cidr": "2001:db8::/32"}]},
            {"a": "10.1.2.0", "b": "2001:db8:0:0:0:0:0:0"},
        ),
        ({"a": [{"anything-but": ["x", "y"]}], "b": [{"anything-but": {"suffix": "x"}}]}, {"a": 1, "b": "y"}),
        ({"a": ["10.0.0.1"], "b": [9007199254740993]}, {"a": "10.0.0.1", "b": 9007199254740993}),
        ({"$or": [{"a": [1]}, {"b": [1]}], "c": [1]}, {"a": 1, "c": 1}),
        ({"a": [1], "a.b": [2], "a.b.c": [3]}, {"a": 1, "a.b": 2, "a.b.c": 3}),
    ],
)
def test_smallest_event(pattern, event):
    text = json.dumps(pattern)

    assert example_event(text) == event
    assert matches(text, event)


def test_branch_that_cannot_match_is_left_out():
    nothing = [{"numeric": [">", 1, "<", 1.0000000000000002]}]

    assert example_event(json.dumps({"$or": [{"a": nothing}, {"b": [1]}]})) == {"b": 1}
    with pytest.raises(NoExample, match=r"a: no value is numeric > 1, < 1\.0000000000000002"):
        example_event(json.dumps({"a": nothing}))


def test_invalid_pattern():
    with pytest.raises(InvalidPattern):
        example_event("{}")
