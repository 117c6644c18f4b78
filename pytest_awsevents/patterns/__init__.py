"""EventBridge's event pattern language: parse, match, explain, index. Pure: knows no AWS call, clock or recorder."""

from __future__ import annotations

from pytest_awsevents.patterns.atoms import Json
from pytest_awsevents.patterns.errors import InvalidPattern
from pytest_awsevents.patterns.example import NoExample, example_event
from pytest_awsevents.patterns.explain import ABSENT, Absent, Explanation, LeafVerdict, Mismatch, explain
from pytest_awsevents.patterns.index import RuleIndex
from pytest_awsevents.patterns.lint import Lint, lint
from pytest_awsevents.patterns.pattern import Pattern, matches, parse

__all__ = [
    "ABSENT",
    "Absent",
    "Explanation",
    "InvalidPattern",
    "Json",
    "LeafVerdict",
    "Lint",
    "Mismatch",
    "NoExample",
    "Pattern",
    "RuleIndex",
    "example_event",
    "explain",
    "lint",
    "matches",
    "parse",
]
