"""Constraints of botocore's model that the service checks, not the client: in AWS's wording.

All violations of a call are collected into one error: `N validation error(s) detected: ` and the items, joined by `; `
(recorded for EventBridge). botocore itself checks required members, types and minimum lengths before anything is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.wording import Wording
from pytest_awsevents.wire.java_text import compile_java_pattern, java_text, lower_camel

Rule: TypeAlias = tuple[Callable[[Any], bool], str]
"""Whether a value keeps a constraint, and AWS's text of the constraint."""

Check: TypeAlias = Callable[[Any, str], Iterator[str]]
"""Yields the violations inside a value at a path."""


def check_constraints(operation: OperationModel, params: Mapping[str, Any], wording: Wording) -> None:
    """Raises AwsError with every constraint of the input shape that the params break."""
    key = (operation.service_model.service_name, operation.name)
    if key in _CHECKS:
        check = _CHECKS[key]
    else:
        shape = operation.input_shape
        check = _CHECKS[key] = None if shape is None else _Compiler(wording).check(shape)
    if check is None:
        return
    violations = list(check(params, ""))
    if violations:
        noun = "error" if len(violations) == 1 else "errors"
        raise AwsError(wording.code, f"{len(violations)} validation {noun} detected: " + "; ".join(violations))


_CHECKS: dict[tuple[str, str], Check | None] = {}


class _Compiler:
    """Makes the check of a shape; None where nothing in it is constrained, so that nothing is walked."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._open: set[str] = set()

    def check(self, shape: Shape) -> Check | None:
        own = self._own(shape)
        inner = self._inner(shape)
        if own is None or inner is None:
            return own or inner

        def check_both(value: Any, path: str) -> Iterator[str]:
            yield from own(value, path)
            yield from inner(value, path)

        return check_both

    def _own(self, shape: Shape) -> Check | None:
        rules = self._rules(shape)
        if not rules:
            return None
        secret = bool(shape.metadata.get("sensitive"))

        def check_own(value: Any, path: str) -> Iterator[str]:
            for keeps, text in rules:
                if not keeps(value):
                    shown = "" if secret else f" '{java_text(value, shape, self._wording)}'"
                    yield f"Value{shown} at '{path}' failed to satisfy constraint: {text}"

        return check_own

    def _inner(self, shape: Shape) -> Check | None:
        if shape.name in self._open:  # a shape that holds itself: checked one level deep
            return None
        self._open.add(shape.name)
        try:
            if isinstance(shape, StructureShape):
                return self._members(shape)
            if isinstance(shape, ListShape):
                return self._elements(shape)
            if isinstance(shape, MapShape):
                return self._values(shape)
            return None
        finally:
            self._open.discard(shape.name)

    def _members(self, shape: StructureShape) -> Check | None:
        found = {name: self.check(member) for name, member in shape.members.items()}
        checks = {name: check for name, check in found.items() if check is not None}
        if not checks:
            return None

        def check_members(value: Mapping[str, Any], path: str) -> Iterator[str]:
            prefix = f"{path}." if path else ""
            for name, check in checks.items():
                if name in value:
                    yield from check(value[name], prefix + lower_camel(name))

        return check_members

    def _elements(self, shape: ListShape) -> Check | None:
        if isinstance(shape.member, StructureShape | ListShape | MapShape):
            check = self.check(shape.member)
            if check is None:
                return None

            def check_elements(value: Sequence[Any], path: str) -> Iterator[str]:
                for number, item in enumerate(value, start=1):
                    yield from check(item, f"{path}.{number}.member")

            return check_elements
        return self._scalars(shape, self._rules(shape.member), lambda value: value)

    def _values(self, shape: MapShape) -> Check | None:
        keys = self._scalars(shape, self._rules(shape.key), lambda value: value.keys())
        if isinstance(shape.value, StructureShape | ListShape | MapShape):
            check = self.check(shape.value)

            def check_values(value: Mapping[str, Any], path: str) -> Iterator[str]:
                if keys is not None:
                    yield from keys(value, path)
                for key, item in value.items():
                    if check is not None:
                        yield from check(item, f"{path}.{key}.member")

            return check_values if check or keys else None
        values = self._scalars(shape, self._rules(shape.value), lambda value: value.values())
        if keys is None or values is None:
            return keys or values

        def check_both(value: Any, path: str) -> Iterator[str]:
            yield from keys(value, path)
            yield from values(value, path)

        return check_both

    def _scalars(self, shape: Shape, rules: Sequence[Rule], items: Callable[[Any], Any]) -> Check | None:
        """Scalars in a list or map are reported together, at the path of the list, with all their constraints."""
        if not rules:
            return None
        texts = f"[{', '.join(text for _, text in rules)}]"

        def check_scalars(value: Any, path: str) -> Iterator[str]:
            if not all(keeps(item) for item in items(value) for keeps, _ in rules):
                shown = java_text(value, shape, self._wording)
                constraint = f"Member must satisfy constraint: {texts}"
                yield f"Value '{shown}' at '{path}' failed to satisfy constraint: {constraint}"

        return check_scalars

    def _rules(self, shape: Shape) -> Sequence[Rule]:
        return list(_rules(shape, self._wording))


def _rules(shape: Shape, wording: Wording) -> Iterator[Rule]:
    """The constraints of one shape; the pattern comes before the length (recorded), the maximum before the minimum."""
    metadata = shape.metadata
    if pattern := metadata.get("pattern"):
        yield _pattern_rule(pattern)
    measure, noun = (_itself, "value") if shape.type_name in _NUMBERS else (_length, "length")
    if (maximum := metadata.get("max")) is not None:
        yield (lambda value: measure(value) <= maximum), f"Member must have {noun} less than or equal to {maximum}"
    if (minimum := metadata.get("min")) is not None:
        yield (lambda value: measure(value) >= minimum), f"Member must have {noun} greater than or equal to {minimum}"
    if values := metadata.get("enum"):
        listed = ", ".join(wording.enum_orders.get(shape.name, values))
        yield (lambda value: value in values), f"Member must satisfy enum value set: [{listed}]"


_NUMBERS = frozenset({"integer", "long", "float", "double"})


def _itself(value: Any) -> Any:
    return value


def _length(value: Any) -> int:
    return len(value)


@cache
def _pattern_rule(pattern: str) -> Rule:
    text = f"Member must satisfy regular expression pattern: {pattern}"
    compiled: list[re.Pattern[str] | None] = []

    def keeps(value: Any) -> bool:
        if not compiled:  # compiled on first use: a model has hundreds of patterns, a test meets a few
            compiled.append(compile_java_pattern(pattern))
        return compiled[0] is None or compiled[0].fullmatch(value) is not None

    return keeps, text
