from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_awsevents import patterns
from pytest_awsevents.strategies import matching_events, nearly_matching_events

PATTERN = json.dumps(
    {
        "source": ["shop", {"prefix": "store."}],
        "detail": {
            "total": [{"numeric": [">", 100]}],
            "note": [{"exists": False}],
            "$or": [{"customer": {"tier": ["gold"]}}, {"coupon": [{"anything-but": ["", "none"]}, {"exists": False}]}],
        },
    }
)


@settings(deadline=None)
@given(matching_events(PATTERN))
def test_matching_events_match(event):
    assert patterns.matches(PATTERN, event)


@settings(deadline=None)
@given(nearly_matching_events(patterns.parse(PATTERN)))
def test_nearly_matching_events_do_not(event):
    assert not patterns.matches(PATTERN, event)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_every_branch_and_every_alternative_is_drawn(data):
    pattern = '{"a": [1, "x", {"exists": false}], "$or": [{"b": [1]}, {"c": [1]}]}'

    event = data.draw(matching_events(pattern))

    assert patterns.matches(pattern, event)


def test_pattern_that_nothing_matches():
    with pytest.raises(patterns.NoExample):
        matching_events('{"a": [{"numeric": [">", 1, "<", 1.0000000000000002]}]}')
