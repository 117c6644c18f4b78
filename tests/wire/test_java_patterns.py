from __future__ import annotations

import re

import pytest

from pytest_awsevents.wire.java_text import compile_java_pattern, lower_camel


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        (r"[\.\-_/#A-Za-z0-9]+", "a.b/c#1", "a b"),
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", "Größe 1", "a$b"),
        (r"\p{L}+", "été", "a1"),
        (r"[^\p{L}]+", "123", "a"),
        (r"[\p{Alnum}-]+", "a-1", "ä"),
        (r"[\p{Graph}]+", "a!", "a b"),
        (r"\p{IsAlpha}+", "abc", "a1"),
        (r"[\u0020-\uD7FF\n]+", "a\nb", "\x00"),
        (r"a\z", "a", "ab"),
        (r"^[a-z]+$", "abc", "ab1"),
        (r"(?!aws)[a-z]+", "mine", "aws"),
    ],
)
def test_patterns_of_models_are_understood(pattern: str, matching: str, other: str) -> None:
    compiled = compile_java_pattern(pattern)
    assert compiled is not None
    assert compiled.fullmatch(matching)
    assert not compiled.fullmatch(other)


@pytest.mark.parametrize(
    "pattern",
    [
        r"[a-z&&[^b]]+",
        r"[\p{L}||\p{M}]+",
        r"[a-z[A-Z]]+",
        r"(?<name>a)\k<name>",
        r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*",
        r"(unclosed",
    ],
)
def test_patterns_that_python_reads_otherwise_refuse_nothing(pattern: str) -> None:
    """No warning either: the suite turns it into an error, as the suites of users do."""
    assert compile_java_pattern(pattern) is None


@pytest.mark.parametrize(("name", "shown"), [("EventBusName", "eventBusName"), ("KMSKey", "kMSKey"), ("", "")])
def test_names_are_shown_as_java_does(name: str, shown: str) -> None:
    assert lower_camel(name) == shown


def test_patterns_are_compiled_once() -> None:
    assert compile_java_pattern("[a-c]") is compile_java_pattern("[a-c]")
    assert isinstance(compile_java_pattern("[a-c]"), re.Pattern)
