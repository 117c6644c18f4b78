"""Leaves → functions of one atom. Made once per leaf; nothing here can fail at match time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from pytest_awsevents.patterns.addresses import contains
from pytest_awsevents.patterns.atoms import Atom
from pytest_awsevents.patterns.folding import ends_folded, equals_folded, starts_folded
from pytest_awsevents.patterns.operators import (
    AnythingBut,
    AnythingButLike,
    Cidr,
    EqualsIgnoreCase,
    Exactly,
    Exists,
    Leaf,
    Numeric,
    Operator,
    Prefix,
    SameAddress,
    Suffix,
    TextOperator,
    Wildcard,
)
from pytest_awsevents.patterns.wildcards import matches_pieces

Test: TypeAlias = Callable[[Atom], bool]


def leaf_test(leaf: Leaf) -> Test:
    """Does a present value satisfy any alternative of the leaf? (Absence is not a value: see `accepts_absence`.)"""
    exact = frozenset(item.value for item in leaf.alternatives if isinstance(item, Exactly))
    tests = [operator_test(item) for item in leaf.alternatives if not isinstance(item, Exactly)]
    if exact:
        tests.insert(0, exact.__contains__)
    if len(tests) == 1:
        return tests[0]
    return lambda value: any(test(value) for test in tests)


def operator_test(operator: Operator) -> Test:
    """Does a present value satisfy this one alternative?"""
    match operator:
        case Exactly(value):
            return frozenset([value]).__contains__
        case Numeric():
            holds = operator.holds
            return lambda value: isinstance(value, (int, float)) and holds(value)
        case Cidr(_, width, prefix, bits):
            return lambda value: isinstance(value, str) and contains(width, prefix, bits, value)
        case SameAddress(_, width, number):
            return lambda value: isinstance(value, str) and contains(width, number, width, value)
        case Exists(wanted):
            return lambda _: wanted
        case AnythingBut(values):
            excluded = frozenset(values)
            return lambda value: value not in excluded
        case AnythingButLike(operators):
            tests = [text_test(item) for item in operators]
            return lambda value: not any(test(value) for test in tests)
        case _:
            return text_test(operator)


def text_test(operator: TextOperator) -> Test:
    match operator:
        case Prefix(text, ignore_case):
            starts = starts_folded if ignore_case else str.startswith
            return lambda value: isinstance(value, str) and starts(value, text)
        case Suffix(text, ignore_case):
            ends = ends_folded if ignore_case else str.endswith
            return lambda value: isinstance(value, str) and ends(value, text)
        case EqualsIgnoreCase(text):
            return lambda value: isinstance(value, str) and equals_folded(value, text)
        case Wildcard(_, pieces):
            return lambda value: isinstance(value, str) and matches_pieces(value, pieces)
