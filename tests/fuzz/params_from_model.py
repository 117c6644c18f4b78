"""Params for any operation of any service, made from the input shape that botocore's model gives it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from pytest_awsevents.wire.java_text import compile_java_pattern

COMMON_CODES = frozenset({"ValidationException", "AccessDeniedException", "ThrottlingException"})
"""What AWS documents for every operation, besides the errors of its model."""

FEW_EXAMPLES = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
"""For one test per operation: quick, and the same in every run."""

_LONGEST = 40
_NUMBERS = {"integer": 2**31 - 1, "long": 2**63 - 1}


def service_model(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service)


def listed_codes(operation: OperationModel) -> frozenset[str]:
    """The codes of the errors that an operation may answer with."""
    modelled = {shape.metadata.get("error", {}).get("code", shape.name) for shape in operation.error_shapes}
    return COMMON_CODES | modelled


def refusal(client: Any, operation: OperationModel, params: Mapping[str, Any]) -> str | None:
    """The code of AWS's error, one of those listed; None after a response, or where botocore did not send the call."""
    try:
        getattr(client, xform_name(operation.name))(**params)
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
    except BotoCoreError:
        return None
    else:
        return None
    assert code in listed_codes(operation)
    return code


class ParamsFromModel:
    """Strategies for params; `pool` has values worth trying, by the name of a member or of a shape.

    `valid` keeps every constraint of the model. `hostile` breaks them here and there, and types and required members.
    """

    def __init__(self, pool: Mapping[str, Sequence[Any]] | None = None) -> None:
        self._pool = pool or {}

    def params(self, operation: OperationModel) -> st.SearchStrategy[dict[str, Any]]:
        return st.one_of(self.valid(operation), self.hostile(operation))

    def valid(self, operation: OperationModel) -> st.SearchStrategy[dict[str, Any]]:
        return self._params(operation, hostile=False)

    def hostile(self, operation: OperationModel) -> st.SearchStrategy[dict[str, Any]]:
        return self._params(operation, hostile=True)

    def _params(self, operation: OperationModel, *, hostile: bool) -> st.SearchStrategy[dict[str, Any]]:
        shape = operation.input_shape
        return st.just({}) if shape is None else self._structure(shape, hostile, ())

    def _value(self, name: str, shape: Shape, hostile: bool, above: tuple[str, ...]) -> st.SearchStrategy[Any]:
        plain = self._plain(shape, hostile, (*above, shape.name))
        pool = self._pool.get(name) or self._pool.get(shape.name)
        usual = plain if pool is None else st.one_of(st.sampled_from(pool), plain)
        return st.one_of(usual, usual, usual, _WRONG) if hostile else usual

    def _plain(self, shape: Shape, hostile: bool, above: tuple[str, ...]) -> st.SearchStrategy[Any]:
        if isinstance(shape, StructureShape):
            return self._structure(shape, hostile, above)
        if isinstance(shape, ListShape):
            return st.lists(self._value("", shape.member, hostile, above), **_sizes(shape, hostile, 3))
        if isinstance(shape, MapShape):
            keys = self._plain(shape.key, hostile=False, above=above)
            return st.dictionaries(keys, self._value("", shape.value, hostile, above), **_sizes(shape, hostile, 3))
        return _scalar(shape, hostile)

    def _structure(self, shape: StructureShape, hostile: bool, above: tuple[str, ...]) -> st.SearchStrategy[Any]:
        members = {
            name: self._value(name, member, hostile, above)
            for name, member in shape.members.items()
            if member.name not in above or name in shape.required_members
        }
        required = {} if hostile else {name: members[name] for name in shape.required_members}
        if hostile:  # a required member is left out now and then
            required = {name: members[name] for name in shape.required_members[1:]}
        optional = {name: strategy for name, strategy in members.items() if name not in required}
        return st.fixed_dictionaries(required, optional=optional)


def _sizes(shape: Shape, hostile: bool, usual: int) -> dict[str, int]:
    least = shape.metadata.get("min", 0)
    most = min(shape.metadata.get("max", usual), max(usual, least))
    return {"min_size": 0, "max_size": most + 1} if hostile else {"min_size": least, "max_size": most}


def _scalar(shape: Shape, hostile: bool) -> st.SearchStrategy[Any]:
    if shape.type_name in _NUMBERS:
        least, most = shape.metadata.get("min", 0), shape.metadata.get("max", _NUMBERS[shape.type_name])
        valid = st.integers(least, most)
        return st.one_of(valid, st.integers(least - 2, least), st.integers(most, most + 2)) if hostile else valid
    if shape.type_name == "string":
        return st.one_of(_text(shape), st.text(max_size=_LONGEST), _TOO_LONG) if hostile else _text(shape)
    return _OTHERS[shape.type_name]


def _text(shape: Shape) -> st.SearchStrategy[str]:
    if values := shape.metadata.get("enum"):
        return st.sampled_from(values)
    least = shape.metadata.get("min", 0)
    most = min(shape.metadata.get("max", _LONGEST), max(_LONGEST, least))
    pattern = shape.metadata.get("pattern")
    fitting = _fitting(pattern, least, shape.metadata.get("max", 10_000)) if pattern else None
    return st.text(min_size=least, max_size=most) if fitting is None else fitting


@cache
def _fitting(pattern: str, least: int, most: int) -> st.SearchStrategy[str] | None:
    """Texts that fit a pattern. Made once: to read one that names kinds of letters takes a second."""
    compiled = compile_java_pattern(pattern)
    if compiled is None:
        return None
    texts = st.from_regex(re.compile(compiled.pattern, re.ASCII), fullmatch=True)
    return texts.filter(lambda text: least <= len(text) <= most)


_TOO_LONG = st.sampled_from(["x" * 65, "x" * 513, "x" * 5000])
_OTHERS: Mapping[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "timestamp": st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)),
    "blob": st.binary(max_size=_LONGEST),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "float": st.floats(allow_nan=False, allow_infinity=False, width=32),
}
_WRONG = st.sampled_from([None, 7, -1, "", "no such thing", [], {}, True, b"bytes", 1.5])
