from __future__ import annotations

import dataclasses
import json

import pytest

from pytest_awsevents.patterns import ABSENT, InvalidPattern, LeafVerdict, Mismatch, explain


def one(leaf, value=ABSENT):
    """The explanation of a pattern with one leaf, for an event with one value."""
    return explain(json.dumps({"a": leaf}), {} if value is ABSENT else {"a": value})


def test_every_leaf_is_judged():
    explanation = explain('{"b": [1], "a": ["x", "y"]}', {"a": "x", "b": 2})

    assert explanation.leaves == (
        LeafVerdict(path="a", wanted='"x" or "y"', got="x", passed=True),
        LeafVerdict(path="b", wanted="1", got=2, passed=False),
    )
    assert explanation.mismatches == (
        Mismatch(path="b", wanted="1", got=2, reason="the value is not what the pattern wants"),
    )
    assert not explanation.matched


def test_a_match_has_no_mismatches():
    explanation = explain('{"a": ["x"]}', {"a": "x"})

    assert explanation.matched
    assert explanation.mismatches == ()


def test_absent_is_not_null():
    assert one([1]).mismatches[0].got is ABSENT
    assert one([1], None).mismatches[0].got is None
    assert str(ABSENT) == repr(ABSENT) == "(absent)"


def test_several_values_are_given_together():
    assert one([1], [2, [True, None]]).leaves[0].got == (2, True, None)
    assert one([1], [2]).leaves[0].got == 2


@pytest.mark.parametrize(
    ("leaf", "wanted"),
    [
        ([{"numeric": [">", 100]}], "numeric > 100"),
        ([{"numeric": ["<=", 1.5]}], "numeric <= 1.5"),
        ([{"numeric": ["=", 3]}], "numeric = 3"),
        ([{"numeric": [">=", 0, "<", 5]}], "numeric >= 0, < 5"),
        ([{"exists": True}], "exists: true"),
        ([{"exists": False}, None, True], "exists: false or null or true"),
        ([{"prefix": "x"}], 'prefix "x"'),
        ([{"suffix": {"equals-ignore-case": "x"}}], 'suffix equals-ignore-case "x"'),
        ([{"equals-ignore-case": "é"}], 'equals-ignore-case "é"'),
        ([{"wildcard": "a*"}], 'wildcard "a*"'),
        ([{"cidr": "10.0.0.0/8"}, "10.0.0.1"], 'cidr "10.0.0.0/8" or "10.0.0.1"'),
        ([{"anything-but": ["a", "b"]}], 'anything-but "a", "b"'),
        ([{"anything-but": {"prefix": ["a", "b"]}}], 'anything-but prefix "a", prefix "b"'),
        ([9007199254740993, 1e300], "9007199254740993 or 1e+300"),
    ],
)
def test_wanted_in_words(leaf, wanted):
    assert one(leaf).leaves[0].wanted == wanted


@pytest.mark.parametrize(
    ("leaf", "value", "reason"),
    [
        ([1], ABSENT, "the event has no value here"),
        ([1], {"b": 1}, "the event has an object here, and only its fields can match"),
        ([1], [], "the event has an array without values here"),
        ([1], "1", "the event has a string, the pattern wants a number"),
        ([{"numeric": [">", 1]}], "2", "the event has a string, the pattern wants a number"),
        (["1"], 1, "the event has a number, the pattern wants a string"),
        (["Paid"], "paid", "differs only in letter case"),
        ([{"exists": False}], 1, "the field must be absent"),
        (["x"], ["y", "z"], "none of the values is wanted"),
    ],
)
def test_reason_names_the_likeliest_mistake(leaf, value, reason):
    assert [mismatch.reason for mismatch in one(leaf, value).mismatches] == [reason]


def test_nearest_branch_of_or_is_explained():
    pattern = '{"$or": [{"a": [1], "b": [1]}, {"c": [1], "d": [1]}, {"e": [1], "f": [1]}]}'

    explanation = explain(pattern, {"c": 1, "d": 2})

    assert (explanation.branch, explanation.branches) == (1, 3)
    assert [mismatch.path for mismatch in explanation.mismatches] == ["d"]


def test_first_matching_branch_of_or_is_explained():
    explanation = explain('{"$or": [{"a": [1]}, {"b": [1]}, {"c": [1]}]}', {"b": 1, "c": 1})

    assert explanation.matched
    assert explanation.branch == 1


def test_values_in_different_elements():
    pattern = '{"detail": {"items": {"name": ["cpu"], "unit": ["MHz"]}}}'
    event = {"detail": {"items": [{"name": "cpu", "unit": "GHz"}, {"name": "rpm", "unit": "MHz"}]}}

    explanation = explain(pattern, event)

    assert [leaf.passed for leaf in explanation.leaves] == [True, True]
    assert explanation.leaves[0].elements == ("detail.items[0]",)
    assert explanation.mismatches == (
        Mismatch(
            path="detail.items",
            wanted="one element for detail.items.name and detail.items.unit",
            got={"detail.items.name": ("detail.items[0]",), "detail.items.unit": ("detail.items[1]",)},
            reason="no element satisfies all: "
            "detail.items.name in detail.items[0]; detail.items.unit in detail.items[1]",
        ),
    )


def test_elements_of_nested_arrays():
    pattern = '{"a": {"b": {"c": [1], "d": [1]}, "e": [1]}}'
    event = {"a": [{"b": [{"c": 1}, {"d": 1}], "e": 1}, [{"b": {"c": 1}}]]}

    explanation = explain(pattern, event)

    assert explanation.leaves[0].elements == ("a[0].b[0]", "a[1][0]")
    assert explanation.leaves[2].elements == ("a[0]",)
    assert [mismatch.path for mismatch in explanation.mismatches] == ["a"]


def test_absence_that_would_have_to_be_in_another_element():
    pattern = '{"a": {"n": [1], "s": [{"exists": false}]}}'

    assert explain(pattern, {"a": [{"n": 1}, {"n": 2, "s": 3}]}).matched
    assert explain(pattern, {"a": [{"n": 1, "s": 3}, {"n": 2}]}).mismatches[0].path == "a"


def test_records_are_frozen_and_strict():
    mismatch = explain('{"a": [1]}', {}).mismatches[0]

    with pytest.raises(dataclasses.FrozenInstanceError):
        mismatch.path = "b"
    with pytest.raises(InvalidPattern):
        explain("{}", {})


def test_absence_test_fails_by_itself_where_no_element_is_to_be_chosen():
    explanation = explain('{"a": [1], "b": [{"exists": false}]}', {"a": 1, "b": 2, "c.d": 3})

    assert [mismatch.reason for mismatch in explanation.mismatches] == ["the field must be absent"]
