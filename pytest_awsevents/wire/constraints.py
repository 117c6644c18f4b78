"""Constraints of botocore's model that the service checks, not the client: in AWS's wording.

All violations of a call are collected into one error: `N validation error(s) detected: ` and the items, joined by `; `
(recorded for EventBridge). botocore itself checks required members, types and minimum lengths before anything is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from botocore.validate import ParamValidator

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.wording import Wording
from pytest_awsevents.wire.java_text import compile_java_pattern, java_text, lower_camel

Rule: TypeAlias = tuple[Callable[[Any], bool], str]
"""Whether a value keeps a constraint, and AWS's text of the constraint."""

Path: TypeAlias = "tuple[Path, str] | None"
"""Where a value stands, innermost name last; written out only for a violation."""

Check: TypeAlias = Callable[[Any, Path, list[str]], None]
"""Adds the violations inside a value at a path to a list."""


def check_constraints(operation: OperationModel, params: Mapping[str, Any], wording: Wording) -> None:
    """Raises AwsError with every constraint of the input shape that the params break."""
    key = (operation.service_model.service_name, operation.name)
    if key in _CHECKS:
        check = _CHECKS[key]
    else:
        shape = operation.input_shape
        check = _CHECKS[key] = None if shape is None or not wording.enforced else _Compiler(wording).check(shape)
    if check is None:
        return
    violations: list[str] = []
    check(params, None, violations)
    if violations:
        noun = "error" if len(violations) == 1 else "errors"
        code = wording.code if wording.code_of is None else wording.code_of(operation.name, _member(violations[0]))
        message = f"{len(violations)} validation {noun} detected: " + "; ".join(violations)
        raise AwsError(code, message, members=wording.members)


def check_as_client(operation: OperationModel, params: Mapping[str, Any]) -> None:
    """Raises AwsError where botocore's client would not send a call; for calls that no client of the user's makes."""
    if operation.input_shape is not None:
        report = ParamValidator().validate(params, operation.input_shape)
        if report.has_errors():
            raise AwsError("ParamValidation", f"Parameter validation failed: {report.generate_report()}")


def _member(violation: str) -> str:
    """The outermost member that a violation is in: it stands behind the last ` at '`, which no value can fake."""
    return re.split(r"[.']", violation.rpartition(" at '")[2], maxsplit=1)[0]


_CHECKS: dict[tuple[str, str], Check | None] = {}


class _Compiler:
    """Makes the check of a shape; None where nothing in it is constrained, so that nothing is walked."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._open: set[str] = set()

    def check(self, shape: Shape) -> Check | None:
        return _both(self._own(shape), self._inner(shape))

    def _own(self, shape: Shape) -> Check | None:
        rules = self._rules(shape)
        if not rules:
            return None
        secret = _is_secret(shape)

        def check_own(value: Any, path: Path, violations: list[str]) -> None:
            for keeps, text in rules:
                if not keeps(value):
                    value_text = "" if secret else f" '{java_text(value, shape, self._wording)}'"
                    violations.append(f"Value{value_text} at '{_written(path)}' failed to satisfy constraint: {text}")

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
                return self._entries(shape)
            return None
        finally:
            self._open.discard(shape.name)

    def _members(self, shape: StructureShape) -> Check | None:
        found = ((name, lower_camel(name), self.check(member)) for name, member in shape.members.items())
        checks = [(name, shown, check) for name, shown, check in found if check is not None]
        if not checks:
            return None

        def check_members(value: Mapping[str, Any], path: Path, violations: list[str]) -> None:
            for name, shown, check in checks:
                if name in value:
                    check(value[name], (path, shown), violations)

        return check_members

    def _elements(self, shape: ListShape) -> Check | None:
        if not isinstance(shape.member, _CONTAINERS):
            return self._scalars(shape, shape.member, "Member", lambda value: value)
        check = self.check(shape.member)
        if check is None:
            return None

        def check_elements(value: Sequence[Any], path: Path, violations: list[str]) -> None:
            for number, item in enumerate(value, start=1):
                check(item, ((path, str(number)), "member"), violations)

        return check_elements

    def _entries(self, shape: MapShape) -> Check | None:
        keys = self._scalars(shape, shape.key, "Map keys", lambda value: value.keys())
        if not isinstance(shape.value, _CONTAINERS):
            return _both(keys, self._scalars(shape, shape.value, "Map value", lambda value: value.values()))
        check = self.check(shape.value)
        if check is None:
            return keys

        def check_values(value: Mapping[str, Any], path: Path, violations: list[str]) -> None:
            for key, item in value.items():
                check(item, ((path, key), "member"), violations)

        return _both(keys, check_values)

    def _scalars(self, shape: Shape, scalar: Shape, noun: str, items: Callable[[Any], Iterable[Any]]) -> Check | None:
        """Scalars in a list or map are reported together, at the path of the list, with all their constraints.

        There the pattern comes last (seen in answers of QuickSight).
        """
        rules = self._rules(scalar)
        if not rules:
            return None
        texts = sorted((text for _, text in rules), key=lambda text: text.startswith(_PATTERN))
        constraint = f"{noun} must satisfy constraint: [{', '.join(texts)}]"
        secret = _is_secret(shape)

        def check_scalars(value: Any, path: Path, violations: list[str]) -> None:
            if not all(keeps(item) for item in items(value) for keeps, _ in rules):
                value_text = "" if secret else f" '{java_text(value, shape, self._wording)}'"
                violations.append(f"Value{value_text} at '{_written(path)}' failed to satisfy constraint: {constraint}")

        return check_scalars

    def _rules(self, shape: Shape) -> Sequence[Rule]:
        return list(_rules(shape, self._wording))


def _is_secret(shape: Shape) -> bool:
    """Whether a value is not shown: it is sensitive, or a list or map of what is."""
    shapes = [shape]
    if isinstance(shape, ListShape):
        shapes.append(shape.member)
    if isinstance(shape, MapShape):
        shapes += [shape.key, shape.value]
    return any(one.metadata.get("sensitive") for one in shapes)


_CONTAINERS = (StructureShape, ListShape, MapShape)


def _both(first: Check | None, second: Check | None) -> Check | None:
    if first is None or second is None:
        return first or second

    def check_both(value: Any, path: Path, violations: list[str]) -> None:
        first(value, path, violations)
        second(value, path, violations)

    return check_both


def _written(path: Path) -> str:
    names: list[str] = []
    while path is not None:
        path, name = path
        names.append(name)
    return ".".join(reversed(names))


def _rules(shape: Shape, wording: Wording) -> Iterator[Rule]:
    """The constraints of one shape; the pattern comes before the length (recorded), the maximum before the minimum."""
    metadata = shape.metadata
    pattern = metadata.get("pattern")
    if pattern and shape.name not in wording.unchecked_patterns:
        yield _pattern_rule(pattern)
    measure, noun = (_itself, "value") if shape.type_name in _NUMBERS else (_length, "length")
    if (maximum := metadata.get("max")) is not None:
        yield (lambda value: measure(value) <= maximum), f"Member must have {noun} less than or equal to {maximum}"
    if (minimum := metadata.get("min")) is not None:
        yield (lambda value: measure(value) >= minimum), f"Member must have {noun} greater than or equal to {minimum}"
    if values := metadata.get("enum"):
        listed = ", ".join(wording.enum_orders.get(shape.name, values))
        yield (lambda value: value in values), f"Member must satisfy enum value set: [{listed}]"


_PATTERN = "Member must satisfy regular expression pattern: "
_NUMBERS = frozenset({"integer", "long", "float", "double"})


def _itself(value: Any) -> Any:
    return value


def _length(value: Any) -> int:
    return len(value)


@cache
def _pattern_rule(pattern: str) -> Rule:
    text = _PATTERN + pattern
    compiled: list[re.Pattern[str] | None] = []

    def keeps(value: Any) -> bool:
        if not compiled:  # compiled on first use: a model has hundreds of patterns, a test meets a few
            compiled.append(compile_java_pattern(pattern))
        return compiled[0] is None or compiled[0].fullmatch(value) is not None

    return keeps, text
