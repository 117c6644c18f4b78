"""EventBridge's event pattern language: parse, match, explain, index. Pure: knows no AWS call, clock or recorder."""

from __future__ import annotations

from pytest_awsevents.patterns.atoms import Json
from pytest_awsevents.patterns.errors import InvalidPattern
from pytest_awsevents.patterns.explain import ABSENT, Absent, Explanation, LeafVerdict, Mismatch, explain
from pytest_awsevents.patterns.index import RuleIndex
from pytest_awsevents.patterns.pattern import Pattern, matches, parse

__all__ = [
    "ABSENT",
    "Absent",
    "Explanation",
    "InvalidPattern",
    "Json",
    "LeafVerdict",
    "Mismatch",
    "Pattern",
    "RuleIndex",
    "explain",
    "matches",
    "parse",
]
