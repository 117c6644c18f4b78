from __future__ import annotations

import json
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_awsevents.inputs import Position
from pytest_awsevents.inputs.json_syntax import is_json, syntax_error


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("key:value", 1, 4),
        ("tru", 1, 4),
        ("nullify", 1, 8),
        ("NaN", 1, 4),
        ("", 1, 1),
        (" ", 1, 2),
        ('"open', 1, 6),
        ('"line\nend"', 1, 7),
        ('"\\q"', 1, 4),
        ('"\\u00zz"', 1, 7),
        ('"\\', 1, 3),
        ("'single'", 1, 2),
        ("01", 1, 3),
        ("1 2", 1, 4),
        ("{", 1, 2),
        ("{a: 1}", 1, 3),
        ('{"a" 1}', 1, 7),
        ('{"a": 1,}', 1, 10),
        ('{"a": 1 "b": 2}', 1, 10),
        ('{"a": [1, 2}', 1, 13),
        ("[1,]", 1, 5),
        ("[1]]", 1, 5),
        ('{\n  "a": 1,\n  b: 2\n}', 3, 4),
        ('{\r\n "a": \r oops}', 3, 6),
    ],
)
def test_the_position_is_where_the_reader_stops(text: str, line: int, column: int) -> None:
    assert syntax_error(text) == Position(line, column)
    assert not is_json(text)


def refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def python_takes(text: str) -> bool:
    try:
        json.loads(text, parse_constant=refuse)
    except ValueError:
        return False
    return True


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10)


@settings(deadline=None)
@given(values, st.sampled_from([None, 2]), st.booleans())
def test_json_has_no_syntax_error(value: object, indent: int | None, ensure_ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ensure_ascii)
    assert syntax_error(text) is None
    assert is_json(text)


near_json = st.lists(
    st.sampled_from(
        ["{", "}", "[", "]", ",", ":", '"', '"a"', "\\", "\\u12ab", "1", "-", ".5", "e3", "true", "\n", " "]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=500, deadline=None)
@given(near_json | st.text(max_size=20))
def test_the_scanner_agrees_with_python_on_what_is_json(text: str) -> None:
    assert (syntax_error(text) is None) == is_json(text) == python_takes(text)


def test_nesting_too_deep_for_python_is_still_judged() -> None:
    assert is_json("[" * 4000 + "]" * 4000)
    assert syntax_error("[" * 4000) == Position(1, 4001)


def test_a_number_too_long_for_python_is_still_json() -> None:
    assert is_json("9" * 6000)
