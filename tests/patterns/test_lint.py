from __future__ import annotations

import json

import pytest

from pytest_awsevents.patterns import lint, parse


def findings(pattern):
    return [(finding.path, finding.code, finding.never) for finding in lint(json.dumps(pattern))]


def test_good_pattern_has_no_findings():
    good = {"source": ["a"], "account": ["123456789012"], "detail": {"n": [{"numeric": [">", 0, "<", 1]}], "m": [1]}}

    assert findings(good) == []
    assert lint(parse(json.dumps(good))) == ()


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("detailType", "did you mean 'detail-type'"),
        ("detail_type", "did you mean 'detail-type'"),
        ("Source", "did you mean 'source'"),
        ("order", "fields of the event's own are in 'detail'"),
    ],
)
def test_unknown_envelope_field(path, hint):
    (finding,) = lint(json.dumps({path: ["x"]}))

    assert (finding.path, finding.code, finding.never) == (path, "unknown-field", True)
    assert finding.message == f"EventBridge's events have no field {path!r}; {hint}"


def test_absence_of_an_unknown_field_is_no_finding():
    assert findings({"order": [{"exists": False}]}) == []


def test_fields_of_texts_and_values_of_detail():
    assert findings({"source": {"name": ["x"]}}) == [("source.name", "unknown-field", True)]
    assert findings({"detail": ["x"]}) == [("detail", "unknown-field", True)]


@pytest.mark.parametrize("leaf", [[123456789012], [{"numeric": [">", 1]}], [None, True]])
def test_text_field_that_is_compared_with_another_type(leaf):
    assert findings({"account": leaf}) == [("account", "wrong-type", True)]
    assert findings({"account": [*leaf, "x"]}) == []


def test_range_between_neighbouring_numbers():
    nothing = {"numeric": [">", 1, "<", 1.0000000000000002]}

    assert findings({"detail": {"n": [nothing]}}) == [("detail.n", "empty-range", True)]
    assert findings({"detail": {"n": [nothing, 5]}}) == [("detail.n", "empty-range", False)]


def test_always_true():
    both = [{"exists": True}, {"exists": False}]
    either = [{"anything-but": "x"}, {"anything-but": "y"}]

    assert findings({"detail": {"n": both}}) == [("detail.n", "always-true", False)]
    assert findings({"detail": {"n": either}}) == [("detail.n", "always-true", False)]
    assert findings({"detail": {"n": [{"anything-but": ["x", "y"]}, {"anything-but": "x"}]}}) == []
    assert findings({"detail": [{"exists": False}]}) == [("detail", "always-true", False)]


def test_field_that_is_given_twice():
    (finding,) = lint('{"detail": {"a": [1], "b": [2], "a": [3]}}')

    assert (finding.path, finding.code, finding.never) == ("detail.a", "overridden", False)
    assert finding.message == "is given more than once; only the last counts"
