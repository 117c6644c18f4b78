"""Where a reason stands in the text, which of several mistakes is named, and texts that are no JSON at all."""

from __future__ import annotations

import pytest

from pytest_awsevents import patterns

VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"


def reason(text):
    with pytest.raises(patterns.InvalidPattern) as caught:
        patterns.parse(text)
    return caught.value.reason


def located(first_line, text, column, line=1):
    return f'{first_line}\n at [Source: (String)"{text}"; line: {line}, column: {column}]'


@pytest.mark.parametrize(
    ("text", "first_line", "column"),
    [
        ('{"a": []}', "Empty arrays are not allowed", 9),
        ('{"a": "text"}', '"a" must be an object or an array', 8),
        ('{"a": 12}', '"a" must be an object or an array', 9),
        ('["a"]', "Filter is not an object", 2),
        ('{"a": [{"prefix": 123}]}', "prefix match pattern must be a string", 22),
        ('{"a": [{"suffix": ["x"]}]}', "suffix match pattern must be a string", 20),
        ('{"a": [{"wildcard": "x**"}]}', "Consecutive wildcard characters at pos 2", 26),
        ('{"a": nothing}', f"Unrecognized token 'nothing': was expecting {VALUES}", 14),
    ],
)
def test_reason_is_located_after_what_was_read(text, first_line, column):
    assert reason(text) == located(first_line, text, column)


def test_lines_are_counted():
    text = '{\r\n  "a": [],\n}'

    assert "\n at [Source: (String)" in reason(text)
    assert reason(text).endswith("line: 2, column: 10]")


def test_long_texts_are_truncated():
    text = '{"a": [' + '"x", ' * 200 + "{}]}"

    assert reason(text).startswith(f'Match expression name not found\n at [Source: (String)"{text[:500]}"[truncated ')


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [{"anything-but": ["x", null]}]}',
        '{"a": [{"anything-but": {"suffix": [1, "x"]}}]}',
        '{"a": [{"anything-but": {"equals-ignore-case": [1]}}]}',
    ],
)
def test_mistakes_in_excluded_lists_are_located_twice(text):
    assert reason(text).count("\n at [Source: ") == 2


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('{"a": [{"cidr": "10.0.0.0"}]}', "Malformed CIDR, one '/' required"),
        ('{"a": [{"cidr": "10.0.0.0/99999999999"}]}', "Malformed CIDR, mask bits must be an integer"),
        ('{"a": [{"cidr": "1:2/64"}]}', "Invalid IP address: 1:2"),
        ('{"a": [{"anything-but": 1e400}]}', "Cannot compare number : 1e400"),
        (
            '{"a": [{"wildcard": "*a*b*c*d*e*f"}]}',
            "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences "
            "after a wildcard character",
        ),
    ],
)
def test_some_reasons_have_no_location(text, whole):
    assert reason(text) == whole


@pytest.mark.parametrize(
    ("text", "first_line"),
    [
        ('{"a": [], "b": oops}', "Empty arrays are not allowed"),
        ('{"b": oops, "a": []}', f"Unrecognized token 'oops': was expecting {VALUES}"),
        ('{"a": [{"foo": oops}]}', f"Unrecognized token 'oops': was expecting {VALUES}"),
        ('{"a": "never closed', '"a" must be an object or an array'),
        ('{"a": [{"wildcard": "*1*2*3*4*5*6"}], "b": 1}', '"b" must be an object or an array'),
    ],
)
def test_first_mistake_in_reading_order_is_named(text, first_line):
    assert reason(text).partition("\n")[0] == first_line


@pytest.mark.parametrize(
    ("text", "first_line"),
    [
        ("{", "Unexpected end-of-input: expected close marker for Object (start marker at "),
        ('{"a', "Unexpected end-of-input in field name"),
        ('{"a"', "Unexpected end-of-input within/between Object entries"),
        ('{"a" 1', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value"),
        ('{"a": ["x"', "Unexpected end-of-input: expected close marker for Array (start marker at "),
        ('{"a": ["x" 1', "Unexpected character ('1' (code 49)): was expecting comma to separate Array entries"),
        ('{"a": ["x"}', "Unexpected close marker '}': expected ']' (for Array starting at "),
        ('{"a": ["x', "Unexpected end-of-input: was expecting closing quote for a string value"),
        ('{"a": ["\\', "Unexpected end-of-input in character escape sequence"),
        ('{"a": ["\\u00', "Unexpected character ('0' (code 48)): expected a hex-digit for character escape sequence"),
        ('{"a": ["\\u', "Unexpected end-of-input: expected a hex-digit for character escape sequence"),
        ('{"a": ["\n', "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be "),
        (
            '{"a": [\x01',
            "Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed ",
        ),
        ('{"a": [-', "Unexpected end-of-input: expected digit (0-9) to follow minus sign, for valid numeric value"),
        ('{"a": [01', "Invalid numeric value: Leading zeroes not allowed"),
        ('{"a": [1e', "Unexpected end-of-input: Exponent indicator not followed by a digit"),
        ('{"a": [1ex', "Unexpected character ('x' (code 120)) in numeric value: Exponent indicator not followed by "),
        ('{"a": }', "Unexpected character ('}' (code 125)): expected a value"),
        ('{"a": [€', f"Unexpected character ('€' (code 8364 / 0x20ac)): expected a valid value {VALUES}"),
        ('{"a": [' + "x" * 300, f"Unrecognized token '{'x' * 256}...': was expecting {VALUES}"),
        ('{"a":' * 1001, "Document nesting depth (1001) exceeds the maximum allowed (1000, from "),
    ],
)
def test_text_that_is_not_json(text, first_line):
    assert reason(text).startswith(first_line)


def test_anything_after_the_pattern_is_ignored():
    assert patterns.matches('{"a": [1]} and so on', {"a": 1})


def test_combinations_of_or_are_limited():
    either = '"$or": [{"a": [1]}, {"b": [1]}]'

    assert len(patterns.parse("{" + ", ".join([either] * 9) + "}").branches) == 512
    assert reason("{" + ", ".join([either] * 140) + "}").startswith("Rule is too complex")
