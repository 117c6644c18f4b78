"""A second matcher, written from the rules of the language and from nothing else: slow, direct, without any index.

It takes valid patterns as parsed JSON without duplicate or dotted keys, and tries every choice of one value per leaf.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

Place = dict[int, int]
Found = tuple[str, Any, Place]


def matches(pattern: dict[str, Any], event: dict[str, Any]) -> bool:
    found = list(_flatten(event, "", {}, itertools.count()))
    return any(_branch_matches(branch, found) for branch in _branches(pattern))


def _branches(pattern: dict[str, Any]) -> list[dict[str, list[Any]]]:
    return _read(pattern, "", [{}])


def _read(pattern: dict[str, Any], prefix: str, branches: list[dict[str, list[Any]]]) -> list[dict[str, list[Any]]]:
    for key, value in pattern.items():
        if key == "$or":
            branches = [made for item in value for made in _read(item, prefix, [dict(branch) for branch in branches])]
        elif isinstance(value, dict):
            branches = _read(value, f"{prefix}{key}.", branches)
        else:
            for branch in branches:
                branch[prefix + key] = value
    return branches


def _flatten(value: Any, path: str, place: Place, numbers: Iterator[int]) -> Iterator[Found]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flatten(item, f"{path}.{key}" if path else key, place, numbers)
    elif isinstance(value, list):
        array = next(numbers)
        for index, item in enumerate(value):
            inner = {**place, array: index} if isinstance(item, (dict, list)) else place
            yield from _flatten(item, path, inner, numbers)
    else:
        yield path, value, place


def _branch_matches(branch: dict[str, list[Any]], found: list[Found]) -> bool:
    return _choose(sorted(branch.items()), found, {})


def _choose(leaves: list[tuple[str, list[Any]]], found: list[Found], fixed: Place) -> bool:
    if not leaves:
        return True
    (path, alternatives), *rest = leaves
    compatible = [
        (value, place)
        for name, value, place in found
        if name == path and all(fixed.get(array, index) == index for array, index in place.items())
    ]
    if not compatible and {"exists": False} in alternatives and _choose(rest, found, fixed):
        return True
    return any(
        _choose(rest, found, fixed | place)
        for value, place in compatible
        if any(_satisfies(value, item) for item in alternatives)
    )


def _satisfies(value: Any, wanted: Any) -> bool:
    if not isinstance(wanted, dict):
        return _equal(value, wanted)
    ((operator, operand),) = wanted.items()
    if operator == "exists":
        return operand
    if operator == "anything-but":
        return _is_anything_but(value, operand)
    if operator == "numeric":
        return _is_number(value) and _in_range(float(value), operand)
    if operator == "cidr":
        return isinstance(value, str) and _in_network(value, operand)
    return isinstance(value, str) and _text_satisfies(value, operator, operand)


def _is_number(value: Any) -> bool:
    """Numbers that a double does not hold are not compared."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and float(repr(float(value))) == value


def _equal(value: Any, wanted: Any) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool) or value is None or wanted is None:
        return value is wanted
    if isinstance(value, str) and isinstance(wanted, str):
        return value == wanted or (_quad(value) is not None and _quad(value) == _quad(wanted))
    if isinstance(value, str) or isinstance(wanted, str):
        return False
    if _is_number(value) and _is_number(wanted):
        return float(value) == float(wanted)
    return json.dumps(value) == json.dumps(wanted)


def _is_anything_but(value: Any, operand: Any) -> bool:
    if not isinstance(operand, dict):
        excluded = operand if isinstance(operand, list) else [operand]
        if isinstance(value, str):
            return value not in excluded
        return not _is_number(value) or not any(value == item for item in excluded if not isinstance(item, str))
    ((operator, texts),) = operand.items()
    texts = texts if isinstance(texts, list) else [texts]
    return not isinstance(value, str) or not any(_text_satisfies(value, operator, text) for text in texts)


def _in_range(number: float, operand: list[Any]) -> bool:
    compare = {
        "=": number.__eq__,
        "<": number.__lt__,
        "<=": number.__le__,
        ">": number.__gt__,
        ">=": number.__ge__,
    }
    return all(compare[operator](float(bound)) for operator, bound in zip(operand[::2], operand[1::2], strict=True))


def _text_satisfies(value: str, operator: str, operand: Any) -> bool:
    if operator in ("prefix", "suffix"):
        cuts = range(len(value) + 1)
        parts = [value[:cut] if operator == "prefix" else value[cut:] for cut in cuts]
        if isinstance(operand, dict):
            return any(_folds_to(part, operand["equals-ignore-case"]) for part in parts)
        return operand in parts
    if operator == "equals-ignore-case":
        return _folds_to(value, operand)
    assert operator == "wildcard"
    return _wildcard(value, operand)


def _folds_to(value: str, pattern: str) -> bool:
    if not pattern:
        return not value
    return any(
        value.startswith(form) and _folds_to(value[len(form) :], pattern[1:])
        for form in {pattern[0].lower(), pattern[0].upper()}
    )


def _wildcard(value: str, pattern: str) -> bool:
    if not pattern:
        return not value
    if pattern[0] == "*":
        return any(_wildcard(value[cut:], pattern[1:]) for cut in range(len(value) + 1))
    literal = pattern[1] if pattern[0] == "\\" else pattern[0]
    rest = pattern[2:] if pattern[0] == "\\" else pattern[1:]
    return value.startswith(literal) and _wildcard(value[1:], rest)


def _quad(text: str) -> int | None:
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts):
        return None
    return sum(int(part) << shift for part, shift in zip(parts, (24, 16, 8, 0), strict=True))


def _in_network(value: str, operand: str) -> bool:
    base, _, bits = operand.partition("/")
    number, network = _quad(value), _quad(base)
    assert network is not None
    return number is not None and number >> (32 - int(bits)) == network >> (32 - int(bits))
