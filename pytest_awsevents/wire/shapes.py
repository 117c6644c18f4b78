"""Values in and out of an API call, by the shapes of botocore's model.

In: copied, and normalised as the wire would do it (timestamps to aware UTC datetimes, blobs to bytes, streams read).
Out: checked against the output shape and copied, members that are None left out. The functions are made once per shape
and kept for the life of the process: they hold no state of any fake.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from botocore.utils import parse_to_aware_datetime

from pytest_awsevents.core.content import Content
from pytest_awsevents.core.errors import InvalidResponse, did_you_mean
from pytest_awsevents.core.freezers import as_real

Copier: TypeAlias = Callable[[Any], Any]

_WHOLE_SECOND_FORMATS = ("unixtimestamp", "rfc822")


def copy_params(operation: OperationModel, params: Mapping[str, Any]) -> dict[str, Any]:
    """The params of a call as the service would see them."""
    shape = operation.input_shape
    if shape is None:
        return {}
    key = ("in", operation.service_model.service_name, operation.name)
    copier = _COPIERS.get(key)
    if copier is None:
        protocol = operation.service_model.metadata.get("protocol", "json")
        copier = _COPIERS[key] = _In(protocol).copier(shape) or dict
    copied: dict[str, Any] = copier(params)
    return copied


def copy_response(
    operation: OperationModel, response: Mapping[str, Any], *, drop_unknown: bool = False
) -> dict[str, Any]:
    """A response as the caller gets it; InvalidResponse names the member that does not fit the output shape.

    `drop_unknown` leaves out what the shape does not have: the model of an older botocore knows less than a fake.
    """
    shape = operation.output_shape
    if shape is None:
        if not drop_unknown and any(value is not None for value in response.values()):
            raise InvalidResponse(f"{_name(operation)} has no output, but the response has {sorted(response)}")
        return {}
    key = ("known" if drop_unknown else "all", operation.service_model.service_name, operation.name)
    checker = _CHECKERS.get(key)
    if checker is None:
        checker = _CHECKERS[key] = _Out(drop_unknown).checker(shape)
    try:
        copied: dict[str, Any] = checker(response)
    except _Misfit as misfit:
        raise InvalidResponse(f"response of {_name(operation)}: {misfit}") from None
    return copied


def _name(operation: OperationModel) -> str:
    return f"{operation.service_model.service_name}:{operation.name}"


def fresh(value: Any) -> Any:
    """A copy of what `copy_params` or `copy_response` gave, that shares no container with it."""
    kind = type(value)
    if kind is dict:
        return {name: fresh(item) for name, item in value.items()}
    if kind is list:
        return [fresh(item) for item in value]
    return value


_COPIERS: dict[tuple[str, str, str], Copier] = {}
_CHECKERS: dict[tuple[str, str, str], Copier] = {}


class _In:
    """Makes copiers of one protocol; None stands for `take the value as it is`."""

    def __init__(self, protocol: str) -> None:
        self._default_timestamp = "unixtimestamp" if "json" in protocol else "iso8601"
        self._structures: dict[str, Copier] = {}

    def copier(self, shape: Shape) -> Copier | None:
        if isinstance(shape, StructureShape):
            return copy.deepcopy if shape.is_document_type else self._structure(shape)
        if isinstance(shape, ListShape):
            return _list_copier(self.copier(shape.member))
        if isinstance(shape, MapShape):
            return _map_copier(self.copier(shape.value))
        if shape.type_name == "blob":
            return _as_bytes
        if shape.type_name == "timestamp":
            kind = str(shape.serialization.get("timestampFormat", self._default_timestamp)).lower()
            return _as_whole_seconds if kind in _WHOLE_SECOND_FORMATS else _as_utc
        return None

    def _structure(self, shape: StructureShape) -> Copier:
        if shape.name in self._structures:
            return lambda value: self._structures[shape.name](value)  # a shape that holds itself
        self._structures[shape.name] = dict
        members = {name: self.copier(member) for name, member in shape.members.items()}

        def copy_structure(value: Mapping[str, Any]) -> dict[str, Any]:
            copied = {}
            for name, item in value.items():
                if item is not None:
                    copier = members.get(name)
                    copied[name] = item if copier is None else copier(item)
            return copied

        self._structures[shape.name] = copy_structure
        return copy_structure


def _list_copier(member: Copier | None) -> Copier:
    if member is None:
        return list
    return lambda value: [member(item) for item in value]


def _map_copier(member: Copier | None) -> Copier:
    if member is None:
        return dict
    return lambda value: {key: member(item) for key, item in value.items()}


def _as_bytes(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if hasattr(value, "read"):
        read = value.read()
        return read.encode() if isinstance(read, str) else bytes(read)
    return bytes(value)


def _as_utc(value: Any) -> datetime:
    return as_real(parse_to_aware_datetime(value))


def _as_whole_seconds(value: Any) -> datetime:
    # botocore writes these formats without fractions: the service never sees them.
    return _as_utc(value).replace(microsecond=0)


class _Misfit(Exception):
    """A value that does not fit its shape; the path is put together on the way out, so that fits cost nothing."""

    def __init__(self, complaint: str) -> None:
        super().__init__(complaint)
        self.complaint = complaint
        self.names: list[str] = []

    def __str__(self) -> str:
        where = ".".join(reversed(self.names)).replace(".[", "[") or "the response"
        return self.complaint.format(where=where)


class _Out:
    """Makes functions that check a value against its shape and copy it."""

    def __init__(self, drop_unknown: bool) -> None:
        self._drop_unknown = drop_unknown
        self._structures: dict[str, Copier] = {}

    def checker(self, shape: Shape) -> Copier:
        if isinstance(shape, StructureShape):
            if shape.serialization.get("eventstream"):  # the events are listed; the client iterates over them
                return _list_checker(self._structure(shape))
            return copy.deepcopy if shape.is_document_type else self._structure(shape)
        if isinstance(shape, ListShape):
            return _list_checker(self.checker(shape.member))
        if isinstance(shape, MapShape):
            return _map_checker(self.checker(shape.value))
        return _SCALARS[shape.type_name]

    def _structure(self, shape: StructureShape) -> Copier:
        if shape.name in self._structures:
            return lambda value: self._structures[shape.name](value)  # a shape that holds itself
        self._structures[shape.name] = copy.deepcopy
        check = _structure_checker(
            {name: self.checker(member) for name, member in shape.members.items()}, self._drop_unknown
        )
        self._structures[shape.name] = check
        return check


def _structure_checker(members: Mapping[str, Copier], drop_unknown: bool) -> Copier:
    def check_structure(value: Any) -> dict[str, Any]:
        if not _is_mapping(value):
            raise _misfit(value, "a structure")
        copied = {}
        for name, item in value.items():
            check = members.get(name)
            if check is None:
                if drop_unknown:
                    continue
                hint = did_you_mean(str(name), members)
                raise _Misfit(_literal(f"no member {name!r} in ") + "{where}" + _literal(hint))
            if item is not None:
                try:
                    copied[name] = check(item)
                except _Misfit as misfit:
                    misfit.names.append(name)
                    raise
        return copied

    return check_structure


def _is_mapping(value: Any) -> bool:
    return type(value) is dict or isinstance(value, Mapping)  # asking an abstract class takes long


def _list_checker(member: Copier) -> Copier:
    def check_list(value: Any) -> list[Any]:
        if type(value) is not list and (isinstance(value, str | bytes) or not isinstance(value, Sequence)):
            raise _misfit(value, "a list")
        try:
            return [member(item) for item in value]
        except _Misfit as misfit:
            misfit.names.append(f"[{_first_misfit(member, value)}]")
            raise

    return check_list


def _first_misfit(member: Copier, items: Sequence[Any]) -> int:
    for number, item in enumerate(items):
        try:
            member(item)
        except _Misfit:
            return number
    raise AssertionError("one of them does not fit")


def _map_checker(member: Copier) -> Copier:
    def check_map(value: Any) -> dict[str, Any]:
        if not _is_mapping(value):
            raise _misfit(value, "a map")
        copied = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise _Misfit("{where}" + _literal(f" must have strings as keys, got {type(key).__name__} {key!r}"))
            if item is not None:
                try:
                    copied[key] = member(item)
                except _Misfit as misfit:
                    misfit.names.append(key)
                    raise
        return copied

    return check_map


def _scalar_checker(kinds: type | tuple[type, ...], noun: str) -> Copier:
    def check_scalar(value: Any) -> Any:
        if not isinstance(value, kinds) or (isinstance(value, bool) and noun != "a boolean"):
            raise _misfit(value, noun)
        return value

    return check_scalar


def _checked_timestamp(value: Any) -> datetime:
    if not isinstance(value, datetime):
        raise _misfit(value, "a datetime")
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def _checked_blob(value: Any) -> bytes | Content:
    if isinstance(value, Content):
        return value
    if isinstance(value, str | bytes | bytearray | memoryview) or hasattr(value, "read"):
        return _as_bytes(value)
    raise _misfit(value, "bytes")


def _misfit(value: Any, noun: str) -> _Misfit:
    return _Misfit("{where}" + _literal(f" must be {noun}, got {type(value).__name__} {value!r}"))


def _literal(text: str) -> str:
    """The text for use in a format string."""
    return text.replace("{", "{{").replace("}", "}}")


_WHOLE_NUMBER = _scalar_checker(int, "a whole number")
_NUMBER = _scalar_checker((int, float), "a number")
_TEXT = _scalar_checker(str, "a string")
_SCALARS: Mapping[str, Copier] = {
    "string": _TEXT,
    "character": _TEXT,
    "integer": _WHOLE_NUMBER,
    "long": _WHOLE_NUMBER,
    "bigdecimal": _NUMBER,
    "biginteger": _WHOLE_NUMBER,
    "float": _NUMBER,
    "double": _NUMBER,
    "boolean": _scalar_checker(bool, "a boolean"),
    "timestamp": _checked_timestamp,
    "blob": _checked_blob,
}
