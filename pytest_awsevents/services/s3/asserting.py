"""`assert_object` and its relatives."""

from __future__ import annotations

import json as json_module
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Protocol, TypeVar

from pytest_awsevents.assertions.comparing import differences
from pytest_awsevents.assertions.expecting import fail
from pytest_awsevents.assertions.layout import counted, mismatch_lines, shown
from pytest_awsevents.patterns import Mismatch

_LISTED = 5
_COMPARED = 500
_WIDTH = 120
_AROUND = 20
ANY = object()
"""Stands for `whatever`: None is JSON."""


class Readable(Protocol):
    """An object of a bucket."""

    @property
    def key(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def body(self) -> bytes: ...


class Holder(Protocol):
    """A bucket."""

    @property
    def name(self) -> str: ...
    def objects(self) -> Sequence[Readable]: ...


Found = TypeVar("Found", bound=Readable)


def assert_object(found: Found | None, key: str, bucket: Holder, body: bytes | str | None, json: object) -> Found:
    """That there is an object of a key, whose content is what is wanted."""
    __tracebackhide__ = True
    if found is None:
        fail(f"bucket {bucket.name} has no object {key!r}", _nearest(bucket.objects(), key))
    if body is not None:
        _compare_bodies(found, bucket.name, body.encode() if isinstance(body, str) else body)
    if json is not ANY:
        _compare_json(found, bucket.name, json)
    return found


def assert_no_object(found: Readable | None, bucket: Holder) -> None:
    """That there is no such object."""
    __tracebackhide__ = True
    if found is not None:
        lines = [_line(found), f"it begins {_start(found.body)}"]
        fail(f"bucket {bucket.name} has an object {found.key!r}, expected none", lines)


def _nearest(objects: Sequence[Readable], key: str) -> Sequence[str]:
    """What the bucket holds: the keys that are spelt most like the wanted one first."""
    if not objects:
        return ["the bucket is empty"]
    by_key = {one.key: one for one in objects}
    alike = sorted(by_key, key=lambda other: _distance(other, key))
    close = get_close_matches(key, alike[:_COMPARED], n=_LISTED, cutoff=0.5)
    listed = [*close, *(other for other in alike if other not in close)][:_LISTED]
    lines = [f"it has {counted(len(objects), 'object')}, nearest first:"]
    lines += [f"  {_line(by_key[one])}" for one in listed]
    hidden = len(objects) - len(listed)
    return [*lines, f"  ... and {hidden} more"] if hidden else lines


def _distance(other: str, key: str) -> tuple[int, str]:
    """Keys that begin alike come first."""
    alike = next(
        (index for index, pair in enumerate(zip(other, key, strict=False)) if pair[0] != pair[1]),
        min(len(other), len(key)),
    )
    return -alike, other


def _line(found: Readable) -> str:
    return f"{found.key}  ({counted(found.size, 'byte')})"


def _compare_bodies(found: Readable, bucket: str, wanted: bytes) -> None:
    __tracebackhide__ = True
    got = found.body
    if got == wanted:
        return
    position = next(
        (index for index, (one, other) in enumerate(zip(got, wanted, strict=False)) if one != other),
        min(len(got), len(wanted)),
    )
    fail(
        f"object {found.key!r} of bucket {bucket} has another body: {counted(len(got), 'byte')}, "
        f"expected {len(wanted)}; they differ from byte {position} on",
        [f"got       {_around(got, position)}", f"expected  {_around(wanted, position)}"],
    )


def _compare_json(found: Readable, bucket: str, wanted: object) -> None:
    __tracebackhide__ = True
    try:
        got = json_module.loads(found.body)
    except ValueError as error:
        fail(f"object {found.key!r} of bucket {bucket} is no JSON: {error}", [f"it begins {_start(found.body)}"])
    matches = getattr(wanted, "matches", None)
    mismatches: Sequence[Mismatch] = ()
    if matches is not None:
        if matches(got):
            return
        explain = getattr(wanted, "explain", None)
        mismatches = () if explain is None else explain(got)
    else:
        mismatches = list(differences(wanted, got))
        if not mismatches:
            return
    headline = f"object {found.key!r} of bucket {bucket} holds other JSON than expected"
    fail(headline, [*mismatch_lines(mismatches, "test"), f"it holds {shown(got, _WIDTH)}"])


def _start(body: bytes) -> str:
    return repr(body[:_WIDTH])


def _around(body: bytes, position: int) -> str:
    start = max(position - _AROUND, 0)
    text = repr(body[start : position + _AROUND])
    return f"{'... ' if start else ''}{text}{' ...' if position + _AROUND < len(body) else ''}"
